"""Text that knows where each of its characters came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model import Document, Run

Box = tuple[float, float, float, float]

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits as they stand raised: the mark of a footnote behind a figure must not become a digit of it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A passage in the original: characters `start` to `end` of the decoded original, or `boxes` on a PDF's `page`.

    The decoded original is the document's bytes under `Document.encoding` (of a mail: its body part, of a JSON line: its
    `text`). Boxes are (left, bottom, right, top) in points from the page's lower left, one for each line or less.
    """

    start: int | None = None
    end: int | None = None
    page: int | None = None
    boxes: tuple[Box, ...] = ()


class TextBuilder:
    """A text that grows piece by piece, with its runs; one-to-one pieces that follow each other become one run."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._runs: list[Run] = []
        self._length = 0
        self._open: tuple[int, int] | None = None  # a one-to-one run being built: text start, source start

    def __len__(self) -> int:
        return self._length

    def add(self, text: str, source: int) -> None:
        """Text that stands in the original as it is, from offset `source` on."""
        if not text:
            return
        if self._open is None or source - self._open[1] != self._length - self._open[0]:
            self._close()
            self._open = (self._length, source)
        self._push(text)

    def add_from(self, text: str, start: int, end: int) -> None:
        """Text that stands for the original's characters `start` to `end` as a whole (an entity, squeezed blanks)."""
        if len(text) == end - start:
            self.add(text, start)
            return
        self._close()
        self._runs.append(Run(self._length, self._length + len(text), start, end))
        self._push(text)

    def add_box(self, text: str, page: int, box: Box) -> None:
        """Text that is drawn inside one box of a PDF page."""
        self._close()
        self._runs.append(Run(self._length, self._length + len(text), page=page, box=box))
        self._push(text)

    def add_own(self, text: str) -> None:
        """Text of the reader's own, such as a line break between blocks."""
        self._close()
        self._push(text)

    def text(self) -> str:
        """The text so far."""
        self._parts = ["".join(self._parts)]
        return self._parts[0]

    def finish(self) -> tuple[str, tuple[Run, ...]]:
        self._close()
        return "".join(self._parts), tuple(self._runs)

    def _push(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _close(self) -> None:
        if self._open is not None and self._length > self._open[0]:
            start, source = self._open
            self._runs.append(Run(start, self._length, source, source + self._length - start))
        self._open = None


def locate(document: Document, start: int, end: int) -> tuple[Span, ...]:
    """Where `document.text[start:end]` stands in the original: spans in reading order, joined where they touch.

    Empty where the passage is the reader's own text only, or the format has no offsets (DOCX). For PDF one span a page.
    """
    spans: list[Span] = []
    for run in _runs_between(document.runs, start, end):
        if run.page is not None and run.box is not None:
            _add_box(spans, run.page, run.box)
        elif run.source_start is not None and run.source_end is not None:
            _add_source(spans, *_inside(run, start, end))
    return tuple(spans)


def _runs_between(runs: tuple[Run, ...], start: int, end: int) -> Iterator[Run]:
    first = bisect_right(runs, start, key=lambda run: run.end)
    for run in runs[first:]:
        if run.start >= end:
            return
        yield run


def _inside(run: Run, start: int, end: int) -> tuple[int, int]:
    assert run.source_start is not None
    assert run.source_end is not None
    if run.end - run.start != run.source_end - run.source_start:
        return run.source_start, run.source_end
    return run.source_start + max(0, start - run.start), run.source_end - max(0, run.end - end)


def _add_source(spans: list[Span], start: int, end: int) -> None:
    if spans and spans[-1].end == start:
        spans[-1] = Span(spans[-1].start, end)
    else:
        spans.append(Span(start, end))


def _add_box(spans: list[Span], page: int, box: Box) -> None:
    """Adds a word's box: it widens the last box where it stands on the same line."""
    if not spans or spans[-1].page != page:
        spans.append(Span(page=page, boxes=(box,)))
        return
    *before, last = spans[-1].boxes
    overlap = min(last[3], box[3]) - max(last[1], box[1])
    if overlap > 0.5 * min(last[3] - last[1], box[3] - box[1]):
        joined = (min(last[0], box[0]), min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        spans[-1] = Span(page=page, boxes=(*before, joined))
    else:
        spans[-1] = Span(page=page, boxes=(*before, last, box))
