"""What one document reports: its incidents, the one it is mainly about first, each with its claims and tallies.

In: a document and its claims. Out: incidents of this document alone.

1. Claims are told apart: those of the main incident (the lead's date and place), those of earlier incidents, and totals
   over a period, which are never added to the incidents inside them.
2. For each act the lead figure is read: the first sentence that counts somebody, its groups added up.
3. Later figures are the same people told again, by another source or at another time (the range keeps both), or people
   beside them ("another man died in hospital"), who are added.
4. Parts count in their categories: killed_child, killed_woman, and so on.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.claims.roster import census, roster
from onrecord.claims.tokens import Tokens, tokenize
from onrecord.codebook import Codebook
from onrecord.model import Claim, DateRange, Document, Incident, Interval, content_id
from onrecord.places import Gazetteer

_HARM = ("killed", "executed", "injured", "casualties")
_DEAD = ("killed", "executed")
_NEAR = 3
_FAR = 5
_FOLD = 6
"""A later figure so many times the lead's is one for more than this incident."""
_DEFINITE = frozenset(["the", "them", "whom", "those", "these", "his", "her", "their"])
_BESIDE = frozenset(["another", "other", "others", "also", "additional", "additionally", "more", "further"])
_THE_SAME = frozenset(
    ["he", "she", "him", "her", "himself", "herself", "the victim", "the man", "the woman", "the boy", "the girl"]
)
"""Words for somebody spoken of before."""
_SIDES = {
    "forces": frozenset(
        [
            "soldier",
            "soldiers",
            "troop",
            "troops",
            "policeman",
            "policemen",
            "police",
            "officer",
            "officers",
            "guard",
            "guards",
            "commando",
        ]
    ),
    "fighters": frozenset(
        [
            "militant",
            "militants",
            "fighter",
            "fighters",
            "insurgent",
            "insurgents",
            "rebel",
            "rebels",
            "terrorist",
            "terrorists",
        ]
    )
    | frozenset(
        [
            "gunman",
            "gunmen",
            "bomber",
            "bombers",
            "attacker",
            "attackers",
            "bandit",
            "bandits",
            "militiaman",
            "militiamen",
            "haram",
        ]
    ),
    "civilians": frozenset(
        [
            "civilian",
            "civilians",
            "villager",
            "villagers",
            "resident",
            "residents",
            "passenger",
            "passengers",
            "child",
            "children",
        ]
    )
    | frozenset(
        ["woman", "women", "farmer", "farmers", "worker", "workers", "pedestrian", "pedestrians", "student", "students"]
    ),
}
_SUSPICION = frozenset(["suspicion", "accused", "involvement", "charged", "convicted"])
"""Words before a deed that somebody is only said to have done."""
_WOUNDING = frozenset(["shot", "shoot", "shooting", "shoots", "stabbed", "stabbing", "gunfire", "gunshot", "gunned"])


@dataclass(frozen=True, slots=True)
class _Told:
    """A claim with its number under the codebook and where it stands: sentence and paragraph, from 0."""

    claim: Claim
    low: int | None
    high: int | None
    sentence: int
    paragraph: int
    before: str = ""
    """The words of its sentence before it."""


def assess(
    document: Document,
    claims: Iterable[Claim] | None = None,
    *,
    codebook: Codebook,
    gazetteer: Gazetteer | None = None,
) -> list[Incident]:
    """The incidents that this document reports, its main one first; without `claims` they are extracted from it."""
    if claims is None:
        from onrecord.claims.extract import extract

        claims = extract(document, codebook=codebook, gazetteer=gazetteer)
    tokens = tokenize(document.text)
    told = _placed(tokens, claims, codebook)
    main, others = _divide(told)
    incidents = [_incident(document, main, codebook, aggregate=False)] if main else []
    if incidents and any(act.startswith("killed") for act in incidents[0].tallies):
        elsewhere = {t.sentence for t in others if t.claim.act in _DEAD}
        dead = census(roster(tokens, gazetteer=gazetteer or Gazetteer.load(), without=elsewhere))
        incidents[0] = replace(incidents[0], tallies=_with_roster(incidents[0].tallies, dead, main))
    incidents += [_incident(document, [t], codebook, aggregate=_is_total(t)) for t in others]
    return incidents


