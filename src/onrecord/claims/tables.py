"""Claims from tables: each number under an act is one, with what its row, its head and its caption say of it.

In: a document. Out: claims whose passage is the number in its cell.

1. `grids` finds rows and cells, `headings` reads heads, labels and captions.
2. Columns of numbers whose head is understood are figures; the others label the rows: place, time, party, group.
3. A cell takes its act from its column, its row, its section or the caption: one of them, and never two that differ.
4. Totals: a cell is a part of its row's total, else of its column's.

What is not understood counts nobody: a column, a row or a whole table without an act, with rates, in unknown words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from onrecord.claims.attach import Context
from onrecord.claims.axes import Axes
from onrecord.claims.editions import report_time
from onrecord.claims.grids import LONGEST, Cell, Grid, Row
from onrecord.claims.headings import Label, Labels, Side, is_blank, joint, words_of_tables
from onrecord.claims.totals import Figure, Totals
from onrecord.codebook import Codebook
from onrecord.model import Claim, Count, DateRange, Document, Place, Reading, Speaker, Victims, content_id

RULE = "table"
"""The rule that every claim of a table carries."""

_MOMENT, _MONTH = 3, 27  # days
_KINDS = ("place", "time", "party", "group", "cause", "source", "incident")
_SERIES = 4  # days in a row whose figures rise
_SOURCE_NAME = 80  # characters of a source's name in a column of sources
_AROUND = 32
_WIDEST = 100  # columns of a table that is read
_PADDED = frozenset(["text/html", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"])
"""Kinds of documents whose empty cells have their tabs, so that a short row only leaves out its end."""

_COUNT = re.compile(
    r"(?:\*\*|__)?(?P<sign>[<>≥≤~≈]|at least|more than|over|up to|about|approx\.?|c\.)?\s*"
    r"(?P<low>\d{1,3}(?:[,\u00a0\u202f\u2009 '’]\d{3})+|\d+)(?:\s?[-–]\s?(?P<high>\d{1,3}(?:,\d{3})+|\d+))?(?P<plus>\s?\+)?"
    r"(?P<marks>(?:\s*(?:[*†‡§#⁰¹²³⁴-⁹]+|[a-h](?![a-z])|\[\w{1,2}\]|\(\w{1,2}\)|\(\d{1,3}(?:[.,]\d+)?\s?%\)))*)$",
    re.I,
)
_BOUNDS = {
    "<": "up_to", "≤": "up_to", "up to": "up_to", ">": "more_than", "more than": "more_than", "over": "more_than",
    "≥": "at_least", "at least": "at_least", "~": "about", "≈": "about", "about": "about", "approx": "about",
    "approx.": "about", "c.": "about",
}  # fmt: skip
_SHARE = re.compile(r"%|\d[.,]\d{1,2}(?!\d)|\d\.\d")
_SOURCE = re.compile(
    r"(?:^|[.;(]\s*)(?:{})\s*:\s*(?P<named>[^\n]+)".format("|".join(words_of_tables()["notes"]["source"])), re.I
)
_NAMED = re.compile(r"[^\W\d_][^;,.()\n]*")


def table_claims(
    tables: Iterable[Grid], document: Document, context: Context, labels: Labels, codebook: Codebook
) -> Iterator[Claim]:
    """The claims of a document's tables (`grids`), in the order of their cells."""
    seen: dict[str, int] = {}
    axes: Axes | None = None
    for grid in (table for table in tables if table.width <= _WIDEST):
        axes = axes or Axes(report_time(document), context.gazetteer, context.country())
        yield from Table(grid, document, labels, axes, codebook).claims(seen)


