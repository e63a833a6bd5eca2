"""Which blocks of a page are the document: trafilatura judges, and lists and tables inside it always stay."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from itertools import pairwise

from onrecord.reading.markup import FURNITURE, HEADING, LINK, SKIP, SUSPECT, Block, Page, furniture_words
from onrecord.text import fold

JUDGE_LIMIT = 5_000_000
"""Longer sources, those nested deeper and rows of more cells are judged by our own rules alone: the judge takes too long."""
DEPTH_LIMIT = 200
ROW_LIMIT = 2000

_WORD = re.compile(r"\w+")
_CELLS = re.compile(r"[\n|]")
_VIEW_DAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\W+(?:\d{1,2}\W+)?[a-z]+\W+(?:\d{1,2}\W+)?\d{4}(?:\W+\d{1,2}:\d{2}.{0,12})?$",
    re.I,
)
_SHINGLE = 4
_LONG = 60

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs pages without content as errors; we report them


def choose(page: Page) -> list[Block]:
    """The blocks of the page that are the document, in order; all that hold text where nothing looks like one."""
    blocks = [block for block in page.blocks if block.chars and not block.flags & SKIP]
    if not blocks:
        return []
    texts = [page.raw(block) for block in blocks]
    judged = _judge(page, blocks, texts)
    if not any(judged):
        return [b for b in blocks if not b.flags & FURNITURE] or blocks
    inside, is_whole_page = _inside(page, blocks, judged)
    cleared = _cleared(page, blocks, texts, judged)
    first = judged.index(True)
    last = len(judged) - 1 - judged[::-1].index(True)
    prose = next((n for n, text in enumerate(texts) if judged[n] and _reads_as_prose(blocks[n], text)), 0)
    kept = []
    for n, block in enumerate(blocks):
        between = first <= n <= (last if is_whole_page else len(blocks))
        above = n < prose and block.link_chars > 0.8 * block.chars and not block.flags & HEADING  # a menu, whoever judged it
        kept.append(not above and _stays(block, judged[n], inside[block.node], between, cleared))
    _keep_heading(blocks, kept, first)
    _drop_furniture(blocks, texts, kept, first)
    return [block for block, stays in zip(blocks, kept, strict=True) if stays]


def _judge(page: Page, blocks: list[Block], texts: list[str]) -> list[bool]:
    own = [_reads_as_prose(block, text) for block, text in zip(blocks, texts, strict=True)]
    if len(page.source) > JUDGE_LIMIT or page.depth > DEPTH_LIMIT or page.widest_row > ROW_LIMIT:
        return own
    import trafilatura  # here, because loading it takes longer than reading a file of JSON lines

    extracted = trafilatura.extract(page.source, fast=True, include_comments=False, favor_recall=True) or ""
    prose = sum(len(text) for text, mine in zip(texts, own, strict=True) if mine)
    if len(extracted) < 0.3 * prose:
        return own
    return _judged_by(extracted, texts)


def _reads_as_prose(block: Block, text: str) -> bool:
    return len(text) >= _LONG and block.link_chars < 0.4 * block.chars and not block.flags & (FURNITURE | SUSPECT)


def _judged_by(extracted: str, texts: list[str]) -> list[bool]:
    """For each text whether it stands in what the judge took: as a line or cell, or by most of its four-word pieces."""
    lines = {"".join(_WORD.findall(line)) for line in _CELLS.split(extracted)}
    words = _WORD.findall(extracted)
    pieces = set(zip(*(words[n:] for n in range(_SHINGLE)), strict=False))
    judged = []
    for text in texts:
        own = _WORD.findall(text)
        if "".join(own) in lines:
            judged.append(bool(own))
        elif len(own) < _SHINGLE:
            judged.append(False)
        else:
            mine = list(zip(*(own[n:] for n in range(_SHINGLE)), strict=False))
            judged.append(sum(piece in pieces for piece in mine) >= 0.6 * len(mine))
    return judged


def _totals(page: Page, weights: Iterable[tuple[int, int]]) -> list[int]:
    """The weight in each node's subtree, from the weights of single nodes; parents come before their children."""
    totals = [0] * len(page.parents)
    for node, weight in weights:
        totals[node] += weight
    for node in range(len(totals) - 1, 0, -1):
        totals[page.parents[node]] += totals[node]
    return totals


