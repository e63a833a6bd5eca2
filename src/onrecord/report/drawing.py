"""The few shapes that the pictures are drawn with. All words are escaped here: they may come from a source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from markupsafe import Markup, escape

WIDTH = 900.0


def coordinate(value: float) -> str:
    """One decimal, without a trailing zero, so that the same picture has the same bytes on every machine."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def shape(name: str, inside: str = "", **attributes: object) -> str:
    """One element; `class_` is `class`, `text_anchor` is `text-anchor`, numbers have one decimal."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{coordinate(value) if isinstance(value, float) else escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def words(text: str, x: float, y: float, class_: str = "label", anchor: str = "start") -> str:
    return shape("text", str(escape(text)), x=float(x), y=float(y), class_=class_, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> str:
    return shape("line", x1=float(x1), y1=float(y1), x2=float(x2), y2=float(y2), class_=class_)


def cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"


def link(target: str, text: str, inside: str) -> str:
    return f'<a href="#{escape(target)}" aria-label="{escape(text)}"><title>{escape(text)}</title>{inside}</a>'


def figure(id: str, caption: str, description: str, inside: str, *, height: float, below: str = "") -> Markup:
    """A picture with its caption; `description` is its text alternative, `below` HTML under it (legend, table)."""
    return Markup(
        f'<figure class="picture" id="{escape(id)}"><figcaption>{escape(caption)}</figcaption>'
        f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(caption)}">'
        f'<svg viewBox="0 0 {coordinate(WIDTH)} {coordinate(height)}" role="group" aria-labelledby="{escape(id)}-d">'
        f'<desc id="{escape(id)}-d">{escape(description)}</desc>{inside}</svg></div>{below}</figure>'
    )


class Days:
    """A time axis from `first` to `last`, with some room on both sides."""

    def __init__(self, dates: Iterable[date], left: float, right: float) -> None:
        known = sorted(dates)
        room = max(1, (known[-1] - known[0]).days // 30)
        self.first = known[0] - timedelta(days=min(room, (known[0] - date.min).days))
        self.last = known[-1] + timedelta(days=min(room, (date.max - known[-1]).days))
        self._left, self._scale = left, (right - left) / max(1, (self.last - self.first).days)
        self._right = right

    def __call__(self, day: date) -> float:
        return self._left + (day - self.first).days * self._scale

    def ticks(self) -> list[tuple[date, str]]:
        """At most about eight round days: years, months or days, as long as the time is."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        if months < 2:
            step = max(1, (self.last - self.first).days // 6)
            days = [self.first + timedelta(days=i) for i in range(0, (self.last - self.first).days + 1, step)]
            return [(day, f"{day.day} {_short(day)}") for day in days]
        step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000, 24000) if months / s <= 8)
        found = []
        number = self.first.year * 12 + self.first.month - 1
        for value in range(number + (-number) % step, self.last.year * 12 + self.last.month, step):
            day = date(value // 12, value % 12 + 1, 1)
            if self.first <= day <= self.last:
                found.append((day, str(day.year) if step >= 12 else f"{_short(day)} {day.year}"))
        return found

    def axis(self, top: float, bottom: float) -> str:
        """Upright lines at the ticks, with their words below."""
        marks = [
            line(self(day), top, self(day), bottom, "grid") + words(text, self(day), bottom + 16, "tick", "middle")
            for day, text in self.ticks()
        ]
        return "".join(marks) + line(self._left, bottom, self._right, bottom, "axis")


def _short(day: date) -> str:
    return ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][day.month - 1]
