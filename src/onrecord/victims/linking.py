"""From entries of lists to links between them: candidates, evidence, probabilities, one-to-one assignment, decisions.

For each two lists: Splink makes the candidate pairs; a quick look at shared parts drops the hopeless; a model is trained on
the lists themselves (expectation-maximisation, started from values that fit no list in particular) or taken as given;
then each pair has a probability, weighed against the other pairs that want the same entries. People's decisions win.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from onrecord.model import Decision, Entry, PersonLink
from onrecord.victims import blocking, explain
from onrecord.victims.blocking import Caps, Groups
from onrecord.victims.fields import Ints, Table, table
from onrecord.victims.scoring import Evidence, Model, QuickScores, Scorer, Scores
from onrecord.victims.scoring import Settings as ScoringSettings

Array = NDArray[np.float64]
Kind = Literal["linked", "uncertain", "decided"]


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """How links are made.

    `free_of_duplicates`: ids of the lists on which nobody stands twice; in pairs of such lists each entry has one partner at
    most. A pair is linked from `link_at` on, and put before a person between `review_from` and `review_to`. `explain`: give
    the reasons of each link field by field. Pairs whose shared parts and dates weigh less than `hopeless` are not compared,
    nor are the weakest where there are more than `most_compared`.
    """

    free_of_duplicates: frozenset[str] = frozenset()
    link_at: float = 0.5
    review_from: float = 0.05
    review_to: float = 0.95
    explain: bool = True
    rounds: int = 3
    train_on: int = 200_000
    hopeless: float = -11.0
    most_compared: int = 900_000
    batch: int = 50_000
    caps: Caps = field(default_factory=Caps)
    scoring: ScoringSettings = field(default_factory=ScoringSettings)


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of nearly one probability that people decided: their mean probability, how many, how many of them the same."""

    probability: float
    decided: int
    same: int


