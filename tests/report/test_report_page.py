import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import invented
import pytest

from onrecord.model import Document, Guess, Incident, Interval, Source
from onrecord.report import Dossier, Headline, Picture, Problem, page, render
from onrecord.settings import Settings

HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "<!--<script>",
    "' autofocus onfocus='alert(1)",
    "&lt;b&gt;\u2028\u2029]]>",
    "\u202e\u2066{{ 7 * 7 }}{% raw %}",
)


class Outline(HTMLParser):
    """The elements of a page with their attributes, and the ids and link targets among them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    @property
    def ids(self) -> list[str]:
        return [a["id"] for _, a in self.elements if a.get("id")]  # type: ignore[misc]


@pytest.fixture(scope="module")
def text() -> str:
    return render(invented.small())


def words(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup))).replace("\u202f", " ")


def test_the_same_dossier_gives_the_same_bytes(text: str) -> None:
    assert render(invented.small()) == text


def test_an_empty_case_is_a_whole_page() -> None:
    page = words(render(Dossier()))
    assert "Unnamed case" in page
    assert "No incident in this case's scope is graded confirmed or fair" in page
    assert "Everything that came in was read." in page


def test_the_face_says_what_the_file_is(text: str) -> None:
    face = words(text[: text.index('id="incidents"')])
    assert "Internal. This file holds personal data" in face
    assert "Darvane, first half of 2031" in face
    assert "200 and up" in face
    assert "7 killed" in face
    assert "The Darvane Monitor names the Northern Council" in face


def test_totals_stand_in_a_table_of_their_own(text: str) -> None:
    tables = re.findall(r'<table class="headline[^"]*">.*?</table>', text, re.S)
    assert [">7<" in table for table in tables] == [True, False]
    assert [">200 and up<" in table for table in tables] == [False, True]


def test_figures_of_one_place_and_period_stand_in_one_row() -> None:
    base = invented.small()
    first = base.headlines[0]
    child = replace(first, figure="killed_child", range=Interval(1, 2))
    elsewhere = replace(first, place="Senn")
    rows = re.findall(
        r"<tr>(?:(?!</tr>).)*class=\"ranges\".*?</tr>", render(replace(base, headlines=(child, first, elsewhere))), re.S
    )
    assert [words(row).split(" 1 incident")[0].strip() for row in rows] == [
        "Darvane 1 January – 30 June 2031 7 killed 2 independent sources 1–2 killed: children 2 independent sources fair",
        "Senn 1 January – 30 June 2031 7 killed 2 independent sources fair",
    ]


def test_contested_incidents_come_first(text: str) -> None:
    order = re.findall(r'<details class="incident \w+" id="incident-(\w+)"', text)
    assert order == ["market2031", "qara2031", "halim2031", "total2031"]


def test_every_link_leads_somewhere_and_no_id_stands_twice(text: str) -> None:
    seen = Outline(text)
    assert len(seen.ids) == len(set(seen.ids))
    targets = {a["href"][1:] for tag, a in seen.elements if tag == "a" and a.get("href", "").startswith("#")}  # type: ignore[index,union-attr]
    assert targets - set(seen.ids) == set()


def test_nothing_is_loaded_from_anywhere(text: str) -> None:
    for tag, attributes in Outline(text).elements:
        for name in ("src", "href", "action", "poster", "xlink:href", "srcset"):
            value = attributes.get(name)
            assert value is None or value.startswith(("#", "data:image/svg+xml;base64,")), (tag, name, value)
    assert "url(" not in text
    assert "@import" not in text


def test_the_policy_lets_only_the_pages_own_script_and_style_run(text: str) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', text).group(1))  # type: ignore[union-attr]
    style = re.search(r"<style>(.*?)</style>", text, re.S).group(1)  # type: ignore[union-attr]
    script = re.search(r"<script>(.*?)</script>", text, re.S).group(1)  # type: ignore[union-attr]
    digest = [base64.b64encode(hashlib.sha256(x.encode()).digest()).decode() for x in (style, script)]
    assert policy.startswith("default-src 'none';")
    assert f"style-src 'sha256-{digest[0]}'" in policy
    assert f"script-src 'sha256-{digest[1]}'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("bad", HOSTILE)
@pytest.mark.parametrize("static", [0, 1000])
def test_words_of_a_source_are_never_markup(bad: str, static: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "STATIC", static)
    allowed, found = (elements(render(hostile(words))) for words in ("harmless", bad))
    assert [tag for tag, _ in found] == [tag for tag, _ in allowed]
    assert [sorted(a) for _, a in found] == [sorted(a) for _, a in allowed]
    assert not {name for _, attributes in found for name in attributes if name.startswith("on")}


def elements(text: str) -> list[tuple[str, dict[str, str | None]]]:
    """The elements of a page and of the bodies that wait in it."""
    waiting = re.findall(r'<script type="text/plain" class="later">(.*?)</script>', text, re.S)
    return [element for part in (text, *waiting) for element in Outline(part).elements]


def hostile(words: str) -> Dossier:
    """A case in which everything that a source can write says these words."""
    text = f"{words} 5 people were killed {words}"
    made = Document(
        "d" * 64, words, "text/html", text, Guess(words, "text"), Guess(words, "text"), Guess(words, "text"), url=words
    )
    made = replace(made, notes=(words,), problem=words)
    one = invented.claim(made, "5 people were killed", "killed", 5, 5, perpetrators=(words,), manner=words, sources=(words,))
    one = replace(one, id=words, places=(replace(invented.SENN, words=words),), rules=(words,))
    incident = Incident(words, False, (one.id,), (made.id,), one.places, None, {"killed": Interval(5, 5)}, (), "weak", words)
    return Dossier(
        settings=Settings(name=words, description=words),
        documents=(made,),
        claims=(one,),
        incidents=(replace(incident, title=words, reasons=(words,)),),
        sources=(Source(words, words, (words,), notes=(words,)),),
        headlines=(Headline("killed", Interval(5, 5), words, note=words, sources=(words,), incidents=(words,)),),
        problems=(Problem(words, words, words),),
        pictures=(Picture(words, f"<svg>{words}</svg>", words),),
        unread_languages={words: 1},
        figures=((words, words),),
        versions={words: words},
    )


@pytest.mark.parametrize("bad", HOSTILE)
def test_an_embedded_text_comes_back_as_it_was(bad: str) -> None:
    data = re.search(r'id="text-0">(.*?)</script>', render(hostile(bad)), re.S).group(1)  # type: ignore[union-attr]
    assert not set("<>&\u2028\u2029") & set(data)
    kept = json.loads(data)
    assert kept["text"] == f"{bad} 5 people were killed {bad}"
    start, end, _ = kept["marks"][0]
    assert kept["text"][start:end] == "5 people were killed"


def test_a_passage_past_a_wide_character_is_marked_where_a_browser_counts_it() -> None:
    made = replace(invented.document("a.txt", "𝟡 𝟡 5 people were killed", "P", "2031-01-01"))
    one = invented.claim(made, "5 people were killed", "killed", 5, 5)
    found = re.search(r'"marks":\[\[(\d+),(\d+)', render(Dossier(documents=(made,), claims=(one,))))
    assert found is not None
    assert [int(n) for n in found.groups()] == [6, 26]


def test_a_claim_shows_passage_speakers_and_document(text: str) -> None:
    claim = next(c for c in invented.small().claims if c.quote.startswith("Three of"))
    shown = words(re.search(rf'id="claim-{claim.id}".*?</article>', text, re.S).group())  # type: ignore[union-attr]
    assert "Killed: children 3" in shown
    assert "Three of the dead were children , according to a nurse at the Senn clinic." in shown
    assert "market.html Valley Courier, 4 March 2031 (from the file's metadata)" in shown
    assert "according to a nurse at the Senn clinic" in shown
    assert f"Document {claim.document[:16]}" in shown


def test_perpetrators_are_always_alleged(text: str) -> None:
    for row in re.findall(r"<dt>([^<]*[Pp]erpetrator[^<]*)</dt>", text):
        assert row.startswith("Alleged")


def test_copies_are_folded_under_the_source_they_count_with(text: str) -> None:
    row = words(re.search(r'<th scope="row"><span dir="auto">the Darvane Monitor</span>.*?</tr>', text, re.S).group())  # type: ignore[union-attr]
    assert "2 documents not counted beside it" in row
    assert "market-2.html copy of market.html" in row
    assert "13 earlier: 11 and up" in row


def test_claims_outside_incidents_are_shown_with_the_reason(text: str) -> None:
    outside = words(text[text.index('id="h-outside"') : text.index('id="checks"')])
    assert "denies them, doubts them, fears them or speaks of a plan" in outside
    assert "lies outside this case's scope" in outside
    assert "no 50 bodies were found" in outside


def test_documented_and_estimated_never_share_a_column(text: str) -> None:
    estimates = text[text.index('id="estimates"') : text.index('id="documents"')]
    assert re.findall(r'<td class="(\w+)">', estimates)[:2] == ["documented", "estimated"]
    assert "540–734" in estimates
    assert "withheld:" in estimates
    assert "540–734" not in text[: text.index('id="estimates"')]


def test_what_could_not_be_read_is_listed_with_the_reason(text: str) -> None:
    unread = words(text[text.index('id="unread"') : text.index('id="decisions"')])
    assert "14 pages but no text layer" in unread
    assert "line 14 is not valid JSON" in unread
    assert "1 document in Arabic" in unread


def test_a_headline_says_what_it_leaves_out(text: str) -> None:
    face = words(text[: text.index('id="incidents"')])
    assert "Not in these figures: 1 incident graded contested , 1 incident graded weak ." in face


def test_of_many_checks_the_first_stand_open_and_the_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "FIRST_CHECKS", 2)
    dossier = invented.large(40)
    text = render(dossier)
    checks = text[text.index('id="checks"') : text.index('id="sources"')]
    assert f"<summary>{len(dossier.checks) - 2} more</summary>" in checks
    assert all(f'id="check-{check.id}"' in checks for check in dossier.checks)


def test_methods_name_the_five_parts_and_the_codebook(text: str) -> None:
    found = words(text[text.index('id="methods"') :])
    parts = (
        "Types of sources",
        "Collection",
        "Evaluation of sources",
        "Corroboration",
        "Quality control",
        "Inclusion criteria",
        "Definitions",
    )
    assert all(part in found for part in parts)
    assert "codebook “literal”, version 1" in found


def test_a_large_case_leaves_bodies_waiting_and_loses_no_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "STATIC", 20)
    dossier = invented.large(30)
    text = render(dossier)
    assert 'class="later"' in text
    assert all(text.count(f'id="claim-{claim.id}"') == 1 for claim in dossier.claims)
    assert text.count('<details class="incident') >= len(dossier.incidents)


def test_of_many_documents_the_first_stand_in_the_register_and_the_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "FIRST_DOCUMENTS", 4)
    text = render(invented.small())
    assert "<summary>5 more</summary>" in text
    for number, document in enumerate(invented.small().documents):
        assert text.count(f'<tr id="document-{document.id}" data-text="{number}"') == 1


def test_words_keep_their_own_direction_and_language(text: str) -> None:
    seen = Outline(text)
    assert ("tr", "ar") in [(tag, a.get("data-lang")) for tag, a in seen.elements]
    assert all(a.get("dir") == "auto" for tag, a in seen.elements if tag == "blockquote")
    assert seen.elements[0][1] == {} or seen.elements[0][1].get("lang") == "en"


def test_headings_never_skip_a_level(text: str) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(text).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