class Table:
    """One table, read column by column and row by row."""

    def __init__(self, grid: Grid, document: Document, labels: Labels, axes: Axes, codebook: Codebook) -> None:
        self.grid, self.document, self.labels, self.axes, self.codebook = grid, document, labels, axes, codebook
        self.width = grid.width
        self.is_padded = document.media_type in _PADDED
        self.caption, self.above = self._caption()
        self.title = _title(document)
        self.default = self.above.when or _period(axes.told(self.title))
        self.year = _only_year(self.default)
        self.heads = [self._heads(column) for column in range(self.width)]
        self.columns: dict[int, Side] = {}
        self.rows: dict[int, Side] = {}
        self.followed: dict[int, int] = {}
        self.is_list = any("name" in words.lower().split() for words in (head for heads in self.heads for head in heads))
        self.told: frozenset[str] = frozenset()
        self.others: list[int] = []
        self.unread: set[int] = set()

    def claims(self, seen: dict[str, int]) -> Iterator[Claim]:
        """The table's claims; none where its caption speaks of rates or no column counts anybody."""
        if self.caption.is_rate or self._is_elsewhere() or (not self.is_padded and len(self.grid.head[-1]) != self.width):
            return
        self._sort_columns()
        if not self.columns:
            return
        self.rows = self._read_rows()
        for column in [c for c in self.columns if self._is_cumulative(c)]:
            self.unread.add(column)
            del self.columns[column]
        totals = Totals(self.columns, self.rows, self.unread)
        self.followed = {row: total for row, total in totals.of_rows.items() if self.rows[row].subset}
        self.columns = _with_times(self.columns, totals.of_columns)
        self.told = joint({act for side in self.columns.values() for act in side.acts})
        self.rows = _with_times(self.rows, totals.of_rows)
        yield from self._numbered(totals.linked(list(self._figures())), seen)

    def _is_elsewhere(self) -> bool:
        """Whether the caption or a head says that the table is about something else than violence, such as a disease."""
        heads = (self.labels.read(words) for heads in self.heads for words in heads)
        return self.caption.is_elsewhere or any(label.is_elsewhere for label in heads)

    # ------------------------------------------------------------------------------------------ caption

    def _caption(self) -> tuple[Label, Side]:
        """What the line above the table says; the one above that where the nearest names no act and is no caption itself."""
        lines = [cell for cell in self.grid.above if len(cell.words) <= LONGEST and _may_head(cell.words)]
        if self.grid.above and (not lines or lines[0] is not self.grid.above[0]):
            lines = []
        if len(lines) > 1 and (_is_numbered(lines[0].words) or self.labels.caption(lines[0].words).acts):
            lines = lines[:1]
        words = ", ".join(cell.words for cell in lines)
        label = self.labels.caption(words) if words else Label("")
        told = Speaker(label.told_by, "by", *self._span(lines, label.told_by)) if label.told_by else None
        parties = (label.party,) if label.party else ()
        stub = self._stub()  # "Lorne, 3 May 2031" over the labels of the rows says of what place and day they are
        whens = [when for said in (*(cell.words for cell in lines), stub) if (when := self.axes.told(said)) is not None]
        when = whens[0] if whens else None
        places = self.axes.within(words) or self.axes.within(stub)
        return label, Side((label,), when, places, parties, label.manner, told=self._source() or told)

    def _stub_told(self) -> bool:
        """Whether the head over the labels says of what day or place they are."""
        return bool(self._stub()) and (self.axes.told(self._stub()) is not None or bool(self.axes.within(self._stub())))

    def _stub(self) -> str:
        """The head over the labels of the rows, where it names no axis."""
        words = _at(self.grid.head[0], 0)
        return words if words and self.labels.read(words).axis is None else ""

    def _span(self, lines: Sequence[Cell], words: str) -> tuple[int | None, int | None]:
        for line in lines:
            at = self.document.text.find(words, line.start, line.end)
            if at >= 0:
                return at, at + len(words)
        return None, None

    def _source(self) -> Speaker | None:
        """ "Source: Ministry of Health." in a line under the table, or above it."""
        for line in (*self.grid.below, *self.grid.above):
            raw = self.document.text[line.start : line.end]
            if found := _SOURCE.search(raw):
                return _speaker(found["named"], line.start + found.start("named"), "Source")
        return None

    # ------------------------------------------------------------------------------------------ columns

    def _heads(self, column: int) -> tuple[str, ...]:
        """The heads over a column, from the top; an empty one over several columns is the one on its left."""
        heads = self.grid.head
        found: list[str] = []
        for n, row in enumerate(heads):
            words = _at(row, column)
            if not words and n + 1 < len(heads) and _at(heads[n + 1], column):
                left = next((c for c in range(min(column, len(row)) - 1, -1, -1) if row[c].words), None)
                if left is not None and _at(heads[n + 1], left):
                    words = row[left].words
            if words and words not in found[-1:]:
                found.append(words)
        return tuple(found)

    def _sort_columns(self) -> None:
        """Which columns are figures, and which label the rows; what is neither is left alone."""
        names = [self.heads[column][-1] for column in range(self.width) if self.heads[column]]
        kind = self.axes.kind(names[1:], self.labels, self.year) if len(names) > 2 else None
        for column in range(self.width):
            counted, others = self._counted(column)
            axis = next(
                (label.axis for label in map(self.labels.read, self.heads[column]) if label.axis and not label.whole), None
            )
            if counted > others and axis is None and self._is_running(column):
                continue
            if counted > others and axis is None:
                side = self._head_side(column, kind)
                if side is not None:
                    self.columns[column] = side
                elif not any(self.labels.read(words).is_rate for words in self.heads[column]):
                    self.unread.add(column)
            elif axis not in ("index", "other") and (counted == 0 or axis in ("time", "group")):
                self.others.append(column)

    def _is_running(self, column: int) -> bool:
        """Whether a column only numbers the rows."""
        words = [_at(row, column) for row in self.grid.body if _at(row, column)]
        found = [int(word) for word in words if word.isdecimal()]
        is_named = not self.heads[column] or self.heads[column][-1].lower().rstrip(".") in ("no", "#", "nr", "n")
        if column == 0 and is_named:
            return True
        is_row = len(found) > 1 and found == list(range(found[0], found[0] + len(found))) and found[0] < 2
        return is_row and (column == 0 or is_named)

    def _counted(self, column: int) -> tuple[int, int]:
        """How many cells of a column are counts, and how many hold something else; shares and rates make it none of counts."""
        counted = others = 0
        for row in self.grid.body:
            words = _at(row, column)
            if _SHARE.search(words) and not _COUNT.fullmatch(words):
                return 0, 1
            if _COUNT.fullmatch(words):
                counted += 1
            elif not is_blank(words):
                others += 1
        return counted, others

    def _head_side(self, column: int, kind: str | None) -> Side | None:
        """What the heads of a column of numbers say; None where they are not understood or count no people."""
        side = Side()
        for head in self.heads[column]:
            words, when = self._apart_from_time(head)
            label = self.labels.read(words)
            if when is not None:
                side = replace(side, when=when)
            if not words:
                continue
            if kind == "place" and not (label.is_understood and (label.acts or label.whole or label.residual)):
                side = replace(side, places=(self.axes.places([words], None)[words],))
            elif label.is_actor and "party" in self.caption.by:
                side = replace(side, parties=(words,))
            elif not label.is_understood or label.never:
                return None
            else:
                side = _with_label(side, label)
        return side if self.heads[column] else None

    def _apart_from_time(self, head: str) -> tuple[str, DateRange | None]:
        """A head without the time in it, and that time: "Killed (May 2031)", "2031", "Arrested 2030"."""
        if (when := self.axes.time(head, self.year)) is not None:
            return "", when
        pieces = [piece.strip(" )") for piece in re.split(r"[,;(]", head)]
        times = [when for piece in pieces if (when := self.axes.time(piece, self.year)) is not None]
        rest = [piece for piece in pieces if piece and self.axes.time(piece, self.year) is None]
        found = times[0] if times else self.axes.told(head) if re.search(r"\d{4}", head) else None
        return ", ".join(rest), found

    # ------------------------------------------------------------------------------------------ rows

    def _read_rows(self) -> dict[int, Side]:
        """What the labels of each row say; rows in unknown words are left out."""
        kinds = self._kinds()
        sides: dict[int, Side] = {}
        filled: dict[int, str] = {}
        section: Side | None = Side()
        places = {c: self._places(c, word) for c, (kind, word) in kinds.items() if kind == "place"}
        for number, row in enumerate(self.grid.body):
            if (line := self.grid.sections.get(number)) is not None:
                section = self._section(line.words, kinds)
            if (not self.is_padded and len(row) != self.width) or section is None:
                continue
            words = self._filled(row, kinds, filled)
            side = self._row_side(words, kinds, places, section)
            if side is not None:
                sides[number] = side
        return sides

    def _kinds(self) -> dict[int, tuple[str, str]]:
        """What each column of labels holds, by its head, by the caption ("by month"), or by the labels themselves."""
        first = min(self.columns)
        kinds: dict[int, tuple[str, str]] = {}
        for column in self.others:
            if any(phrase in " ".join(self.heads[column]).lower() for phrase in words_of_tables()["notes"]["counted_on"]):
                return {}
            labels = [self.labels.read(words) for words in self.heads[column]]
            named = next((label for label in labels if label.axis), None)
            axis, word = (named.axis, named.words.lower()) if named is not None else (None, "")
            names = [_at(row, column) for row in self.grid.body]
            if axis is None and column < first and not kinds:
                is_headed = bool(labels) and not labels[-1].is_understood and not self._stub_told()
                axis = self.axes.kind(names, self.labels, self.year, is_headed=is_headed)
                if axis is None and (not labels or labels[-1].is_understood) and len(set(self.caption.by)) == 1:
                    axis = self.caption.by[0]
                if axis == "party" and "party" not in self.caption.by:
                    axis = None  # soldiers may have killed, or been killed
            if axis == "act":
                axis = "group"
            if axis not in _KINDS and column < first:
                return {}  # what the rows are is said in unknown words
            if axis in _KINDS:
                kinds[column] = (axis, word)
        return kinds

    def _filled(self, row: Row, kinds: dict[int, tuple[str, str]], filled: dict[int, str]) -> dict[int, str]:
        """The labels of a row; an empty one beside another goes on with the one above it."""
        found = {column: _at(row, column) for column in kinds}
        told = [column for column, words in found.items() if words and kinds[column][0] != "source"]
        for column, words in found.items():
            if words:
                filled[column] = words
            elif told and column < told[-1]:
                label = self.labels.read(found[told[-1]])
                found[column] = filled.get(column, "") if label.within or not label.whole else ""
        return found

    def _places(self, column: int, word: str) -> dict[str, Place]:
        names = dict.fromkeys(_at(row, column) for row in self.grid.body)
        kind = next((w for w in word.split() if w in words_of_tables()["precision"]), None)
        return self.axes.places([name for name in names if name and not self.labels.read(name).whole], kind)

    def _section(self, words: str, kinds: dict[int, tuple[str, str]]) -> Side | None:
        """What a line between rows says of those below it; None where it may change their sense in words unknown."""
        label = self.labels.read(words)
        if (when := self.axes.time(words, self.year)) is not None:
            return Side(when=when)
        if label.is_understood and not label.never:
            return _with_label(Side(), label)
        if any(kind == "place" for kind, _ in kinds.values()) and not (label.acts or label.never):
            return Side()
        return None

    def _row_side(
        self, words: dict[int, str], kinds: dict[int, tuple[str, str]], places: dict[int, dict[str, Place]], section: Side
    ) -> Side | None:
        side = section
        is_labelled = False
        for column, (kind, _) in kinds.items():
            name = words[column]
            label = self.labels.read(name) if name else Label("")
            is_labelled = is_labelled or bool(name)
            if label.is_elsewhere or (kind == "source" and label.whole):
                return None
            if not name or kind == "source":
                continue
            if kind == "incident" and not label.whole:
                side = replace(side, is_incident=True)
                continue
            if label.whole or label.subset or (label.residual and label.is_understood):
                side = replace(_with_label(side, label), is_sure=side.is_sure and label.is_understood)
            elif kind == "time":
                when = self.axes.time(name, _only_year(side.when) or self.year)
                if when is None:
                    return None
                side = replace(side, when=when)
            elif kind == "place":
                side = replace(side, places=(places[column][name],))
            elif kind == "party":
                side = replace(side, parties=(name,))
            elif kind == "cause":
                side = replace(side, manner=name)
            elif label.is_understood and not label.never:
                side = _with_label(side, label)
            elif label.never or label.acts:
                return None
            else:
                side = replace(side, groups=(*side.groups, name), is_sure=False)
        if not is_labelled and len(self.grid.body) > 1:
            return None
        told = self._told(side, words, kinds)
        is_only_source = all(kind == "source" for kind, _ in kinds.values())
        return None if is_only_source and told.told is None and len(self.grid.body) > 1 else told

    def _told(self, side: Side, words: dict[int, str], kinds: dict[int, tuple[str, str]]) -> Side:
        """The side with whoever the row gives as its source."""
        told = next((words[c] for c, (kind, _) in kinds.items() if kind == "source" and words[c]), "")
        is_name = (told[:1].isupper() or told.startswith(("the ", "a ", "an "))) and len(told) <= _SOURCE_NAME
        return replace(side, told=Speaker(told, "Source")) if is_name else side

    def _is_cumulative(self, column: int) -> bool:
        """Whether a column only ever rises from day to day, as counts since some day do that the table does not name."""
        days = [number for number, side in self.rows.items() if side.when and side.when.start and not side.places]
        if len(days) < _SERIES or any(self.rows[n].whole or _length_of(self.rows[n].when) > 1 for n in self.rows):
            return False
        found = [_COUNT.fullmatch(_at(self.grid.body[number], column)) for number in days]
        counts = [int(re.sub(r"\D", "", match["low"])) for match in found if match]
        return len(counts) >= _SERIES and counts == sorted(counts) and counts[-1] > counts[0]

    # ------------------------------------------------------------------------------------------ figures

    def _figures(self) -> Iterator[Figure]:
        for number, row_side in self.rows.items():
            for column, column_side in self.columns.items():
                row = self.grid.body[number]
                told = row_side
                if row_side.subset and number in self.followed:  # its act is that of the row it goes on from
                    told = replace(row_side, labels=(*self.rows[self.followed[number]].labels, *row_side.labels))
                if column < len(row) and (claim := self._claim(row[column], column, column_side, told)) is not None:
                    is_moment = not claim.is_total and bool(row_side.when or row_side.places)
                    yield Figure(number, column, claim, is_moment=is_moment)

    def _claim(self, cell: Cell, column: int, head: Side, row: Side) -> Claim | None:
        """The claim of one cell; None where it holds no number, or where nothing or too much says what the number is of."""
        text = self.document.text
        found = _COUNT.fullmatch(text, cell.start, cell.end)
        act = self._act(column, head, row) if found else None
        categories = self._categories(head, row)
        if found is None or act is None or {"woman", "man"} <= categories or {"civilian", "combatant"} <= categories:
            return None
        reading = _reading(found, head, row)
        low, high = self.codebook.bounds(reading)
        start, end = found.start("sign") if found["sign"] else found.start("low"), found.end("low")
        end = max(end, found.end("high"), found.end("plus"))
        quote = text[start:end]
        units = [label.unit for side in (head, row) for label in side.labels if label.unit != "person" or label.acts]
        unit = next((unit for unit in units if unit != "person"), "person" if units else self.caption.unit)
        groups = tuple(dict.fromkeys((*head.groups, *row.groups))) or ((self.caption.counted,) if self.caption.counted else ())
        told = row.told or self.above.told
        around = (text[max(0, start - _AROUND) : start], text[end : end + _AROUND])
        when = _narrower(row.when, head.when) or self.default
        places = row.places or head.places or self.above.places or self.axes.country
        if row.is_incident and not _is_moment(when, places):
            return None
        return Claim(
            id=content_id(self.document.id, act, quote, *around, quote),
            document=self.document.id,
            name=self.document.name,
            start=start,
            end=end,
            quote=quote,
            act=act,
            count=Count(low, high, unit, quote, reading[0][0] == "about", "stated", reading),
            victims=Victims(", ".join(groups) or None, tuple(c for c in self.codebook.categories if c in categories)),
            perpetrators=head.parties or row.parties or self.above.parties,
            manner=head.manner or row.manner or self.above.manner,
            places=places,
            when=when,
            attribution=(told,) if told is not None else (),
            sources=_names(told) if told is not None else (self.document.publisher.value,) if self.document.publisher else (),
            is_total=not _is_moment(when, places),
            rules=(RULE,),
        )

    def _categories(self, head: Side, row: Side) -> frozenset[str]:
        """The victims' groups; a child's sex from the other side of the table makes no woman or man of it."""
        found = head.categories | row.categories
        if ("child" in head.categories) != ("child" in row.categories):
            found -= {"woman", "man"}
        return found | self.caption.categories

    def _act(self, column: int, head: Side, row: Side) -> str | None:
        """The one act of a cell, from its column and row, else from the caption."""
        acts = joint(set(head.acts | row.acts))
        if acts:
            return next(iter(acts)) if len(acts) == 1 else None
        if head.subset:
            before = [c for c in self.columns if c < column]
            wholes = [c for c in before if not self.columns[c].subset]
            is_clear = len(wholes) == 1 or (
                wholes and wholes[-1] - 1 not in wholes
            )  # "killed, injured, of whom women": whose?
            return self._act(wholes[-1], self.columns[wholes[-1]], row) if is_clear else None
        if self.told:
            return next(iter(self.told)) if head.whole and len(self.told) == 1 else None
        usable = not self.is_list and self.caption.is_understood and not self.caption.never and len(self.caption.acts) == 1
        return next(iter(self.caption.acts)) if usable else None

    def _numbered(self, figures: Iterable[Figure], seen: dict[str, int]) -> Iterator[Claim]:
        """The figures as claims, with their totals' ids, each id once."""
        ids: dict[int, str] = {}
        kept = [f for f in figures if f.part_of is not None or self._stands_alone(f)]
        for figure in kept:
            number = seen[figure.claim.id] = seen.get(figure.claim.id, 0) + 1
            ids[id(figure)] = figure.claim.id if number == 1 else content_id(figure.claim.id, number)
        for figure in kept:
            whole = ids.get(id(figure.part_of)) if figure.part_of is not None else None
            rules = (RULE, *figure.rules) if whole else (RULE,)
            yield replace(figure.claim, id=ids[id(figure)], part_of=whole, rules=rules)

    def _stands_alone(self, figure: Figure) -> bool:
        """Whether a figure says something without a total: who is left over, or an unknown group, does not."""
        sides = self.columns[figure.column], self.rows[figure.row]
        return not any(side.residual or side.subset or not side.is_sure for side in sides)


