"""What a page or text says of itself: title, author, publisher, date, language. Guesses, each with its basis."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from onrecord.model import DateRange, Guess
from onrecord.reading import dates
from onrecord.reading.language import language_of
from onrecord.reading.markup import BYLINE, HEADING, SKIP, Page
from onrecord.text import fold

_TITLE_KEYS = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "title")
_AUTHOR_KEYS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "citation_author", "byl")
_PUBLISHER_KEYS = ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name", "citation_publisher")
_DATE_KEYS = (
    *("article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate", "dc.date.issued"),
    *("dcterms.issued", "dcterms.created", "dc.date", "dc.date.created", "date", "citation_publication_date"),
    *("parsely-pub-date", "sailthru.date", "publication_date", "article.published"),
)
_ARTICLES = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "Report", "WebPage", "PressRelease")
_BY = re.compile(r"^\s*(?:by|written by|author:|par|von|بقلم|نویسنده:?)\s+([^,]{3,60})(?:,\s+(.{3,60}))?$", re.I)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?,?\s*)?(?:by\s+)?([^\W\d][^.|•·\n]{2,60})", re.I
)
_AGENCY = re.compile(r"^[A-Z][^()]{1,60}\(([A-Z][\w. ]{1,30})\)\s*[-–—]\s*\S")
_APPEAL = re.compile(
    r"(?:^|(?<=[.!?”\"]\s)|(?<=\n))((?:The\s)?(?:[A-Z][\w’'-]+\s(?:(?:of|for|on|and|in|the)\s){0,2}){1,7}?)"
    r"(?=(?:therefore\s|also\s|strongly\s)?(?:calls?\s(?:on|upon|for)|calls\sthe|urges?|demands?|appeals?|condemns?)\s)"
)
_LETTERHEAD = re.compile(r"(.{3,120}?)(?:\s+of|,|\s+[-–—|])\s+((?:\w+,?\s+)?\d{1,2}\.?\s+\w+,?\s+\d{4})\.?$")
_PAPERS = ("release", "statement", "report", "update", "note", "letter", "bulletin")
_NAMED = re.compile(r"[A-Z][\w’'-]*(?:\s(?:(?:of|for|on|and|in|the)\s){0,2}[A-Z][\w’'-]*){0,7}")
_END = re.compile(r"[.,;:!?…،؛]$")


@dataclass(frozen=True, slots=True)
class About:
    """What was found; None where nothing was."""

    title: Guess | None = None
    author: Guess | None = None
    publisher: Guess | None = None
    published: DateRange | None = None
    language: str | None = None
    url: str | None = None


def about_page(page: Page, text: str) -> About:
    """The guesses for an HTML page, `text` being its content. Metadata comes first, then the page's words."""
    metas = _metas(page)
    linked = _linked_data(page)
    publisher = _publisher(page, metas, linked)
    title = _page_title(page, metas, linked, publisher)
    plain = about_text(text, title=title.value if title else None)
    author = _author(page, metas, linked) or plain.author
    return About(
        title=title or plain.title,
        author=author,
        publisher=publisher or plain.publisher or house(author),
        published=_published(page, metas, linked) or plain.published,
        language=language_of(text, declared=page.language),
        url=_url(page, metas),
    )


def about_text(text: str, *, title: str | None = None) -> About:
    """The guesses for plain text, from its first lines."""
    lines = [line.strip() for line in text[:6000].splitlines()]
    head = [line for line in lines if line][:12]
    agency = next((m for m in map(_AGENCY.match, head) if m), None)
    by = next((m for m in map(_BY.match, head) if m), None)
    house = agency.group(1) if agency else by.group(2) if by else None
    letterhead, dated = _letterhead(head[0] if head else "")
    return About(
        title=_text_title(lines),
        author=Guess(_tidy(by.group(1)), "text") if by else None,
        publisher=Guess(_tidy(house), "text") if house else letterhead or _who_appeals(text),
        published=dates.from_text(text, title=title) or dates.from_text(dated),
        language=language_of(text),
    )


def house(author: Guess | None) -> Guess | None:
    """The author as publisher where the name is an organisation's: by a word in it (houses.toml) or as an abbreviation."""
    if author is None:
        return None
    words = re.findall(r"[^\W\d_]+", author.value)
    is_house = any(word.lower() in _house_words() for word in words) or (
        len(words) == 1 and len(words[0]) >= 3 and words[0].isupper()
    )
    return author if is_house else None


def _letterhead(line: str) -> tuple[Guess | None, str]:
    """Who issued a text, and the words of the date, from a first line such as "Lorne Radio, 19 March 2023" or "Republic of
    Lorne - Ministry of Health - Statement no. 14 of 20 March 2023"; nobody where no date ends the line."""
    match = _LETTERHEAD.match(line)
    if match is None or not dates.is_date_line(match.group(2)):
        return None, ""
    parts = [_tidy(part) for part in re.split(r"\s+[-–—|]\s+|,\s+", match.group(1))]
    named = [part for part in parts if _NAMED.fullmatch(part) and part.split()[-1].lower() not in _PAPERS]
    return next((found for part in named if (found := house(Guess(part, "text")))), None), match.group(2)


