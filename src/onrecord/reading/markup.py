"""HTML as blocks of text that know where each character stands in the source. One pass, linear, no recursion.

A browser's tree is not built: tags open and close regions, and a region says whether its text is a list, a table, a link,
navigation. Broken markup therefore costs structure, never text.
"""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

# What a region is; a block carries all of those it stands in.
SKIP, FURNITURE, SUSPECT, LINK, LIST, TABLE, PRE, HEADING, ARTICLE, HEADER, BYLINE, TIME = (1 << n for n in range(12))


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_SKIPPED = _names("head script style template noscript svg math select textarea iframe object canvas audio video datalist")
_RAW = _names("script style textarea title iframe xmp noembed")
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_BLOCKS = _names(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption figure",
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody",
    "td tfoot th thead title tr ul",
)
_NEVER_SUSPECT = _names("html body main article h1 h2 h3 h4 h5 h6")
_REGIONS = {
    "nav": FURNITURE, "form": FURNITURE, "button": FURNITURE, "dialog": FURNITURE, "menu": FURNITURE, "aside": SUSPECT,
    "ul": LIST, "ol": LIST, "dl": LIST, "table": TABLE, "pre": PRE, "xmp": PRE, "a": LINK, "time": TIME, "article": ARTICLE,
    "main": ARTICLE, "h1": HEADING, "h2": HEADING, "h3": HEADING, "h4": HEADING, "h5": HEADING, "h6": HEADING,
}  # fmt: skip
# A start tag ends the open element of the same family, unless one of the walls stands between them.
_ENDS = {
    "li": (("li",), ("ul", "ol", "menu")),
    "dt": (("dt", "dd"), ("dl",)),
    "dd": (("dt", "dd"), ("dl",)),
    "td": (("td", "th"), ("table", "tr")),
    "th": (("td", "th"), ("table", "tr")),
    "tr": (("tr",), ("table",)),
}
COLUMNS = 100
"""How many columns a cell may span, and from so many on what reaches down from the row above is not looked at."""

_WALK = 64  # how far back such an open element is looked for: keeps hostile nesting linear

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_LOOSE_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)([^>]*+)>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z_:@][\w:.@-]*)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_WORDS = re.compile(r"[a-z]+")
_REFERENCE = re.compile(r"&(?:#\d{1,8};?|#[xX][0-9a-fA-F]{1,7};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")


@dataclass(slots=True)
class Block:
    """A run of text without a block boundary. `pieces` are source spans; (offset, -1) is a line break (<br>).

    `raised` are those of the pieces that stand in <sup>. `column` is where its cell stands in the table, from 0.
    """

    tag: str
    node: int
    flags: int
    cell: int
    row: int
    column: int = 0
    pieces: list[tuple[int, int]] = field(default_factory=list)
    raised: list[tuple[int, int]] = field(default_factory=list)
    link_chars: int = 0
    chars: int = 0


@dataclass(slots=True)
class _Grid:
    """Where a table's next cell stands: the row and column, and until which row cells above reach down, by column."""

    row: int = 0
    column: int = 0
    reach: dict[int, int] = field(default_factory=dict)

    def place(self, raw: str) -> int:
        """The column of a cell with these attributes; the next one stands to the right of all that it spans."""
        while self.reach.get(self.column, -1) >= self.row:
            self.column += 1
        column = self.column
        wide, high = _spans(raw) if "span" in raw.lower() else (1, 1)
        self.column += wide
        if high > 1:
            self.reach.update((at, self.row + high - 1) for at in range(column, min(column + wide, COLUMNS)))
        return column


def _spans(raw: str) -> tuple[int, int]:
    """How many columns and rows a cell takes, by its attributes."""
    values = attributes(raw)
    wide, high = (
        int(n) if n.isdecimal() and len(n) < 5 else 1 for n in (values.get("colspan", ""), values.get("rowspan", ""))
    )
    return min(max(wide, 1), COLUMNS), max(high, 1)


@dataclass(slots=True)
class Page:
    """A source and what one pass over it found: its blocks in order, the tree of regions, and its metadata.

    `parents[n]` is the node that node n stands in (always smaller than n). `depth` is the deepest nesting,
    `widest_row` the most cells after one row began.
    """

    source: str
    blocks: list[Block] = field(default_factory=list)
    parents: list[int] = field(default_factory=lambda: [0])
    tags: list[str] = field(default_factory=lambda: ["#page"])
    metas: list[dict[str, str]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)
    json_ld: list[str] = field(default_factory=list)
    title: str | None = None
    language: str | None = None
    depth: int = 0
    widest_row: int = 0

    def raw(self, block: Block) -> str:
        """The block's text with references resolved and blanks squeezed, for looking at; it has no offsets."""
        source = self.source
        text = "".join(source[start:end] if end >= 0 else " " for start, end in block.pieces)
        return " ".join((html.unescape(text) if "&" in text else text).split())