def _with_roster(tallies: Mapping[str, Interval], dead: Mapping[str, Interval], main: list[_Told]) -> Mapping[str, Interval]:
    """Children, women and men told of one by one, where no total says how many there were.

    "Including a child", "several children" and parts with names are no totals: those told of one by one may be more.
    """
    added = dict(tallies)
    lead = {t.claim.id for t in _lead([t for t in main if t.claim.act in _DEAD and t.claim.part_of is None])}
    for category, counted in dead.items():
        told = _at_most(counted, tallies.get("killed"))
        parts = [t for t in main if category in t.claim.victims.categories and lead & {t.claim.part_of, t.claim.id}]
        firm = [t for t in parts if t.claim.count.rule == "stated" and not (t.claim.victims.names or _is_one_of_them(t))]
        known = tallies.get(f"killed_{category}")
        least = any(name == "at_least" for t in firm for name, _ in t.claim.count.reading)
        if firm and least and known is not None and known.high is not None and (told.high or 0) > known.high:
            added[f"killed_{category}"] = Interval(known.low, told.high)
        elif not firm or (known is not None and (known.high or 0) <= 1 < (told.low or 0)):
            claimed = known.low if known is not None and not told.low else None
            added[f"killed_{category}"] = Interval(min(claimed or 0, told.high or 0) or told.low, told.high)
    return added


def _at_most(part: Interval, whole: Interval | None) -> Interval:
    """A part that is no larger than its whole may be."""
    if whole is None or whole.high is None:
        return part
    return Interval(min(part.low or 0, whole.high), min(part.high or 0, whole.high))


def _placed(tokens: Tokens, claims: Iterable[Claim], codebook: Codebook) -> list[_Told]:
    begins = [tokens.starts[first] for first, _ in tokens.sentences]
    paragraphs = [tokens.starts[first] for first in tokens.paragraphs]
    told = []
    for claim in claims:
        count = codebook.recount(claim.count)
        at = max(0, _last_at(begins, claim.start))
        before = tokens.text[begins[at] : claim.start].lower() if begins else ""
        paragraph = max(0, _last_at(paragraphs, claim.start))
        told.append(_Told(replace(claim, count=count), count.low, count.high, at, paragraph, before))
    return told


def _last_at(begins: Sequence[int], offset: int) -> int:
    from bisect import bisect_right

    return bisect_right(begins, offset) - 1


# ------------------------------------------------------------------------------------------------ which incident


def _divide(told: list[_Told]) -> tuple[list[_Told], list[_Told]]:
    """The claims of the main incident, and all others, each by itself."""
    lead = next((t for t in told if t.claim.act in _HARM and _is_day(t.claim.when) and _may_lead(t)), None)
    main: list[_Told] = []
    others: list[_Told] = []
    for t in told:
        (main if _belongs(t, lead) and not _is_afterthought(t, told) else others).append(t)
    return main, others


def _is_afterthought(t: _Told, told: list[_Told]) -> bool:
    """Whether a document about people hurt speaks of somebody dead only far below: that is another incident."""
    if t.claim.act not in ("killed", "executed"):
        return False
    hurt = next((u for u in told if u.claim.act in ("injured", "casualties") and u.high and _may_lead(u)), None)
    dead = next(u for u in told if u.claim.act in ("killed", "executed"))
    same = dead.claim.quote.lower().startswith(("he ", "she ", "the victim", "both "))
    return hurt is not None and not same and dead.sentence - hurt.sentence > _FAR


def _may_lead(t: _Told) -> bool:
    return t.claim.asserted and not _is_total(t)


def _belongs(t: _Told, lead: _Told | None) -> bool:
    if not (_may_lead(t) or _is_feared(t)):
        return False
    if lead is None or t is lead:
        return True
    after = t.claim.start > lead.claim.start
    return not after or not (_is_earlier(t.claim.when, lead.claim.when) or _spans(t.claim.when))


def _is_feared(t: _Told) -> bool:
    """ "Two were feared dead": nobody states it as so, and yet it is what the document reports."""
    words = t.claim.quote.lower().split()
    return not t.claim.asserted and any(word in words for word in ("feared", "believed", "presumed")) and not _is_total(t)


def _is_total(t: _Told) -> bool:
    """A total over a period; a year alone is no day of an incident either."""
    when = t.claim.when
    return t.claim.is_total or (when is not None and when.precision == "year")


def _is_day(when: DateRange | None) -> bool:
    return when is not None and when.start is not None and when.end is not None and (when.end - when.start).days <= 2


def _spans(when: DateRange | None) -> bool:
    """Whether a time is so long that a figure for it is a total beside an incident of one day."""
    return when is not None and when.precision in ("month", "year", "range")


def _is_earlier(when: DateRange | None, lead: DateRange | None) -> bool:
    """Whether this happened before the lead's day; people may die of an attack for weeks after it."""
    if when is None or lead is None or when.end is None or lead.start is None:
        return False
    return (lead.start - when.end).days > 2