def _inside(page: Page, blocks: list[Block], judged: list[bool]) -> tuple[list[bool], bool]:
    """For each node whether it lies in the smallest region, or article, that holds nine tenths of the judged text; and
    whether that region is the whole page."""
    totals = _totals(page, ((b.node, b.chars - b.link_chars) for b, mine in zip(blocks, judged, strict=True) if mine))
    enough = 0.9 * totals[0]
    root = max(node for node, total in enumerate(totals) if total >= enough)
    node = root
    while node:  # an <article> says itself how far the document goes: its date and place often stand beside the text
        if page.tags[node] == "article":
            root = node
            break
        node = page.parents[node]
    inside = [False] * len(page.parents)
    inside[root] = True
    for node in range(root + 1, len(inside)):
        inside[node] = inside[page.parents[node]]
    return inside, page.tags[root] in ("#page", "html", "body")


def _cleared(page: Page, blocks: list[Block], texts: list[str], judged: list[bool]) -> bool:
    """Whether suspect class names mean nothing on this page, because most of the judged prose stands under them."""
    prose = [(b, len(t)) for b, t, mine in zip(blocks, texts, judged, strict=True) if mine and len(t) >= _LONG]
    return sum(size for b, size in prose if b.flags & SUSPECT) > 0.5 * sum(size for _, size in prose)


def _stays(block: Block, judged: bool, inside: bool, between: bool, cleared: bool) -> bool:
    if block.flags & FURNITURE:
        return False
    if block.flags & SUSPECT and not cleared:
        return False
    if judged:
        return True
    linked = block.link_chars > 0.8 * block.chars
    return inside and (between or not linked)


def _keep_heading(blocks: list[Block], kept: list[bool], first: int) -> None:
    """The last main heading above the text stays, wherever the page's frame puts it."""
    for n in range(first, -1, -1):
        if blocks[n].tag == "h1":
            kept[n] = True
            return


def _drop_furniture(blocks: list[Block], texts: list[str], kept: list[bool], first: int) -> None:
    """Takes out labels ("Comments", "More:"), the links under them, site notices, and a date of view above the text."""
    known = furniture_words()
    bars = _bars([_label(text) for text in texts], known["bar"] | known["stubs"])
    after_label = False
    for n, block in enumerate(blocks):
        if block.flags & FURNITURE:
            continue
        label = _label(texts[n])
        linked = block.link_chars > 0.8 * block.chars
        if after_label and not (linked or block.flags & LINK) and _WORD.search(texts[n]):
            after_label = False
        if label in known["related"] and (block.flags & HEADING or len(texts[n]) < 40):
            kept[n] = False
            after_label = True
        elif after_label or label in known["stubs"] or n in bars or (n < first and _VIEW_DAY.match(texts[n])):
            kept[n] = False
        elif kept[n] and len(texts[n]) < 300 and (n > first or linked):
            folded = " ".join(fold(texts[n]).split())
            if _is_notice(folded, known["notices"]):
                kept[n] = False


def _is_notice(folded: str, notices: frozenset[str]) -> bool:
    """Whether a line holds words of a site notice; single words ("copyright") only at its beginning."""
    return any(notice in folded if " " in notice else folded.startswith(notice) for notice in notices)


def _bars(labels: list[str], known: frozenset[str]) -> set[int]:
    """Where two or more labels of furniture stand in a row."""
    return {n for n, (a, b) in enumerate(pairwise(labels)) if a in known and b in known} | {
        n for n, (a, b) in enumerate(pairwise(labels), start=1) if a in known and b in known
    }


def _label(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", text.lower())) if len(text) < 48 else ""