def attributes(raw: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case, references resolved; the first of a repeated name counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(raw):
        value = match.group(2) or match.group(3) or match.group(4) or ""
        found.setdefault(match.group(1).lower(), html.unescape(value))
    return found


def scan(source: str) -> Page:
    """One pass over an HTML source. Never fails: what is no markup is text."""
    return _Scanner(source).run()


def references(text: str) -> list[tuple[int, int, str]]:
    """The character references in a piece of source: start, end, and what each stands for."""
    found = []
    for match in _REFERENCE.finditer(text):
        value = html.unescape(match.group())
        if value != match.group():
            found.append((match.start(), match.end(), value))
    return found


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.page = Page(source)
        self.last_close = source.rfind(">")
        self.stack: list[tuple[str, int, int, int]] = [("#page", 0, 0, 0)]  # tag, flags, node, cell
        self.open: dict[str, int] = {}
        self.flags = 0
        self.node = 0
        self.cell = 0
        self.cells = 0
        self.row = 0
        self.row_began = 0
        self.grids: list[_Grid] = []
        self.columns = [0]  # by cell
        self.block: Block | None = None
        self.class_flags: dict[str, int] = {}

    def run(self) -> Page:
        source, position, size = self.source, 0, len(self.source)
        match_tag, find = _TAG.match, source.find
        while position < size:
            less = find("<", position)
            if less < 0:
                less = size
            if less > position:
                if not self.flags & SKIP:
                    self.text(position, less)
                if less == size:
                    break
            tag = match_tag(source, less)
            if tag is None:
                position = self.odd(less)
            elif tag.group(1):
                self.end(tag.group(2).lower())
                position = tag.end()
            else:
                position = self.start(tag.group(2).lower(), tag.group(3), less, tag.end())
        self.flush()
        return self.page

    def text(self, start: int, end: int) -> None:
        block = self.block
        if block is None:
            if self.source[start:end].isspace():
                return
            block = self.block = Block(self.stack[-1][0], self.node, self.flags, self.cell, self.row, self.columns[self.cell])
        block.pieces.append((start, end))
        if self.open.get("sup"):
            block.raised.append((start, end))
        if not self.source[start:end].isspace():
            block.chars += end - start
            if self.flags & LINK:
                block.link_chars += end - start

    def odd(self, less: int) -> int:
        """What begins with "<" and is no clean tag: a comment, a declaration, a tag with a stray quote, or text."""
        source = self.source
        if source.startswith("<!--", less):
            end = source.find("-->", less + 4)
            return len(source) if end < 0 else end + 3
        if source.startswith(("<!", "<?"), less):
            end = source.find(">", less)
            return len(source) if end < 0 else end + 1
        loose = _LOOSE_TAG.match(source, less) if less < self.last_close else None
        if loose is None:
            if not self.flags & SKIP:
                self.text(less, less + 1)
            return less + 1
        if loose.group(1):
            self.end(loose.group(2).lower())
            return loose.end()
        return self.start(loose.group(2).lower(), loose.group(3), less, loose.end())

    def start(self, tag: str, raw: str, less: int, end: int) -> int:
        """Opens an element; gives the position to go on at, which for raw text (a script) is its end tag."""
        if tag in ("meta", "link", "time", "title", "html", "script"):
            self.note(tag, raw, end)
        if tag == "br":
            if self.block is not None:
                self.block.pieces.append((less, -1))
        elif tag in _BLOCKS:
            self.flush()
        if tag in _VOID:
            return end
        if tag in _RAW:
            stop = self.raw_end(tag, end)
            if tag == "xmp":
                self.text(end, stop)
            return stop
        if raw.endswith("/") and (tag in _SKIPPED or self.flags & SKIP):
            return end
        if tag in _ENDS or (tag in _BLOCKS and self.stack[-1][0] == "p"):
            self.close_implied(tag)
        self.push(tag, raw)
        return end

    def push(self, tag: str, raw: str) -> None:
        self.stack.append((tag, self.flags, self.node, self.cell))
        self.open[tag] = self.open.get(tag, 0) + 1
        if len(self.stack) > self.page.depth:
            self.page.depth = len(self.stack)
        flags = self.flags | _REGIONS.get(tag, 0)
        if tag in _BLOCKS:
            flags |= self.region(tag, raw)
            self.page.parents.append(self.node)
            self.page.tags.append(tag)
            self.node = len(self.page.parents) - 1
            if tag in ("td", "th"):
                self.cells += 1
                self.columns.append(self.grids[-1].place(raw) if self.grids else 0)
                self.page.widest_row = max(self.page.widest_row, self.cells - self.row_began)
                self.cell = self.cells
            elif tag == "tr":
                self.row += 1
                self.row_began = self.cells
                if self.grids:
                    self.grids[-1].row += 1
                    self.grids[-1].column = 0
            elif tag == "table":
                self.grids.append(_Grid())
        elif tag in _SKIPPED:
            flags |= SKIP
        elif raw and "author" in raw:
            flags |= BYLINE
        self.flags = flags

    def region(self, tag: str, raw: str) -> int:
        """What the element's own name, class, id and role say of its text."""
        if tag in ("header", "footer"):
            if not self.flags & ARTICLE:
                return FURNITURE | (HEADER if tag == "header" else 0)
            return 0
        if not raw or tag in _NEVER_SUSPECT:  # the id of a heading is an anchor's name, made from its words
            return 0
        if raw not in self.class_flags:
            self.class_flags[raw] = _class_flags(raw)
        return self.class_flags[raw]

    def end(self, tag: str) -> None:
        if not self.open.get(tag):
            return
        if tag in _BLOCKS:
            self.flush()
        while self.stack:
            name, self.flags, self.node, self.cell = self.stack.pop()
            self.open[name] -= 1
            if name == "table":
                self.grids.pop()
            if name == tag:
                return

    def close_implied(self, tag: str) -> None:
        if self.stack[-1][0] == "p":
            self.end("p")
        ended, walls = _ENDS.get(tag, ((), ()))
        for name, *_ in self.stack[: -_WALK - 1 : -1]:
            if name in walls:
                return
            if name in ended:
                self.end(name)
                return

    def raw_end(self, tag: str, start: int) -> int:
        """Where the raw text of a script, style or title ends."""
        match = _raw_end(tag).search(self.source, start)
        return match.end() if match else len(self.source)

    def flush(self) -> None:
        if self.block is not None:
            self.page.blocks.append(self.block)
            self.block = None

    def note(self, tag: str, raw: str, end: int) -> None:
        """Keeps what says something of the document itself; not inside a picture, whose <title> is its own."""
        page = self.page
        if tag == "title":
            if page.title is None and not (self.flags & SKIP and self.stack[-1][0] != "head"):
                stop = _raw_end("title").search(self.source, end)
                page.title = " ".join(html.unescape(self.source[end : stop.start() if stop else end]).split()) or None
            return
        if tag == "script" and "ld+json" not in raw:
            return
        values = attributes(raw)
        if tag == "meta":
            page.metas.append(values)
        elif tag == "link":
            page.links.append(values)
        elif tag == "time" and values.get("datetime"):
            page.times.append((values["datetime"], self.flags))
        elif tag == "html":
            page.language = values.get("lang") or values.get("xml:lang")
        elif tag == "script":
            stop = _raw_end("script").search(self.source, end)
            page.json_ld.append(self.source[end : stop.start() if stop else len(self.source)])


@cache
def _raw_end(tag: str) -> re.Pattern[str]:
    return re.compile(f"</{tag}[^>]*>?", re.I)


@cache
def furniture_words() -> dict[str, frozenset[str]]:
    """The words by which pages name and label their furniture (reading/furniture.toml)."""
    data = tomllib.loads((resources.files("onrecord.reading") / "furniture.toml").read_text(encoding="utf-8"))
    return {key: frozenset(values) for key, values in data.items()}


def _class_flags(raw: str) -> int:
    """Whether class, id or role name page furniture; a name that also speaks of content does not."""
    values = attributes(raw)
    known = furniture_words()
    if values.get("role") in known["roles"]:
        return FURNITURE
    flags = 0
    for name in (*values.get("class", "").split(), *values.get("id", "").split()):
        words = set(_WORDS.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()))
        if words & known["byline"]:
            flags |= BYLINE
        if words & known["content"]:
            continue
        if words & known["classes"]:
            flags |= SUSPECT
    return flags