# ------------------------------------------------------------------------------------------------ how many


def _incident(document: Document, told: list[_Told], codebook: Codebook, *, aggregate: bool) -> Incident:
    ids = tuple(t.claim.id for t in told)
    when = next((t.claim.when for t in told if t.claim.when is not None), None)
    places = next((t.claim.places for t in told if t.claim.places), ())
    return Incident(
        id=content_id("assessed", document.id, *ids),
        aggregate=aggregate,
        claims=ids,
        documents=(document.id,),
        places=places,
        when=when,
        tallies=_tallies(told, codebook),
    )


def _tallies(told: list[_Told], codebook: Codebook) -> Mapping[str, Interval]:
    tallies: dict[str, Interval] = {}
    persons = _survivors([t for t in told if t.claim.count.unit in ("person", "family")])
    acts = {act for t in persons for act in codebook.widen(t.claim.act)}
    if _both(persons):
        acts |= {"killed", "injured"}
    for act in sorted(acts):
        own = [t for t in persons if act in codebook.widen(t.claim.act)]
        whole = [t for t in own if t.claim.part_of is None]
        if act in ("killed", "injured"):
            whole = sorted([*whole, *_both(persons)], key=lambda t: t.claim.start)
        if (interval := _tally(whole)) is not None:
            tallies[act] = interval
        for category in codebook.categories:
            if (part := _category(own, whole, category)) is not None:
                tallies[f"{act}_{category}"] = part
    injured = _wounded(persons, tallies)
    if injured is not None:
        tallies["injured"] = injured
    return tallies


def _survivors(told: list[_Told]) -> list[_Told]:
    """Without the wounds of those who died of them: "wounding him", where he is counted among the dead."""
    dead = [t for t in told if t.claim.act in ("killed", "executed") and t.claim.asserted and t.high]
    if not dead:
        return told
    names = {name.split()[-1].lower() for t in dead for name in t.claim.victims.names}
    return [t for t in told if not (t.claim.act == "injured" and t.high == 1 and _may_have_died(t, names))]


def _may_have_died(t: _Told, names: set[str]) -> bool:
    words = (t.claim.victims.words or "").lower()
    if any(name.split()[-1].lower() in names for name in t.claim.victims.names):
        return True
    return words in _THE_SAME


def _both(told: list[_Told]) -> list[_Told]:
    """ "A number of people were killed and injured": some of either, where the words give no number to divide."""
    vague = [t for t in told if t.claim.act == "casualties" and t.claim.count.rule not in ("stated", "named")]
    return [t for t in vague if _names_both(t.claim.quote.lower().split()) and t.claim.part_of is None]


def _names_both(words: list[str]) -> bool:
    dead, hurt = {"killed", "killing"}, {"injured", "wounded", "injuring", "wounding"}
    return "and" in words and bool(dead & set(words)) and bool(hurt & set(words))


def _category(own: list[_Told], whole: list[_Told], category: str) -> Interval | None:
    """The people of one group: where the lead speaks of civilians, all who are not said to be combatants are."""
    if category == "civilian":
        fighting = any("combatant" in t.claim.victims.categories for t in whole)
        if not fighting and not any("civilian" in t.claim.victims.categories for t in _lead(whole)):
            return None
        return _tally([t for t in whole if "combatant" not in t.claim.victims.categories])
    found = [t for t in own if _is_of(t, category)]
    if category in ("woman", "man"):  # "Omar and his six-year-old son" are male, and no two men
        young = {t.claim.part_of for t in own if "child" in t.claim.victims.categories}
        found = [t for t in found if t.claim.id not in young]
    inside = {t.claim.id for t in found}
    found = [t for t in found if t.claim.part_of not in inside]  # a part of what is counted whole
    lead = {t.claim.id for t in _lead(whole)}
    parts = [t for t in found if t.claim.part_of in lead and not _is_one_of_them(t)]
    if parts:
        return _extended(Interval(*_sum(parts)), [t for t in found if t not in parts])
    if all(t.high == 1 for t in found) and found:
        return _named_apart(found)
    return _tally(found)


def _is_of(t: _Told, category: str) -> bool:
    """Women and men are adults: a girl is a child."""
    categories, words = t.claim.victims.categories, (t.claim.victims.words or "").lower().split()
    if "unborn" in words:
        return False
    return category in categories and not (category in ("woman", "man") and "child" in categories)


