"""One self-contained HTML file from a dossier: no network, no clock, and everything from a source as data, never as markup.

What is read first is written into the page: findings, incidents, checks, sources, methods. Beyond STATIC claims the bodies of
incidents wait, as escaped HTML in inert blocks, until somebody opens them, and documents' texts wait as JSON; so a case of
thousands of documents opens at once. Nothing in the page can run but its own script: the content security policy names
that script's hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from onrecord.model import Check, Claim, DateRange, Document, Estimate, Incident, Interval, Victim
from onrecord.report import outline, pictures, wording
from onrecord.report.dossier import Dossier, Headline, Problem
from onrecord.report.methods import DEFINITIONS, methods, scope
from onrecord.report.passages import Utf16
from onrecord.report.views import Index, anchor

STATIC = 600
"""So many claims are written into the page as they are; the bodies of further incidents wait until they are opened."""

FIRST_ROWS = 4
"""So many places and periods stand open in a headline table; the others are one click below."""

FIRST_FIGURES = 5
"""So many figures of one place and period stand open, deaths first; the others are one click below."""

FIRST_DOCUMENTS = 500
"""So many rows of the register of documents are in the page; the others wait under them."""

FIRST_CHECKS = 20
"""So many checks of one kind stand open in the page; the others of that kind wait under them."""

PERSONS = 200
"""So many persons are listed; all of them are in `onrecord export victims`."""

_ALLEGED = re.compile(r"\(alleged: (.+)\)")

METHODS = {
    "lcmcr": "Latent classes (LCMCR)",
    "graphs": "Decomposable graphs, averaged",
    "loglinear_bic": "Log-linear, least BIC",
    "loglinear_aic": "Log-linear, least AIC",
    "loglinear_average": "Log-linear, averaged",
    "loglinear_stepwise": "Log-linear, stepwise",
    "chao": "Chao's lower bound",
}


def render(dossier: Dossier) -> str:
    """The dossier as one HTML file. The same dossier gives the same text."""
    index = Index(dossier)
    environment = _environment(index)
    page = _Page(index, environment)
    style, script = _resource("dossier.css"), _resource("dossier.js")
    return environment.get_template("dossier.html.j2").render(
        page.values(), style=Markup(style), script=Markup(script), policy=_policy(style, script)
    )


class _Page:
    """The values that the page's template shows, and how much of it is still written out."""

    def __init__(self, index: Index, environment: jinja2.Environment) -> None:
        self.index, self._environment = index, environment
        self._left = STATIC
        self._checks_of: dict[str, list[Check]] = defaultdict(list)
        for check in index.dossier.checks:
            self._checks_of[check.incident or ""].append(check)
        self._lists = {x.id: x.name for x in index.dossier.lists}
        self._entries = {entry.id: entry for entry in index.dossier.entries}

    def values(self) -> dict[str, Any]:
        d = self.index.dossier
        own = [i for i in self.index.in_order() if not i.aggregate and i.in_scope]
        totals = [i for i in self.index.in_order() if i.aggregate and i.in_scope]
        return {
            "scope": scope(d),
            "contents": self._contents(),
            "separate": self.index.headline_rows("incidents"),
            "totals": self.index.headline_rows("total"),
            "first_rows": FIRST_ROWS,
            "first_figures": FIRST_FIGURES,
            "acts": d.codebook.acts if d.codebook is not None else {},
            "contested": [i for i in own + totals if i.grading == "contested"],
            "disagree": [i for i in own + totals if i.figures_disagree and i.grading != "contested"],
            "errors": sum(check.severity == "error" for check in d.checks),
            "rests": self._rests(),
            "beside": self._beside(),
            "timeline": pictures.timeline(self.index, own, totals),
            "map": outline.drawn_map(self.index, own),
            "lineage": pictures.lineage(self.index),
            "groups": self._groups(own, totals),
            "grades": tuple(wording.GRADES),
            "outside": self.index.outside(),
            "body": self._incident,
            "outside_body": self._outside,
            "check_body": self._check,
            "checks_by_kind": _by_kind(d.checks),
            "more_checks": self._more_checks,
            "first_checks": FIRST_CHECKS,
            "register": self._register,
            "first_documents": FIRST_DOCUMENTS,
            "sources": self._sources(),
            "persons": self._persons(),
            "victims": [(v, self._stands_in(v)) for v in d.victims[:PERSONS]],
            "pictures": [(p, _image(p.svg)) for p in d.pictures],
            "problems": self._problems(),
            "unread_languages": sorted(d.unread_languages.items(), key=lambda p: (-p[1], p[0])),
            "decided": [(x, False) for x in d.decisions if x not in d.lost_decisions] + [(x, True) for x in d.lost_decisions],
            "methods": methods(self.index),
            "definitions": (*DEFINITIONS, *((f"Graded {g}", w) for g, w in wording.GRADES.items())),
            "rules": self._rules(),
            "texts": [self._text(n, document) for n, document in enumerate(d.documents)],
        }

    # -------------------------------------------------------------------------------- parts that may wait

    def _incident(self, incident: Incident) -> Markup:
        claims = self.index.incident_claims(incident)
        copies = {document for source in incident.sources for document, _ in source.not_counted}
        counts = {id for source in incident.sources for id in source.claims} or {c.id for c in claims}
        counted = [c for c in claims if c.id in counts]
        folded = [c for c in claims if c.id not in counts and c.document in copies]
        speaking = {c.document for c in claims}
        return self._now_or_later(
            len(claims),
            "incident.html.j2",
            incident=incident,
            claims=claims,
            counted=counted,
            folded=folded,
            others=[c for c in claims if c.id not in counts and c.document not in copies],
            silent=[self.index.document(id) for id in incident.documents if id not in speaking],
            table=self.index.table(incident),
            history=pictures.history(self.index, incident),
            accused=Counter(words for claim in claims for words in claim.perpetrators).most_common(),
            checks=self._checks_of.get(incident.id, []),
        )

    def _outside(self, claims: Sequence[Claim]) -> Markup:
        return self._now_or_later(len(claims), "outside.html.j2", claims=claims)

    def _check(self, check: Check) -> Markup:
        claims = [self.index.claims[id] for id in check.claims if id in self.index.claims]
        return Markup(self._environment.get_template("check.html.j2").render(check=check, claims=claims[:6]))

    def _more_checks(self, checks: Sequence[Check]) -> Markup:
        return _later("".join(map(self._check, checks)))

    def _register(self, first: int, last: int, later: bool = False) -> Markup:
        template = self._environment.get_template("register.html.j2")
        body = template.render(documents=self.index.dossier.documents[first:last], first=first)
        return _later(body) if later else Markup(body)

    def _now_or_later(self, size: int, template: str, **values: Any) -> Markup:
        """The body, or beyond STATIC claims an inert block with it, whose text is escaped HTML of our own templates."""
        body = self._environment.get_template(template).render(values)
        self._left -= size
        if self._left >= 0:
            return Markup(body)
        return _later(body)

    def _text(self, number: int, document: Document) -> Markup:
        """A document's text with where its claims stand, in UTF-16 units as the page's script counts."""
        if not document.text:
            return Markup("")
        at = Utf16(document.text)
        marks = [[at(c.start), at(c.end), anchor("claim", c.id)] for c in self.index.claims_of.get(document.id, [])]
        data = _data({"text": document.text, "marks": sorted(marks)})
        return Markup(f'<script type="application/json" id="text-{number}">{data}</script>')

    # -------------------------------------------------------------------------------- lists and counts

    def _groups(self, own: list[Incident], totals: list[Incident]) -> list[tuple[str, str, str, list[Incident]]]:
        outside = [i for i in self.index.in_order() if not i.in_scope]
        groups = [
            ("separate", "Separate incidents", "", own),
            (
                "totals",
                "Totals over a period or area",
                "As sources state them, never added to the incidents inside them.",
                totals,
            ),
            (
                "beyond",
                "Outside this case's scope",
                "Their act, place or date lies outside the scope declared for this case.",
                outside,
            ),
        ]
        return [group for group in groups if group[3]]

    def _contents(self) -> list[tuple[str, str, int | None]]:
        d = self.index.dossier
        rows: list[tuple[str, str, int | None, bool]] = [
            ("findings", "Findings", None, True),
            ("incidents", "Incidents", len(d.incidents), True),
            ("checks", "Checks", len(d.checks), True),
            ("sources", "Sources", len(d.sources), True),
            ("victims", "Victims", len(d.victims), bool(d.lists or d.victims or d.entries)),
            ("estimates", "Estimates", len(d.estimates), bool(d.estimates or d.pictures)),
            ("documents", "Documents", len(d.documents), True),
            ("unread", "Not read", len(self._problems()), True),
            ("decisions", "Decisions", len(d.decisions), bool(d.decisions or d.lost_decisions)),
            ("methods", "Methods", None, True),
        ]
        return [(id, label, number) for id, label, number, is_there in rows if is_there]

    def _rests(self) -> list[tuple[str, int, str]]:
        d = self.index.dossier
        grades = Counter(i.grading for i in d.incidents if not i.aggregate and i.in_scope)
        rows = [
            ("documents", len(d.documents), "documents"),
            ("of them copies or parts of others", sum(self.index.is_copy(x.id) for x in d.documents), "lineage"),
            ("sources", len(d.sources), "sources"),
            ("claims", len(d.claims), "incidents"),
            *((f"incidents graded {g}", grades[g], "incidents") for g in wording.GRADES if grades[g]),
            ("totals over a period or area", sum(i.aggregate for i in d.incidents), "incidents"),
            ("could not be read", len(self._problems()), "unread"),
            ("preserved, not yet read for claims", sum(d.unread_languages.values()), "unread"),
            ("claims that a person has looked at", sum(c.status != "pending" for c in d.claims), ""),
        ]
        return rows

    def _beside(self) -> list[tuple[str, str]]:
        """What is in scope and in no headline, in words, with where to read it: a headline that is not whole says so."""
        d = self.index.dossier
        shown = {id for headline in d.headlines for id in headline.incidents}
        left = Counter((i.aggregate, i.grading) for i in d.incidents if i.in_scope and i.id not in shown)
        return [
            (f"{wording.plural(n, 'total' if is_total else 'incident')} graded {grade}", "totals" if is_total else "incidents")
            for (is_total, grade), n in sorted(left.items())
        ]

    def _sources(self) -> list[tuple[Any, int]]:
        d = self.index.dossier
        counted = Counter(s.source for i in d.incidents for s in i.sources)
        rows = [(s, sum(counted[n] for n in dict.fromkeys((s.id, s.name)))) for s in d.sources]
        return sorted(rows, key=lambda row: (-row[1], -row[0].claims, row[0].name, row[0].id))

    def _persons(self) -> list[tuple[str, int]]:
        d = self.index.dossier
        lists = {entry.id: entry.list for entry in d.entries}
        several = sum(len({lists.get(e, e) for e in v.entries}) > 1 for v in d.victims)
        return [
            ("rows on all lists", len(d.entries)),
            ("persons", len(d.victims)),
            ("of them on more than one list", several),
            ("named in documents too", sum(bool(v.claims) for v in d.victims)),
            ("pairs waiting for a person to decide", sum(link.kind == "uncertain" for link in d.person_links)),
            ("rows with a problem", sum(bool(entry.problems) for entry in d.entries)),
        ]

    def _stands_in(self, victim: Victim) -> list[tuple[str, int]]:
        return [(self._lists.get(e.list, e.list), e.row) for id in victim.entries if (e := self._entries.get(id)) is not None]

    def _problems(self) -> list[Problem]:
        d = self.index.dossier
        known = {problem.what for problem in d.problems}
        unread = [Problem(x.name, x.problem) for x in d.documents if x.problem and x.name not in known]
        return [*unread, *d.problems]

    def _rules(self) -> list[tuple[Any, int]]:
        if self.index.dossier.codebook is None:
            return []
        used = Counter(name for c in self.index.dossier.claims for name in dict.fromkeys(r for r, _ in c.count.reading))
        return [(rule, used[name]) for name, rule in self.index.dossier.codebook.rules.items()]


