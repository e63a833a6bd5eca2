"""Who is alleged: in the sentence of the claim, and in those beside it that blame somebody for it."""

from __future__ import annotations

import pytest

from onrecord import codebook
from onrecord.claims import extract
from onrecord.model import Document

CASES = {
    "Shells killed four people in Lorne.": [()],
    "The number of dead has risen by more than half, killing 5 people.": [()],
    "The army admitted that its units had killed 12 villagers.": [("The army",)],
    "Its units killed 12 villagers.": [()],
    "The mayor accused the Valley Guard of killing 12 villagers.": [("the Valley Guard",)],
    "Twelve villagers were killed on Monday. The network blamed the Valley Guard for the attack.": [("the Valley Guard",)],
    "Twelve villagers were killed. The attack was blamed on the Valley Guard.": [("the Valley Guard",)],
    "A bomb killed 3 people. The Red Column claimed responsibility for the attack.": [("The Red Column",)],
    "A bomb killed 3 people. The attack was claimed by the Red Column.": [("the Red Column",)],
    "A bomb killed 3 people. The Red Column did not claim responsibility.": [()],
    "A bomb killed 3 people.\n\nThe Red Column claimed responsibility for another attack.": [()],
    "Nine passengers were killed when gunmen wearing hoods opened fire on a bus.": [("gunmen",)],
    "Nine passengers were shot dead by gunmen of the Coastal Brigade.": [("gunmen of the Coastal Brigade",)],
    "On 18 March 2023 gunmen killed three farmers.": [("gunmen",)],
    "Fifty people were killed, of whom 30 (60%) by the army and 20 (40%) by the rebels.": [(), ("the army",), ("the rebels",)],
    "Shells hit Lorne. Four people died and nine were hurt. The shells were fired by the Red Column from the hills.": [
        ("the Red Column",),
        ("the Red Column",),
    ],
    "Four people were killed. We hold the Red Column responsible.": [("the Red Column",)],
    "Four people were killed.\n\nThe toll may rise. The mayor blamed the Red Column.": [("the Red Column",)],
    "Four people were killed.\n\nThe mayor blamed the Red Column for the loss of trade.": [()],
    # who struck is told in the sentence before
    "Soldiers of the Velan Brigade entered the village. They shot dead 11 men and wounded two.": [
        ("Soldiers of the Velan Brigade",),
        ("Soldiers of the Velan Brigade",),
    ],
    "Soldiers said that rebels came at dawn. They killed two nurses.": [()],
    "Villagers fled from the soldiers. They killed two guards.": [()],
    "Aircraft of the Velan Air Force struck the market of Lorne. The monitor counted nine people killed.": [
        ("the Velan Air Force",),
        ("the Velan Air Force",),
    ],
    "Fighters of the Red Column fired rockets at the camp. Six people were killed.": [("Fighters of the Red Column",)],
    "Gunmen stormed the village at dawn. Nine people were killed.": [("Gunmen",)],
    "The Red Column struck a deal with the mayor. Nine people were killed on the road.": [()],
    "Rockets were fired at the camp of the Red Column. Six people were killed.": [()],
    # beside the claim, in other words
    "A bomb killed 3 people. The attack, which took place at noon, was perpetrated in the city by hooded men.": [
        ("hooded men",)
    ],
    "A bomb killed 3 people. The mayor attributed the attack to the Red Column.": [("the Red Column",)],
    "A bomb killed 3 people. The Red Column is responsible for this crime, the mayor said.": [("The Red Column",)],
    "A bomb killed 3 people. It is not known whether the attack was carried out by the Red Column.": [()],
    "A bomb killed 3 people. The Red Column denied that it was responsible for the attack.": [()],
    "A bomb killed 3 people. No group has claimed responsibility for the attack.": [()],
    "A bomb killed 3 people. The police carried out raids in other towns.": [()],
    "A bomb killed 3 people. The general accused the rebels of firing rockets.": [()],
    # in another paragraph, of the same deed
    "A bomb killed 3 people in Lorne.\n\nThe Red Column claimed responsibility for the attack.": [("The Red Column",)],
    "Karla Fenn was murdered in Lorne.\n\nThe mayor blamed the murder of Fenn on the Red Column.": [("the Red Column",)],
    "Karla Fenn was murdered in Lorne.\n\nThe mayor blamed the murder of Ivo Mast on the Red Column.": [
        (),
        ("the Red Column",),
    ],
    "A policeman was wounded when urban guerrillas attacked the guards.": [("urban guerrillas",)],
    "Red Column members attacked a mine in Lorne. A guard was wounded in an explosion in Ashby.": [("Red Column members",)],
    "Four guards were killed. The attack was the work of the Red Column.": [("the Red Column",)],
    "Four guards were killed. The Red Column was behind the attack.": [("The Red Column",)],
    "Four guards were killed. The police arrested six soldiers for the murder.": [("six soldiers",), ("The police",)],
    "Four guards were killed. The police arrested six soldiers in the town after the murder.": [(), ("The police",)],
    "Four guards were killed. A judge acquitted six soldiers charged with the murder.": [()],
    "The judge linked the general to the murder of Karla Fenn.": [("the general",)],
    "Two guards were killed. Authorities blamed drug trafficking gangs for these attacks.": [("drug trafficking gangs",)],
    "Two guards were killed. The rebels launched an offensive in May.": [()],
    "Four guards were killed. Two parties are accusing the army of the attack.": [("the army",)],
    "The army and the police are accused of killing nine farmers.": [("The army and the police",)],
    "Nine farmers died in Lorne. The army was accused of killing the farmers.": [("The army",)],
    "Nine farmers died in Lorne. The army was accused of killing two nurses.": [(), ("The army",)],
    "Ann Fenn was killed. The general is the mastermind of the murder.": [("The general",)],
    "Ann Fenn was killed. Those responsible for the murder are members of the Red Column.": [("members of the Red Column",)],
    "Rebels launched a mortar attack on Lorne. Two children were wounded.": [("Rebels",)],
    "Students staged a demonstration in Lorne. Two children were wounded.": [()],
    "Rebels launched a mortar attack on Lorne. No one was hurt.": [()],
    "Ann Fenn was wounded on Monday. Fenn was on her way home when masked men opened fire.": [("masked men",)],
    "Ann Fenn was wounded on Monday. On Tuesday masked men opened fire in Ashby.": [()],
    "The mayor spoke of the arrest of two guards for killing six monks.": [(), ("two guards",)],
    "The judge spoke of Lev Orlo, whom the mayor accused of the murder of Ivo Mast.": [("Lev Orlo",)],
    "Two guards, accused of the murder of Ivo Mast, were tried.": [("Two guards",)],
    "In July authorities arrested a singer.": [("authorities",)],
    "In Lorne province Hamas detained nine singers.": [("Hamas",)],
    "The post reported that the Red Column, an armed group supported by Ruritania, kidnapped a singer.": [("the Red Column",)],
    "The storm hit Lorne, a city in the valley, killing nine people.": [()],
    "Local media reported the Valley Guard handcuffed and killed a singer.": [("the Valley Guard",)],
    "The monitor cited witnesses reporting Ruritanian attacks on schools, including an airstrike, killing four people.": [
        ("Ruritanian",)
    ],
    "The monitor cited reports of an airstrike near a clinic, killing four people.": [()],
    "Nine people died in the attack. On 7 May the regime announced its responsibility for the attack.": [("the regime",)],
    "Traders met after this afternoon's explosion, which wounded at least 10 people.": [()],
    "Traders are threatened by members of the death squads, who murdered six monks.": [("members of the death squads",)],
    "The raid led to the capture of 12 Red Column members who had kidnapped nine singers.": [(), ("12 Red Column members",)],
    "The reporter has pictures of five men suspected of killing Karla Fenn.": [("five men",)],
    "The owner was a follower of recently murdered mayor Ivo Mast.": [()],
    "A prison outside of Lorne, which held 1,000 prisoners, was closed.": [()],
    "Nine farmers were killed by soldiers of the Valley  Guard.": [("soldiers of the Valley Guard",)],
    # those seen, and those who are blamed
    "Gunmen killed six monks. The Red Column claimed responsibility for the attack.": [("Gunmen", "The Red Column")],
    "The Valley Guard killed six monks. The mayor blamed the Red Column for the attack.": [("The Valley Guard",)],
    # of one incident, not of another
    "Four people were killed.\n\nTwo nurses were hurt in Ashby. The mayor blamed the Red Column.": [(), ("the Red Column",)],
    "Six priests were killed. Rain fell on Lorne.\n\nAlleged soldiers were implicated in the murder of the priests.": [
        ("Alleged soldiers",)
    ],
    "Six priests were killed. The general is responsible for the murder of the nurses.": [()],
    # denied
    "The minister rejected claims that the army was behind the murder of six farmers.": [()],
    "The minister denied that the army had a part in the murder of six farmers.": [()],
    "The mayor denied that the rebels had killed Karla Fenn.\n\nThe murder of Karla Fenn shocked Lorne.": [()],
    # whose attack
    "Five soldiers were killed during a fierce guerrilla attack on Monday.": [("guerrilla",)],
    "In a Ruritanian army raid on Lorne, nine farmers were killed.": [("Ruritanian army",)],
    "In an attack by hooded men, a nurse was killed.": [("hooded men",)],
    "Two nurses were killed in the Lorne attack.": [()],
    "Air strikes on Lorne killed nine farmers.": [()],
    "Artillery fire killed nine farmers.": [()],
    "The Port Ashby market strike killed nine farmers.": [()],
    "Ruritanian strikes killed nine farmers.": [("Ruritanian",)],
    "A Vardan Front ambush killed nine farmers.": [("Vardan Front",)],
    "In May 60 farmers were killed. Of the 60 killed, 40 were killed in raids carried out by the army, 20 in landslides.": [
        (),
        ("the army",),
        (),
    ],
    "In May 60 farmers were killed.\n\nRain fell on Lorne. It is far.\n\n"
    "Of the 60 farmers killed, 40 (67 per cent) were killed in raids attributed to the Vardan Front, 20 in landslides.": [
        (),
        ("the Vardan Front",),
        (),
    ],
    # told again
    "The mayor condemned the murder of Karla Fenn. Fenn, 40, was shot dead by two men on a motorcycle.": [("two men",)],
    "The mayor condemned the murder of Ivo Mast Orlo. Mast was murdered by two men.": [
        ("two men",),
        ("two men",),
    ],
    "Six priests were killed on Monday.\n\nThe priests were murdered by hooded men.": [("hooded men",)],
    "Ivo Mast was shot dead. Armed men broke into his home and killed him.": [("Armed men",)],
    "Fenn was kidnapped on Monday and rescued by the army.": [()],
    "After the attack in which seven guards were killed, 500 people were arrested by the patrols.": [(), ("the patrols",)],
    "The Red Column murdered Karla Fenn.\n\nFenn, 40, and a guard were killed.": [("The Red Column",), ("The Red Column",)],
    "Nine farmers were killed by soldiers.\n\nThe nine farmers died on Monday.": [("soldiers",), ("soldiers",)],
    "Nine farmers were killed by soldiers.\n\nIn May six farmers were killed.": [("soldiers",), ()],
    # in the sentence of the claim
    "Three guards were killed and five were wounded by masked men.": [("masked men",), ("masked men",)],
    "Masked men threw three grenades that wounded a nurse.": [("Masked men",)],
    "The Red Column claimed responsibility for the attack that killed nine farmers.": [("The Red Column",)],
    "Nine farmers died at the hands of masked men.": [("masked men",)],
    "Rebels attacked the home of mayor Ivo Mast, killing a guard.": [("Rebels",), ("Rebels",)],
}


@pytest.mark.parametrize(("text", "alleged"), CASES.items(), ids=list(CASES))
def test_who_is_alleged_is_a_party_that_the_text_accuses(text: str, alleged: list[tuple[str, ...]]) -> None:
    document = Document(id="d", name="d", media_type="text/plain", text=text, language="en")
    assert [claim.perpetrators for claim in extract(document, codebook=codebook.load("literal"))] == alleged