def _is_one_of_them(t: _Told) -> bool:
    """ "17 children, one of them an infant": the infant is one of the 17."""
    return "of them" in t.claim.quote.lower() or "of whom" in t.claim.quote.lower()


def _named_apart(found: list[_Told]) -> Interval | None:
    """Persons told of one by one: as many as have names of their own, and at least one."""
    names = {name.split()[-1].lower() + name.split()[0].lower() for t in found for name in t.claim.victims.names}
    count = max(1, len(names))
    return Interval(count, count)


def _extended(interval: Interval, later: list[_Told]) -> Interval:
    """Higher figures told later widen the range; where it is only "up to", the highest one below is the lower bound."""
    low, high = interval.low, interval.high
    exact = low == high
    for t in later:
        if _is_of_all(t) and _is_higher(t, low, high, exact=exact):
            high = t.high
    below = [t.low for t in later if t.low and t.low < (high or 0) and t.claim.count.rule == "stated" and _is_of_all(t)]
    return Interval(low if low is not None else max(below, default=None), high)


def _is_of_all(t: _Told) -> bool:
    """Whether a figure may be one for all: not "his five children", nor people with names."""
    words = set(t.claim.quote.lower().split()[:2])
    return not t.claim.victims.names and words.isdisjoint(("his", "her", "their"))


def _lead(told: list[_Told]) -> list[_Told]:
    """The claims of the first sentence that counts somebody, without deeds that it only gives as a reason."""
    counted = [t for t in told if t.high or t.low]
    named = [t for t in counted if not _is_reason(t)]
    counted = named or counted
    lead = [t for t in counted if t.sentence == counted[0].sentence]
    return [t for t in lead if t is lead[0] or not (_is_reason(t) or _is_partitive(t) or _is_aside(t))]


def _is_aside(t: _Told) -> bool:
    """In brackets: "shot two farmers (the Lorne Times says seven died)"."""
    return t.before.count("(") > t.before.count(")")


def _is_reason(t: _Told) -> bool:
    """ "accused of having killed", "after he left prison for killing": an earlier deed of those who suffered this one."""
    if t.claim.quote.lower().startswith(("having ", "after killing", "allegedly killing")):
        return True
    before = t.before.split()
    if "following" in before[-6:] or before[-3:-1] == ["response", "to"]:
        return True  # "following an attack that left 20 dead", "following the killing of"
    return any(word.strip(",.") in _SUSPICION for word in before[-8:]) or _after_whom(before)


def _after_whom(before: list[str]) -> bool:
    """ "After he left prison for", "after he allegedly hit and": what comes is what he had done."""
    return any(a == "after" and b in ("he", "she", "they") for a, b in itertools.pairwise(before[-10:]))


def _is_partitive(t: _Told) -> bool:
    """ "One of whom died", "many of the other people killed": some of those counted already."""
    counted = (t.claim.victims.words or "").lower().split()
    return counted[:1] == ["of"] and counted[1:2] != [] and counted[1] in _DEFINITE


def _tally(told: list[_Told]) -> Interval | None:
    """One range for the people of several claims: the lead's sum, those beside them, and higher figures told later.

    Where the lead only says "up to", the highest figure below it is the lower bound; where it says "others" and a later
    claim how many, that claim stands for it.
    """
    told = [t for t in told if t.claim.asserted] or told  # what is only feared counts where nothing is stated
    lead = _lead(told)
    if not lead:
        return Interval(0, 0) if any(t.high == 0 for t in told) else None
    later = [t for t in told if t.sentence >= lead[0].sentence and t not in lead]
    beside = [t for t in later if _is_beside(t, lead)]
    if len(beside) > 1 and _sum(beside)[0] == _sum(lead)[0]:
        beside = []  # "killed four civilians. Two were burned and the other two shot": the same four
    low, high = _sum(_numbered(lead, [t for t in later if t not in beside]))
    exact, below = low == high, 0
    for t in later:
        if t in beside:
            low, high = _plus(low, t.low), _plus(high, t.high)
        elif t.claim.series is not None and t.claim.series == _last_series(told) and low is not None and (t.low or 0) > low:
            low, high = t.low, t.high  # "the toll rose to 118 and later to 162": the last stands
        elif _is_higher(t, low, high, exact=exact):
            high = t.high
        elif low is None and t.claim.count.rule == "stated" and (t.low or 0) < (high or 0):
            below = max(below, t.low or 0)
    return Interval(low if low is not None else below or None, high)


def _is_vague(t: _Told) -> bool:
    """Whether the words give no number: "several", "dozens", "others"."""
    return t.claim.count.rule not in ("stated", "named")