# ------------------------------------------------------------------------------------------------ pieces


def _environment(index: Index) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("onrecord.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    filters: dict[str, Callable[..., object]] = {
        "number": wording.number,
        "amount": _amount,
        "interval": wording.interval,
        "least": _least,
        "contest": _contest,
        "count": wording.count,
        "dates": wording.dates,
        "plural": wording.plural,
        "claim": lambda c: f"{index.figure(wording.claim_figure(c)).capitalize()} {wording.count(c.count)}",
        "name": lambda d: d.title.value if d.title else d.name,
        "rule": lambda r: wording.RULES.get(r, r.replace("_", " ")),
        "status": lambda s: wording.STATUSES.get(s, s),
        "sentence": lambda text: text[:1].upper() + text[1:].rstrip(".") + ".",
        "grade": lambda g: wording.GRADES.get(g, ""),
        "language": lambda code: wording.LANGUAGES.get(code, code),
        "basis": lambda b: wording.BASES.get(b, b),
        "check": lambda k: wording.CHECKS.get(k, k.replace("_", " ").capitalize()),
        "severity": lambda s: wording.SEVERITIES.get(s, s),
        "method": lambda m: METHODS.get(m, m),
        "moment": lambda text: text[:16].replace("T", " "),
        "age": lambda value: "–" if value is None else "under 1" if value < 1 else f"{value:g}",
        "bound": lambda value: "open" if value is None else {"a": "first number", "b": "last number"}.get(value, str(value)),
        "estimate": _estimate,
        "sortable": _sortable,
    }
    environment.filters.update(filters)
    environment.globals.update(index=index, dossier=index.dossier, anchor=anchor)
    return environment