def _who_appeals(text: str) -> Guess | None:
    """The organisation that speaks in the text as its own voice: an open letter or statement in which one, and no other,
    calls on, urges, demands or condemns, in the present tense, is that organisation's."""
    found = {re.sub(r"^The\s", "", re.sub(r"\s+", " ", m.group(1))).strip() for m in _APPEAL.finditer(text)}
    houses = [name for name in found if house(Guess(name, "text"))]
    return Guess(houses[0], "text") if len(houses) == 1 and len(found) == 1 else None


@cache
def _house_words() -> frozenset[str]:
    data = tomllib.loads((resources.files("onrecord.reading") / "houses.toml").read_text(encoding="utf-8"))
    return frozenset(data["words"])


def _text_title(lines: list[str]) -> Guess | None:
    """The first line that stands alone and reads like a heading: not a date, a menu, a sentence or a wrapped line."""
    full = [line for line in lines if line]
    for n, line in enumerate(lines):
        if not line or dates.is_date_line(line) or dates.is_menu_line(line):
            continue
        alone = n + 1 >= len(lines) or not lines[n + 1]
        if alone and len(line) <= 200 and not _END.search(line) and len(full) > 1:
            return Guess(_tidy(line), "text")
        return None
    return None


def _metas(page: Page) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in page.metas:
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        value = _tidy(meta.get("content", ""))
        if key and value:
            found.setdefault(key.strip().lower(), value)
    return found


def _first(metas: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((metas[key] for key in keys if key in metas), None)


def _linked_data(page: Page) -> dict[str, Any]:
    """The JSON-LD description of the article itself, or of the page; broken JSON is passed over."""
    found: list[dict[str, Any]] = []
    for raw in page.json_ld:
        try:
            found.extend(_objects(json.loads(raw)))
        except (ValueError, RecursionError):
            continue
    ranked = [row for kind in _ARTICLES for row in found if kind in _types(row)]
    return ranked[0] if ranked else {}


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    for row in data if isinstance(data, list) else [data]:
        if isinstance(row, dict):
            yield row
            graph = row.get("@graph")
            yield from (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else ()


def _types(row: dict[str, Any]) -> list[Any]:
    kind = row.get("@type")
    return kind if isinstance(kind, list) else [kind]


def _names(value: Any) -> str | None:
    """The name or names in a JSON-LD person or organisation, however it is nested."""
    rows = value if isinstance(value, list) else [value]
    names = [row.get("name") if isinstance(row, dict) else row for row in rows]
    return _tidy(", ".join(name for name in names if isinstance(name, str))) or None


def _page_title(page: Page, metas: dict[str, str], linked: dict[str, Any], publisher: Guess | None) -> Guess | None:
    headline = linked.get("headline")
    stated = _first(metas, _TITLE_KEYS) or (_tidy(headline) if isinstance(headline, str) else None) or page.title
    heading = next((page.raw(b) for b in page.blocks if b.tag == "h1" and b.chars and not b.flags & SKIP), None)
    if stated is None:
        return Guess(_tidy(heading), "text") if heading else None
    if heading and fold(heading) in fold(stated):
        return Guess(_tidy(heading), "metadata")
    stated = _without_site(stated, publisher)
    if heading and len(heading) < 200 and fold(stated) in fold(heading):
        return Guess(_tidy(heading), "text")
    return Guess(stated, "metadata")


def _without_site(title: str, publisher: Guess | None) -> str:
    """The title without the site's name at its end ("… | Coast Monitor")."""
    parts = re.split(r"\s+[|–—»·-]\s+", title)
    if len(parts) > 1 and publisher and fold(parts[-1]).strip() == fold(publisher.value).strip():
        return _tidy(title[: title.rindex(parts[-1])].rstrip(" |–—»·-"))
    return title


def _author(page: Page, metas: dict[str, str], linked: dict[str, Any]) -> Guess | None:
    stated = _first(metas, _AUTHOR_KEYS) or _names(linked.get("author"))
    if stated and not stated.startswith("http"):
        return Guess(stated, "metadata")
    for block in page.blocks:
        if block.flags & BYLINE and not block.flags & (HEADING | SKIP) and block.chars < 90:
            name = page.raw(block)
            match = _BY.match(name)
            return Guess(_tidy(match.group(1) if match else name), "text")
    return None


def _publisher(page: Page, metas: dict[str, str], linked: dict[str, Any]) -> Guess | None:
    stated = _first(metas, _PUBLISHER_KEYS) or _names(linked.get("publisher"))
    if stated:
        return Guess(stated, "metadata")
    for block in reversed(page.blocks):
        match = _COPYRIGHT.search(page.raw(block)) if block.chars < 300 else None
        if match:
            name = re.split(r"[,.]?\s*all rights reserved|\s*\b(?:19|20)\d\d\b", match.group(1), flags=re.I)[0]
            if name.strip():
                return Guess(_tidy(name), "text")
    return None


def _published(page: Page, metas: dict[str, str], linked: dict[str, Any]) -> DateRange | None:
    values = [metas[key] for key in _DATE_KEYS if key in metas]
    stated = linked.get("datePublished")
    values += [stated] if isinstance(stated, str) else []
    values += [value for value, flags in page.times if not flags & SKIP][:1]
    return next((found for found in map(dates.from_metadata, values) if found), None)


def _url(page: Page, metas: dict[str, str]) -> str | None:
    canonical = next((link.get("href") for link in page.links if link.get("rel", "").lower() == "canonical"), None)
    url = canonical or metas.get("og:url")
    return url if url and re.match(r"https?://\S+$", url) else None


def _tidy(text: str) -> str:
    return " ".join(text.split())
