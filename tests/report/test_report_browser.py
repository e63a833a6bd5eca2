"""The dossier in a real browser: links, reading, searching, keyboard, phone, without scripts, and the time to open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import browser as driver
import invented
import pytest

from onrecord.model import Document
from onrecord.report import page, render

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(driver.missing() is not None, reason=f"needs Chromium and its driver ({driver.missing()})"),
]

ENTER, ESCAPE, TAB = "\ue007", "\ue00c", "\ue004"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[driver.Browser]:
    with driver.browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "dossier.html"
    path.write_text(render(invented.small()), encoding="utf-8")
    return path


def claim_id(quote: str) -> str:
    return next(c.id for c in invented.small().claims if c.quote.startswith(quote))


def test_a_link_to_a_claim_opens_its_incident_and_shows_the_passage(window: driver.Browser, small: Path) -> None:
    window.open(small, f"#claim-{claim_id('Six women')}")
    assert window.run("return document.querySelector('#incident-qara2031').open") is True
    assert (
        window.run("return document.activeElement.querySelector('mark').textContent") == "Six women and one man were shot dead"
    )
    assert window.messages() == []


def test_a_claims_document_opens_at_its_passage(window: driver.Browser, small: Path) -> None:
    window.open(small)
    quote = "Three of the dead were children"
    window.run(f"document.querySelector('a.doc[data-claim=\"claim-{claim_id(quote)}\"]').click()")
    assert window.run("return document.querySelector('#reader').open") is True
    assert window.run("return document.querySelector('#reader mark.here').textContent") == quote
    assert window.run("return document.querySelector('#reader-where').textContent") == "passage 3 of 3"
    window.press(ESCAPE)
    assert window.run("return document.querySelector('#reader').open") is False


def test_an_arabic_document_reads_from_right_to_left(window: driver.Browser, small: Path) -> None:
    window.open(small)
    number = [d.name for d in invented.small().documents].index("bayan.html")
    window.run(f"document.querySelector('tr[data-text=\"{number}\"] a.doc').click()")
    assert window.run("return document.querySelector('#reader-text').lang") == "ar"
    assert window.run("return getComputedStyle(document.querySelector('#reader-text p')).direction") == "rtl"


def test_the_search_finds_words_of_sources_however_they_are_spelled(window: driver.Browser, small: Path) -> None:
    window.open(small)
    window.run(
        "const b = document.querySelector('#words'); b.value = 'CHECKPOINT witnesses'; b.dispatchEvent(new Event('input'))"
    )
    driver.until(window, "document.querySelector('#found').textContent === '1 of 6 shown'")
    shown = "return [...document.querySelectorAll('details.incident:not([hidden])')].map(d => d.id)"
    assert window.run(shown) == ["incident-qara2031"]
    window.run("const b = document.querySelector('#words'); b.value = ''; b.dispatchEvent(new Event('input'))")
    driver.until(window, "document.querySelectorAll('details.incident[hidden]').length === 0")


def test_the_page_is_worked_by_the_keyboard(window: driver.Browser, small: Path) -> None:
    window.open(small)
    window.press(TAB)
    assert window.run("return document.activeElement.className") == "skip"
    window.run("document.querySelector('#incident-qara2031 > summary').focus()")
    window.press(ENTER)
    assert window.run("return document.querySelector('#incident-qara2031').open") is True
    window.run("document.querySelector('#incident-qara2031 a.doc').focus()")
    window.press(ENTER)
    assert window.run("return document.activeElement.id") == "reader-text"
    window.press(ESCAPE)
    assert window.run("return document.activeElement.className") == "doc"


def test_a_phone_needs_no_scrolling_sideways(small: Path, tmp_path: Path) -> None:
    with driver.browser(tmp_path, phone=True) as window:
        window.open(small)
        window.run("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert window.run("return [innerWidth, document.documentElement.scrollWidth]") == [360, 360]


def test_waiting_bodies_are_found_linked_and_searched(
    window: driver.Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "STATIC", 0)
    monkeypatch.setattr(page, "FIRST_DOCUMENTS", 1)
    path = tmp_path / "waiting.html"
    path.write_text(render(invented.small()), encoding="utf-8")
    window.open(path)
    assert window.run("return document.querySelectorAll('article.claim').length") == 0
    window.run("const b = document.querySelector('#words'); b.value = 'checkpoint'; b.dispatchEvent(new Event('input'))")
    driver.until(window, "document.querySelector('#found').textContent === '1 of 6 shown'")
    window.run(f"location.hash = 'claim-{claim_id('Six women')}'")
    driver.until(window, f"document.activeElement.id === 'claim-{claim_id('Six women')}'")
    window.run("document.querySelector('#incident-qara2031 a.doc').click()")
    assert window.run("return document.querySelector('#reader-title').textContent") == "qara.pdf"
    assert window.messages() == []


def test_hostile_words_stay_words(window: driver.Browser, tmp_path: Path) -> None:
    bad = "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    made = Document("d" * 64, bad, "text/html", f"{bad} 5 people were killed {bad}", language="en")
    one = invented.claim(made, "5 people were killed", "killed", 5, 5, perpetrators=(bad,))
    base = invented.small()
    path = tmp_path / "hostile.html"
    path.write_text(render(replace(base, documents=(*base.documents, made), claims=(*base.claims, one))), encoding="utf-8")
    window.open(path, f"#claim-{one.id}")
    window.run(f"document.querySelector('a.doc[data-claim=\"claim-{one.id}\"]').click()")
    assert window.run("return document.querySelector('#reader-text').textContent").count(bad) == 2
    assert window.run("return document.title").endswith("dossier (internal)")
    assert window.messages() == []


def test_without_scripts_findings_incidents_and_checks_can_be_read(small: Path, tmp_path: Path) -> None:
    with driver.browser(tmp_path, scripts=False) as window:
        window.open(small)
        assert window.run("return document.querySelector('#search').hidden") is True
        for part in ("findings", "incidents", "checks", "sources", "methods"):
            assert len(window.run(f"return document.querySelector('#{part}').innerText")) > 100


def test_two_thousand_documents_open_in_two_seconds(window: driver.Browser, tmp_path: Path) -> None:
    path = tmp_path / "large.html"
    path.write_text(render(invented.large(2000)), encoding="utf-8")
    times = []
    for _ in range(3):
        window.open(path)
        times.append(window.run("return performance.getEntriesByType('navigation')[0].loadEventEnd"))
    assert min(times) < 2000