# ---------------------------------------------------------------------------------------------- pieces


def _at(row: Row, column: int) -> str:
    return row[column].words if column < len(row) else ""


def _title(document: Document) -> str:
    return document.title.value if document.title else ""


def _is_numbered(words: str) -> bool:
    return bool(re.match(r"(?:table|tab\.|annex)\s*[\dIVX]", words, re.I))


def _may_head(words: str) -> bool:
    """Whether a line can be a caption or heading: numbered as one, or no whole sentence."""
    return _is_numbered(words) or not words.endswith((".", "!", "?"))


def _only_year(when: DateRange | None) -> int | None:
    """The year that a time lies in, where it is one."""
    years = {day.year for day in (when.start, when.end) if day is not None} if when is not None else set()
    return years.pop() if len(years) == 1 else None


def _with_label(side: Side, label: Label) -> Side:
    groups = (*side.groups, label.counted) if label.counted else side.groups
    parties = (*side.parties, label.party) if label.party else side.parties
    return replace(side, labels=(*side.labels, label), groups=groups, parties=parties, manner=side.manner or label.manner)


def _is_moment(when: DateRange | None, places: tuple[Place, ...]) -> bool:
    """Whether a cell tells of a few days in a place below a province: of one incident, and no total."""
    if when is None or when.start is None or when.end is None or (when.end - when.start).days > _MOMENT:
        return False
    return bool(places) and places[0].precision not in ("country", "region", "province")