def _numbered(lead: list[_Told], later: list[_Told]) -> list[_Told]:
    """The lead; where it says "others" without a number, the first later claim that gives one."""
    if not all(_is_vague(t) for t in lead):
        return lead
    near = lead[0].sentence + 2 if any(t.claim.count.rule != "plural" for t in lead) else math.inf
    counts = (t for t in later if t.claim.count.rule == "stated" and not t.claim.victims.names and t.sentence <= near)
    first = next((t for t in counts if (t.low or 0) >= (_sum(lead)[0] or 0)), None)
    return [first] if first is not None else lead


def _last_series(told: list[_Told]) -> str | None:
    return next((t.claim.series for t in reversed(told) if t.claim.series is not None), None)


def _is_beside(t: _Told, lead: list[_Told]) -> bool:
    """Whether these are people beside the lead's: "another", "others", "also" near the lead, or those of another side."""
    if t.paragraph != lead[0].paragraph or t.sentence - lead[0].sentence > _NEAR:
        return False
    if _is_partitive(t):
        return False
    words = f"{t.claim.count.words} {t.claim.quote}".lower().split()
    if words[:2] in (["the", "other"], ["the", "remaining"]):
        return False  # "the other two": the rest of the lead's
    opening = t.before.replace(",", " ").split()
    if any(word in _BESIDE for word in [*words, *opening[-1:]]) or opening[:1] in (["additionally"], ["another"], ["also"]):
        return True
    side = _side(t)
    if side == "forces" and t.sentence > lead[0].sentence and all(_is_bare(other) for other in lead):
        return True  # "They killed 30. Three soldiers died.": 30 of the others
    return side is not None and all(_side(other) not in (None, side) for other in lead)


def _is_bare(t: _Told) -> bool:
    """Whether a claim counts people without saying who they were: "killing 30", "37 members"."""
    words = (t.claim.victims.words or "").lower().split()
    return not t.claim.victims.categories and (words[-1:] == ["members"] or len(words) <= 1) and (t.low or 0) > 3


def _side(t: _Told) -> str | None:
    """Soldiers and police, those who fight them, or civilians; None where the words do not say, or say several."""
    words = set((t.claim.victims.words or "").lower().replace("-", " ").split())
    sides = [name for name, heads in _SIDES.items() if words & heads]
    if not sides and "civilian" in t.claim.victims.categories:
        return "civilians"
    return sides[0] if len(sides) == 1 else None


def _is_higher(t: _Told, low: int | None, high: int | None, *, exact: bool) -> bool:
    """Whether a later claim tells a higher figure of the same people.

    A lead that gives a range has told them all; people with names are some of them.
    """
    if t.high is None or high is None or t.high <= high or t.claim.count.rule == "named" or t.claim.victims.names:
        return False
    return low is None or ((exact or low == high) and t.high <= max(_FOLD * low, low + _FOLD))


def _plus(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _wounded(told: list[_Told], tallies: Mapping[str, Interval]) -> Interval | None:
    """People shot or stabbed, less those who died of it, are injured where nobody says how many were."""
    shot = [t for t in told if t.claim.act == "casualties" and t.claim.part_of is None and _is_wounding(t)]
    interval = _tally(shot)
    if interval is None:
        return None
    known = tallies.get("injured")
    killed = tallies.get("killed")
    if any(t.claim.act == "injured" and t.high == 0 and _nobody(t) for t in told):
        return None
    low = _minus(interval.low, killed.low if killed else 0)
    high = _minus(interval.high, killed.low if killed else 0)
    if known is not None and (known.low or known.high) and (low is None or low <= (known.high or known.low or 0)):
        return None
    if known is not None and (known.high or 0) > 1:
        return None
    return Interval(low, high)


def _nobody(t: _Told) -> bool:
    """ "No one was injured", and not "no one else" or "no officers"."""
    words = t.claim.quote.lower().split()
    return not {"else", "other", "others"} & set(words) and bool({"one", "nobody", "injuries"} & set(words))


def _minus(a: int | None, b: int | None) -> int | None:
    return None if a is None else max(0, a - (b or 0))


def _is_wounding(t: _Told) -> bool:
    return any(word in _WOUNDING for word in t.claim.quote.lower().replace("-", " ").split())


def _sum(told: list[_Told]) -> tuple[int | None, int | None]:
    lows = [t.low for t in told]
    highs = [t.high for t in told]
    low = None if None in lows else sum(n for n in lows if n is not None)
    high = None if None in highs else sum(n for n in highs if n is not None)
    return low, high