@dataclass(frozen=True, slots=True)
class PairReport:
    """What one run did between two lists (or within one, `left == right`).

    `ceiling`: the share of true pairs that can be found at all, because a key reaches them (estimated). `expected_false` and
    `expected_missed`: by the probabilities themselves, how many links are wrong and how many true pairs were not linked.
    """

    left: str
    right: str
    candidates: int
    compared: int
    linked: int
    uncertain: int
    ceiling: float
    expected_false: float
    expected_missed: float
    calibration: tuple[Bin, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkResult:
    """Links in order of their entries' ids, a report and a trained model for each two lists (keys: the lists' ids)."""

    links: tuple[PersonLink, ...]
    reports: tuple[PairReport, ...]
    models: Mapping[tuple[str, str], Model]


def link(
    entries: Iterable[Entry],
    decisions: Iterable[Decision] = (),
    *,
    settings: LinkSettings | None = None,
    models: Mapping[tuple[str, str], Model] | None = None,
    known: frozenset[str] = frozenset(),
) -> LinkResult:
    """Which entries speak of one person. The same entries in any order give the same links.

    `models`: trained before, used as they are. `known`: ids of entries that were linked in an earlier run; pairs of two of
    these are not compared again, so that a new list costs what it brings. Decisions on pairs (subject `person`, actions
    `same` `different` `unsure`, anchor `a` and `b`: ids of entries) win over every probability.
    Raises MissingExtraError without Splink.
    """
    settings = settings or LinkSettings()
    rows = sorted(entries, key=lambda entry: (entry.list, entry.id))
    columns = table(rows)
    pairs = _candidates(columns, settings, np.array([entry.id in known for entry in rows], dtype=np.bool_))
    decided = decided_pairs(decisions)
    links: list[PersonLink] = []
    reports: list[PairReport] = []
    trained: dict[tuple[str, str], Model] = {}
    for (left, right), (a, b, seen) in sorted(pairs.items()):
        names = columns.lists[left], columns.lists[right]
        judged = _judge(columns, (left, right), (a, b), settings, (models or {}).get(names))
        found, report = _links(columns, judged, seen, settings, decided)
        links += found
        reports.append(report)
        trained[names] = judged.scorer.model
    links += _decided_links(decided, {entry.id for entry in rows}, {(one.a, one.b) for one in links})
    return LinkResult(tuple(sorted(links, key=lambda one: (one.a, one.b))), tuple(reports), trained)


def decided_pairs(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision]:
    """The last decision on each pair of entries, by their ids in order; later decisions replace earlier ones."""
    decided = {}
    for decision in decisions:
        if decision.subject == "person" and decision.action in ("same", "different", "unsure"):
            a, b = sorted((decision.anchor.get("a", ""), decision.anchor.get("b", "")))
            decided[a, b] = decision
    return decided


# ------------------------------------------------------------------------------------------------ candidates

_Found = dict[tuple[int, int], tuple[Ints, Ints, int]]


def _candidates(columns: Table, settings: LinkSettings, known: NDArray[np.bool_]) -> _Found:
    """Pairs of rows by pair of lists, without the hopeless ones, and how many there were before."""
    free = np.array([name in settings.free_of_duplicates for name in columns.lists], dtype=np.bool_)
    collected: dict[tuple[int, int], list[tuple[Ints, Ints, Scores]]] = defaultdict(list)
    seen: dict[tuple[int, int], int] = defaultdict(int)
    quick_scores = QuickScores(columns)
    for groups in _rounds(columns, known, free):
        for a, b in blocking.candidates(columns, groups, settings.caps):
            la, lb = columns.list[a].astype(np.int64), columns.list[b].astype(np.int64)
            for code in np.flatnonzero(np.bincount(la * len(columns.lists) + lb)).tolist():
                pair = divmod(code, len(columns.lists))
                if pair[0] == pair[1] and free[pair[0]]:
                    continue
                here = (la == pair[0]) & (lb == pair[1])
                mine = a[here], b[here]
                seen[pair] += len(mine[0])
                quick = quick_scores(pair, mine)
                keep = quick > settings.hopeless
                collected[pair].append((mine[0][keep], mine[1][keep], quick[keep]))
    return {pair: (*_in_order(parts, settings.most_compared), seen[pair]) for pair, parts in collected.items()}


def _rounds(columns: Table, known: NDArray[np.bool_], free: NDArray[np.bool_]) -> list[Groups]:
    """All against all; or, where some entries were linked before, the new against these and the new among themselves."""
    within = not bool(free.all())
    lists = columns.list.astype(np.int64)
    if not known.any():
        return [Groups(lists, within)]
    if known.all():
        return []
    return [Groups((~known).astype(np.int64)), Groups(np.where(known, -1, lists), within)]


def _in_order(parts: Sequence[tuple[Ints, Ints, Scores]], most: int) -> tuple[Ints, Ints]:
    """The pairs in order of their rows; of too many those with the most in common."""
    a, b, quick = (np.concatenate([part[k] for part in parts]) for k in range(3))
    if len(a) > most:
        keep = quick >= np.partition(quick, len(quick) - most)[len(quick) - most]
        a, b = a[keep], b[keep]
    order = np.lexsort((b, a))
    return a[order], b[order]


# ------------------------------------------------------------------------------------------------ probabilities


@dataclass(frozen=True, slots=True)
class _Judged:
    """Pairs of rows with their probability, and whether fields besides the name support it (`_supported`)."""

    scorer: Scorer
    a: Ints
    b: Ints
    probability: Array
    supported: NDArray[np.bool_]
    one_to_one: bool


def _judge(
    columns: Table, lists: tuple[int, int], pairs: tuple[Ints, Ints], settings: LinkSettings, model: Model | None
) -> _Judged:
    a, b = pairs
    free = [columns.lists[n] in settings.free_of_duplicates for n in lists]
    one_to_one = all(free) and lists[0] != lists[1]
    scorer = Scorer(columns, lists[0], lists[1], settings.scoring, model)
    levels: _Levels = {}
    if model is None:
        _train(scorer, (a, b), one_to_one, settings)
    total, supported = _evidence(scorer, (a, b), settings, levels)
    probability, share = _probabilities(scorer, a, b, total, one_to_one, scorer.model.share, fixed=model is not None)
    own = probability if model is None else np.zeros(len(a))
    if model is None:
        _learn(scorer, a, b, probability, share)
    if one_to_one:
        partnered = np.bincount(np.append(a, b), weights=np.tile(probability, 2), minlength=len(columns))
        scorer.relatives_linked(partnered.astype(np.float64))
    again = np.flatnonzero(total + np.log(_prior(scorer, share)) > _OPEN)
    total[again], supported[again] = _evidence(scorer, (a[again], b[again]), settings, {}, own[again])
    probability, _ = _probabilities(scorer, a, b, total, one_to_one, scorer.model.share, fixed=model is not None)
    return _Judged(scorer, a, b, probability, supported, one_to_one)


def _train(scorer: Scorer, pairs: tuple[Ints, Ints], one_to_one: bool, settings: LinkSettings) -> None:
    a, b = _sample(*pairs, settings.train_on)
    part = _distinct(a) / max(_distinct(pairs[0]), 1) or 1.0
    share = scorer.model.share
    taught: Array | None = None
    levels: _Levels = {}
    for _ in range(settings.rounds - 1):
        total, _ = _evidence(scorer, (a, b), settings, levels, taught)
        taught, share = _probabilities(scorer, a, b, total, one_to_one, share, part=part)
        _learn(scorer, a, b, taught, share)


def _sample(a: Ints, b: Ints, most: int) -> tuple[Ints, Ints]:
    """All candidates of some of the left entries, spread evenly, about `most` pairs; all of them where there are no more."""
    if len(a) <= most:
        return a, b
    every = -(-len(a) // most)
    rows = np.flatnonzero(np.bincount(a))
    keep = np.isin(a, rows[::every])
    return a[keep], b[keep]


_OPEN = -7.0
"""The log odds below which a pair, whatever else wants its entries, is not judged again once the model has learned more."""

_TEACHES = 0.02


def _learn(scorer: Scorer, a: Ints, b: Ints, probability: Array, share: float) -> None:
    use = np.flatnonzero(probability > _TEACHES)
    if len(use):
        scorer.with_model(scorer.learned(a[use], b[use], probability[use], share))


_Levels = dict[int, NDArray[np.uint8]]
"""What was found of the names, by the first row of each batch: it does not depend on the model, so it is found once."""


def _evidence(
    scorer: Scorer, pairs: tuple[Ints, Ints], settings: LinkSettings, levels: _Levels, taught: Array | None = None
) -> tuple[Array, NDArray[np.bool_]]:
    """The evidence of each pair in all, and whether another field supports it; `taught`: what each taught the model."""
    a, b = pairs
    total = np.empty(len(a))
    supported = np.empty(len(a), dtype=np.bool_)
    own = None if taught is None else np.where(taught > _TEACHES, taught, 0.0)
    for start in range(0, len(a), settings.batch):
        part = slice(start, start + settings.batch)
        evidence = scorer.evidence(a[part], b[part], None if own is None else own[part], levels.get(start))
        levels[start] = evidence.levels
        total[part] = evidence.total
        named = (scorer.table.parts[a[part], 0] >= 0) & (scorer.table.parts[b[part], 0] >= 0)
        supported[part] = _supported(evidence, named)
    return total, supported


_CONTRADICTS = -1.5
"""A field that differs contradicts where it weighs less than this: over four times likelier between two people than for one,
as far as these lists tell. Lists that often give one person ages three years apart teach that this is no contradiction."""


def _supported(evidence: Evidence, named: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A field besides the name agrees; or none is known that could, and none contradicts. Where one of the two has no name,
    the day of death and the place must agree, and the age may not differ."""
    age, birth, day, place = (evidence.steps[name] for name in ("age", "birth", "day", "place"))
    same_day, same_place = (day >= 0) & (day <= 1), np.isin(place, (0, 1, 3))
    agrees = ((age >= 0) & (age <= 4)) | ((birth >= 0) & (birth <= 2)) | same_day | (day == 2) | ((place >= 0) & (place <= 1))
    other_age, other_day = (age > 4) | (birth > 3), day > 2
    contradicts = (other_age & (evidence.age < _CONTRADICTS)) | (other_day & (evidence.day < _CONTRADICTS))
    return np.asarray(np.where(named, agrees | ~contradicts, same_day & same_place & ~other_age), dtype=np.bool_)


def _probabilities(
    scorer: Scorer, a: Ints, b: Ints, total: Array, one_to_one: bool, share: float, *, part: float = 1.0, fixed: bool = False
) -> tuple[Array, float]:
    """The probability of each pair, and the share of the smaller list that has a partner (learned unless `fixed`).

    `part` of the left entries with candidates are here. Where entries have one partner at most, each pair is weighed against
    all others that want the same two entries.
    """
    left, right = len(scorer.rows_left), len(scorer.rows_right)
    part *= min(1.0, max(_distinct(a) / part / max(left, 1), _distinct(b) / max(right, 1)))
    smaller = max(min(left, right), 1)
    weight = np.exp(np.clip(total, -40, 40))
    for _ in range(1 if fixed else 6):
        odds = weight * _prior(scorer, share)
        if one_to_one:
            rivals = np.bincount(a, weights=odds)[a] + np.bincount(b, weights=odds)[b] - odds if len(a) else odds
            probability = odds / (1 + rivals)
        else:
            probability = odds / (1 + odds)
        share = float(np.clip((probability.sum() + 1) / (smaller * part + 2), 1e-4, 0.98))
    return probability, share


def _prior(scorer: Scorer, share: float) -> float:
    """The odds that two entries taken by chance are one person."""
    return share / max(len(scorer.rows_left), len(scorer.rows_right), 1)


def _distinct(rows: Ints) -> int:
    return int(np.count_nonzero(np.bincount(rows)))


# ------------------------------------------------------------------------------------------------ links


def _links(
    columns: Table, judged: _Judged, seen: int, settings: LinkSettings, decided: Mapping[tuple[str, str], Decision]
) -> tuple[list[PersonLink], PairReport]:
    a, b, probability = judged.a, judged.b, judged.probability
    ids = columns.ids
    fixed = _fixed(ids, a, b, decided)
    linkable = (probability >= settings.link_at) & judged.supported & ~fixed
    chosen = np.flatnonzero(linkable)
    if judged.one_to_one:
        order = np.lexsort((b[chosen], a[chosen], -probability[chosen]))
        chosen = _assigned(a, b, chosen[order], _taken(columns, decided))
    linked = np.zeros(len(a), dtype=np.bool_)
    linked[chosen] = True
    shown = linked | ((probability >= settings.review_from) & ~fixed)
    reasons = explain.reasons(judged.scorer, a[shown], b[shown]) if settings.explain else [()] * int(shown.sum())
    links = [
        PersonLink(*_key(ids[a[k]], ids[b[k]]), round(float(probability[k]), 4), "linked" if linked[k] else "uncertain", why)
        for k, why in zip(np.flatnonzero(shown).tolist(), reasons, strict=True)
    ]
    names = columns.lists[judged.scorer.left], columns.lists[judged.scorer.right]
    report = PairReport(
        *names,
        candidates=seen,
        compared=len(a),
        linked=int(linked.sum()),
        uncertain=len(links) - int(linked.sum()),
        ceiling=round(blocking.ceiling(columns, a, b, probability), 4),
        expected_false=round(float((1 - probability[linked]).sum()), 1),
        expected_missed=round(float(probability[~linked].sum()), 1),
        calibration=_calibration(ids, judged, fixed, decided),
    )
    return links, report


_BINS = (0.05, 0.25, 0.5, 0.75, 0.95)


def _calibration(
    ids: Sequence[str], judged: _Judged, fixed: NDArray[np.bool_], decided: Mapping[tuple[str, str], Decision]
) -> tuple[Bin, ...]:
    """The probabilities beside what people decided of the same pairs; `unsure` counts for neither."""
    found: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for k in np.flatnonzero(fixed).tolist():
        action = decided[_key(ids[judged.a[k]], ids[judged.b[k]])].action
        if action != "unsure":
            p = float(judged.probability[k])
            found[int(np.searchsorted(_BINS, p, side="right"))].append((p, action == "same"))
    return tuple(
        Bin(round(sum(p for p, _ in pairs) / len(pairs), 4), len(pairs), sum(same for _, same in pairs))
        for _, pairs in sorted(found.items())
    )


def _fixed(ids: Sequence[str], a: Ints, b: Ints, decided: Mapping[tuple[str, str], Decision]) -> NDArray[np.bool_]:
    """Which pairs a person has decided."""
    if not decided:
        return np.zeros(len(a), dtype=np.bool_)
    pairs = zip(a.tolist(), b.tolist(), strict=True)
    return np.array([_key(ids[i], ids[j]) in decided for i, j in pairs], dtype=np.bool_)


def _key(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a <= b else (b, a)


def _taken(columns: Table, decided: Mapping[tuple[str, str], Decision]) -> set[int]:
    """Rows that a person has already given a partner on another list."""
    row = {entry: n for n, entry in enumerate(columns.ids)}
    same = [pair for pair, decision in decided.items() if decision.action == "same"]
    return {row[entry] for pair in same for entry in pair if all(one in row for one in pair)}


def _assigned(a: Ints, b: Ints, order: Ints, taken: set[int]) -> Ints:
    """The likeliest pairs first, each entry once."""
    used, chosen = set(taken), []
    for k, i, j in zip(order.tolist(), a[order].tolist(), b[order].tolist(), strict=True):
        if i not in used and j not in used:
            used.update((i, j))
            chosen.append(k)
    return np.array(chosen, dtype=np.int64)


def _decided_links(
    decided: Mapping[tuple[str, str], Decision], entries: set[str], made: set[tuple[str, str]]
) -> list[PersonLink]:
    """Links that a person decided: same is certain, different is none, unsure stays open."""
    links = []
    for (a, b), decision in sorted(decided.items()):
        if a in entries and b in entries and (a, b) not in made:
            probability = {"same": 1.0, "different": 0.0, "unsure": 0.5}[decision.action]
            reason = f"decided {decision.action} by {decision.who} on {decision.at}" + (
                f": {decision.why}" if decision.why else ""
            )
            links.append(PersonLink(a, b, probability, "decided", (reason,)))
    return links