def _with_times(sides: dict[int, Side], totals: Mapping[int, int | None]) -> dict[int, Side]:
    """The sides, each total with the time from the first to the last of what it adds up, where it says none itself."""
    told = dict(sides)
    for whole in {total for total in totals.values() if total is not None and sides[total].when is None}:
        times = [sides[part].when for part, total in totals.items() if total == whole and not sides[part].whole]
        known = [when for when in times if when is not None and when.start is not None and when.end is not None]
        if known and len(known) == len(times):
            first, last = min(known, key=_begin), max(known, key=_end)
            words = f"{first.words} – {last.words}"
            told[whole] = replace(sides[whole], when=DateRange(first.start, last.end, words, "range", "text"))
    return told


def _begin(when: DateRange) -> date:
    return when.start or date.min


def _end(when: DateRange) -> date:
    return when.end or date.max


def _length_of(when: DateRange | None) -> int:
    """How many days a time is long; none where it is open."""
    return (when.end - when.start).days + 1 if when is not None and when.start and when.end else 0


def _period(when: DateRange | None) -> DateRange | None:
    """A time of a month or more: the day in a document's title is rather that of the document."""
    is_short = when is None or (when.start is not None and when.end is not None and (when.end - when.start).days < _MONTH)
    return None if is_short else when


