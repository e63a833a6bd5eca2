"""Search: the documents that hold all the words that somebody looks for, each with the passage around the first of them."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.case.decisions import decisions, effective
from onrecord.case.folder import Case
from onrecord.case.why import passage_words
from onrecord.model import Document
from onrecord.text import fold, fold_letters


@dataclass(frozen=True, slots=True)
class Hit:
    """A document with what it is known by (name, date, title) and the passage in it, the word found in marks."""

    document: Document
    about: tuple[str, ...]
    passage: str


def search(case: Case, words: str) -> list[Hit]:
    """The documents that hold all these words, in any of their spellings, by their names."""
    made = decisions(case)
    found = (case.store.document(id) for id in case.store.search(words))
    hits = [_hit(effective(document, made), words) for document in found if document is not None]
    return sorted(hits, key=lambda hit: hit.document.name)


def _hit(document: Document, words: str) -> Hit:
    known = document.published
    when = known and (known.start if known.precision in (None, "day") else known.words or known.start)
    about = (document.name, when and str(when), document.title and document.title.value)
    start, end = _first(document.text, words)
    return Hit(document, tuple(part for part in about if part), passage_words(document.text, start, end))


def _first(text: str, words: str) -> tuple[int, int]:
    """Where the words stand together, else the first place of any of them that stands as a word of its own."""
    letters, offsets = fold_letters(text)
    for wanted in (words, *fold(words).split()):
        folded = fold_letters(wanted)[0]
        start = letters.find(folded) if folded else -1
        while start >= 0:
            first, last = offsets[start], offsets[start + len(folded) - 1] + 1
            if not (text[first - 1 : first].isalnum() or text[last : last + 1].isalnum()):
                return first, last
            start = letters.find(folded, start + 1)
    return 0, 0
