"""Where a document quotes: found once, so that what is said and who says it are not mixed up."""

from __future__ import annotations

from onrecord.claims.tokens import Tokens

Span = tuple[int, int]
"""Token range, end exclusive."""

OPENING = frozenset(("“", "«", "„"))
CLOSING = frozenset(("”", "»"))
STRAIGHT = frozenset(('"',))


def curled(tokens: Tokens) -> list[str]:
    """The words, with two single marks that stand for a double one (''so'') read as “ and ”."""
    if "''" not in tokens.text:
        return tokens.words
    words = list(tokens.words)
    for at in range(len(words) - 1):
        if words[at] == words[at + 1] == "'" and tokens.starts[at + 1] == tokens.ends[at]:
            opens = at == 0 or tokens.starts[at] > tokens.ends[at - 1]
            words[at] = words[at + 1] = "“" if opens else "”"
    return words


def with_mark(words: list[str], end: int, last: int) -> int:
    """The end of a quotation with its closing mark."""
    return end + 1 if end < last and (words[end] in CLOSING or words[end] in STRAIGHT) else end


def quotations(tokens: Tokens, words: list[str]) -> list[Span]:
    """Quotations without their marks, in order. A paragraph's end closes a straight mark; “ without ” goes on."""
    found: list[Span] = []
    opened: int | None = None
    curly = False
    paragraphs = set(tokens.paragraphs)
    for at, word in enumerate(words):
        if at in paragraphs and opened is not None:
            found.append((opened, at))
            opened = at if curly and word not in OPENING and _closes_soon(words, at) else None
        if word in OPENING:
            if opened is not None:
                found.append((opened, at))
            opened, curly = at + 1, True
        elif word in CLOSING:
            if opened is not None:
                found.append((opened, at))
            opened = None
        elif word in STRAIGHT:
            if opened is None:
                opened, curly = at + 1, False
            else:
                found.append((opened, at))
                opened = None
    return [span for span in found if span[0] < span[1]]


def _closes_soon(words: list[str], at: int) -> bool:
    """Whether a quotation left open at a paragraph's end is closed before another opens."""
    for word in words[at : at + 200]:
        if word in CLOSING:
            return True
        if word in OPENING:
            return False
    return False