def _narrower(a: DateRange | None, b: DateRange | None) -> DateRange | None:
    """Of two times the one inside the other."""
    if a is None or b is None or a.start is None or a.end is None or b.start is None or b.end is None:
        return a or b
    return a if (a.end - a.start) <= (b.end - b.start) else b


def _reading(found: re.Match[str], head: Side, row: Side) -> Reading:
    """The number of a cell, with the bound that a sign or its head gives it."""
    low, high = (int(re.sub(r"\D", "", found[name])) if found[name] else None for name in ("low", "high"))
    assert low is not None
    if high is not None and high > low:
        return (("between", (low, high)),)
    rules = [label.rule for side in (row, head) for label in side.labels if label.rule != "exactly"]
    sign = "at_least" if found["plus"] else _BOUNDS.get((found["sign"] or "").lower())
    return ((sign or (rules[0] if rules else "exactly"), (low,)),)


def _speaker(words: str, start: int | None, cue: str) -> Speaker | None:
    """Whom a note gives as source: its first name, and those after a comma or semicolon that begin as names do."""
    found = _NAMED.search(words)
    if found is None or not found[0][0].isupper():
        return None
    end = found.end()
    while (more := re.match(r"\s*[,;]\s*(?:and\s+)?([A-Z][^;,.()\d\n]*)(?=[;,.(\n]|$)", words[end:])) is not None:
        end += more.end()
    named = words[found.start() : end].strip()
    at = start + found.start() if start is not None else None
    return Speaker(named, cue, at, at + len(named) if at is not None else None)


def _names(told: Speaker) -> tuple[str, ...]:
    """The sources that a note names; a year beside them is when they said so."""
    parts = re.split(r"\s*[,;]\s*(?:and\s+)?", told.words)
    names = [part.removeprefix("the ").strip() for part in parts]
    return tuple(name for name in names if name and not re.search(r"\d{4}", name))