def _amount(value: object) -> object:
    """A count in groups of digits; a measure such as R-hat with four digits; words as they are."""
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.4g}"
    return wording.number(value) if isinstance(value, (int, float)) else value


def _contest(reason: str) -> str:
    """Why an incident is contested: the parties that sources name, where the grading's reason lists them."""
    parties = _ALLEGED.search(reason)
    if parties is not None:
        return f"Sources name different parties as responsible: {parties[1]}"
    return reason or "Sources name different parties as responsible"


def _least(headline: Headline) -> str:
    """A headline's range; "none" where all that is known of it is that some incidents state none."""
    if headline.note and headline.range == Interval(0, None):
        return "none"
    return wording.interval(headline.range)


def _estimate(estimate: Estimate) -> str:
    return wording.span(_round(estimate.low), _round(estimate.high))


def _round(value: float | None) -> int | None:
    return None if value is None else round(value)


def _sortable(when: DateRange | None) -> str:
    first: date | None = (when.start or when.end) if when is not None else None
    return first.isoformat() if first is not None else "9999"


def _by_kind(checks: Sequence[Check]) -> list[tuple[str, str, list[Check]]]:
    """Checks of one kind together, the gravest kinds first."""
    order = list(wording.SEVERITIES)
    groups: dict[tuple[int, str], list[Check]] = defaultdict(list)
    for check in checks:
        groups[order.index(check.severity), check.kind].append(check)
    return [(kind, order[rank], groups[rank, kind]) for rank, kind in sorted(groups)]


def _data(value: object) -> Markup:
    """JSON that cannot leave its script block: no <, >, &, nor the separators that end a line in a script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _later(body: str) -> Markup:
    """An inert block of HTML, without indentation; a template's own words hold no script, and a source's are escaped."""
    lines = (stripped for line in body.splitlines() if (stripped := line.strip()))
    return Markup('<script type="text/plain" class="later">{}</script>').format(Markup("\n".join(lines)))


def _image(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _resource(name: str) -> str:
    return (resources.files("onrecord.report") / name).read_text(encoding="utf-8")
