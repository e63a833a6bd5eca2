"""How strongly two entries speak for one person: log-likelihood ratios, field by field, and a model that learns them.

After Fellegi and Sunter (1969), with four changes that names need. A part of a name weighs by how rare it is. All parts
after the first are *one* piece of evidence, the lineage: relatives share it as a whole, so it cannot weigh more than the
lineage is rare. How one list spells what the other spells otherwise is learned from the pairs that are sure already (counts
of aligned parts). Ages are compared with their sign, because two lists may count them at different dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from onrecord.victims import alignment
from onrecord.victims.alignment import LEVELS, Cells, Weights
from onrecord.victims.fields import SLOTS, Ints, Table, mixed

Scores = NDArray[np.float32]
Array = NDArray[np.float64]

AGE_STEPS = ("-2", "-1", "0", "1", "2", "3 to 5", "6 to 10", "more than 10")
BIRTH_LEVELS = ("same", "day and month swapped", "one part differs", "same year", "within a year", "other")
DAY_LEVELS = ("same", "one day apart", "within 3 days", "within a week", "within a month", "other")
PLACE_LEVELS = ("same", "same region, near", "same place, other region", "same region", "other")


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned of how one person's entries differ between two lists. Probabilities given that it is one person.

    `share`: the part of the smaller list's persons that the other list holds. `variants`: how often a part of the first list
    was answered by a part of the second, in sure pairs. The defaults are starting values, written for no list in particular.
    """

    first: tuple[float, ...] = (0.70, 0.10, 0.06, 0.02, 0.03, 0.03, 0.01, 0.01, 0.01, 0.03)
    lineage: tuple[float, ...] = (0.68, 0.10, 0.06, 0.03, 0.03, 0.03, 0.01, 0.01, 0.01, 0.04)
    missing: float = 0.08
    age: tuple[float, ...] = (0.02, 0.10, 0.72, 0.10, 0.02, 0.02, 0.01, 0.01)
    birth: tuple[float, ...] = (0.84, 0.03, 0.07, 0.02, 0.01, 0.03)
    day: tuple[float, ...] = (0.84, 0.06, 0.03, 0.02, 0.02, 0.03)
    place: tuple[float, ...] = (0.70, 0.08, 0.02, 0.17, 0.03)
    other_sex: float = 0.008
    share: float = 0.5
    variants: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """How pairs are judged. `strength`: pseudo-pairs behind each starting value of the model; `variant_strength`: those behind
    the nearness of two parts against what was learned of just these two."""

    strength: float = 60.0
    variant_strength: float = 4.0
    first_gap: float = -4.5
    swap: float = -2.0
    run_together: float = 0.01
    most_for_a_part: float = 8.5
    least_for_a_part: float = -5.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Log-likelihood ratios of many pairs, field by field; `way` and `levels` lead back to the alignment of the names."""

    first: Scores
    lineage: Scores
    age: Scores
    sex: Scores
    day: Scores
    place: Scores
    way: Ints
    steps: Mapping[str, NDArray[np.int8]]
    levels: NDArray[np.uint8]

    @property
    def total(self) -> Scores:
        return self.first + self.lineage + self.age + self.sex + self.day + self.place


_KNOWN_MASK = (1 << 22) - 1
"""Pairs of parts are looked up among those learned only where the low bits of their number are those of one of these."""


class Scorer:
    """Compares entries of one list (`left`) with those of another, or of the same list, under a model."""

    def __init__(self, table: Table, left: int, right: int, settings: Settings, model: Model | None = None) -> None:
        self.table, self.left, self.right, self.settings = table, left, right, settings
        self.rows_left = np.flatnonzero(table.list == left)
        self.rows_right = np.flatnonzero(table.list == right)
        self.start = _starting_model(table, self.rows_left, self.rows_right)
        self.model = model or self.start
        self._names = [_NameFrequencies(table, self.rows_left), _NameFrequencies(table, self.rows_right)]
        self._near = [_chance_of_levels(table, self.rows_left, self.rows_right, kind) for kind in (0, 1)]
        self._chance = _chance_levels(table, self.rows_left, self.rows_right)
        self._calendar = _calendar(table.birth)
        self._ages = _age_chances(table, self.rows_right)
        self._lineages = [_Lineages(table, rows) for rows in (self.rows_left, self.rows_right)]
        self.relatives_linked(np.zeros(len(table)))
        self._learn_tables()

    # -------------------------------------------------------------------------------------------- scoring

    def evidence(self, a: Ints, b: Ints, own: Array | None = None, levels: NDArray[np.uint8] | None = None) -> Evidence:
        """The evidence of these pairs of rows (`a` of the left list, `b` of the right one).

        `own`: with which weight each of them taught the model; that much is left out of what the model says of them.
        `levels`: those of the same pairs, found before.
        """
        found, _, best, way, ways = self._aligned(a, b, own, levels)
        rows = np.arange(len(a))
        used = np.array(alignment.STARTS)[way]
        lineage = self._capped(best[used[:, 0], used[:, 1], rows], a, b)
        first = ways[way, rows]
        named = (found.a[:, 0] >= 0) & (found.b[:, 0] >= 0)
        first, lineage = np.where(named, first, 0).astype(np.float32), np.where(named, lineage, 0).astype(np.float32)
        steps = self._steps(a, b)
        age, day, place = self._fields(a, b, steps)
        sex = self._sex(a, b, first)
        return Evidence(first, lineage, age, sex, day, place, way, steps, found.levels)

    def aligned_parts(self, a: Ints, b: Ints) -> list[list[tuple[int, int, int]]]:
        """For each pair the aligned parts: slot on the left, slot on the right (-1: none there), level."""
        found, weights, best, way, _ = self._aligned(a, b)
        told: list[list[tuple[int, int, int]]] = [[] for _ in range(len(a))]
        for pair, i, j in zip(*(column.tolist() for column in alignment.trace(found, weights, best, way)), strict=True):
            level = int(found.level[i, j, pair]) if i >= 0 and j >= 0 else alignment.OTHER
            told[pair].append((i, j, level))
        return told

    def _aligned(
        self, a: Ints, b: Ints, own: Array | None = None, levels: NDArray[np.uint8] | None = None
    ) -> tuple[Cells, Weights, Scores, Ints, Scores]:
        t = self.table
        together = t.run_together[a], t.run_together[b]
        found = alignment.cells(t.parts[a], t.parts[b], together, t.vocabulary, levels)
        weights = self._weights(found, own)
        best = alignment.suffixes(found, weights)
        ways = alignment.starts(found, weights)
        after = np.stack([best[i, j] for i, j in alignment.STARTS])
        way = np.argmax(ways + np.minimum(after, self._most_lineage), axis=0)
        return found, weights, best, way, ways

    def _capped(self, lineage: Scores, a: Ints, b: Ints) -> Scores:
        """Lineage evidence, held down to how rare this lineage is: exp(-score) can fall no lower than its share of a list."""
        parts = (self.table.parts[a] >= 0).sum(axis=1), (self.table.parts[b] >= 0).sum(axis=1)
        kind = np.where(parts[0] == parts[1], 0, 1)
        chance = np.maximum(self._lineage_chance[0][kind, a], self._lineage_chance[1][kind, b])
        return np.asarray(-np.log(np.exp(-lineage.clip(-30, 30)) + chance), dtype=np.float32)

    def _weights(self, found: Cells, own: Array | None) -> Weights:
        lineage = np.zeros(found.there.shape, dtype=np.float32)
        taught = None if own is None else np.broadcast_to(own, found.there.shape)
        lineage[found.there] = self._part_scores(
            found.x, found.y, found.level[found.there], 1, 0.0 if taught is None else taught[found.there]
        )
        begins = found.there[:2, :2]
        first = np.zeros(begins.shape, dtype=np.float32)
        x, y = (np.broadcast_to(side, begins.shape)[begins] for side in (found.a.T[:2, None], found.b.T[None, :2]))
        first[begins] = self._part_scores(
            x, y, found.level[:2, :2][begins], 0, 0.0 if taught is None else taught[:2, :2][begins]
        )
        gap = float(np.clip(np.log(self.model.missing / 0.35), -3.0, -0.5))
        return Weights(first, lineage, self._apart(found), gap, self.settings.first_gap, self.settings.swap)

    def _apart(self, found: Cells) -> Scores:
        """The score of one word against two that make it: as rare as that word, and as rarely run together."""
        score = np.zeros(found.there.shape, dtype=np.float32)
        for apart, side, one in ((found.apart_b, found.a, 0), (found.apart_a, found.b, 1)):
            i, j, pair = np.nonzero(apart)
            part = side[pair, i if one == 0 else j]
            rarity = self._log_u[one][1][alignment.SKELETON, part]
            score[i, j, pair] = (np.log(self.settings.run_together) - rarity).clip(0, self.settings.most_for_a_part)
        return score

    def _part_scores(self, x: Any, y: Any, level: Any, kind: int, own: Any) -> Scores:
        """Log-likelihood ratio of part `x` answered by `y`: their level, their rarity, and what was learned of the two."""
        of_x, of_y = self._by_part[kind]
        score = of_x[level, x] + of_y[level, y]
        code = x.astype(np.int64) * len(self.table.vocabulary.parts) + y
        here = np.flatnonzero(self._may_be_known[code & _KNOWN_MASK])
        at = np.searchsorted(self._variant_codes, code[here])
        known = self._variant_codes[np.minimum(at, len(self._variant_codes) - 1)] == code[here] if len(here) else here
        here, at = here[known], at[known]
        n = np.maximum(self._variant_counts[at] - (own[here] if np.ndim(own) else own) - 0.05, 0)
        score[here] = self._learned_scores(x[here], y[here], level[here], kind, n)
        return np.asarray(score.clip(self.settings.least_for_a_part, self.settings.most_for_a_part), dtype=np.float32)

    def _learned_scores(self, x: Any, y: Any, level: Any, kind: int, n: Array) -> Array:
        """The score of two parts of which the one was answered `n` times by the other in likely pairs."""
        m, k = self._log_m[kind][level], self.settings.variant_strength
        u_y, u_x = self._log_u[1][kind], self._log_u[0][kind]
        right = (n / np.exp(u_y[0, y]) + k * np.exp(m - u_y[level, y])) / (self._seen[0][x] + k)
        left = (n / np.exp(u_x[0, x]) + k * np.exp(m - u_x[level, x])) / (self._seen[1][y] + k)
        return np.asarray((np.log(left) + np.log(right)) / 2)

    def _steps(self, a: Ints, b: Ints) -> dict[str, NDArray[np.int8]]:
        """For each field the number of its level (age step, birth level, day level, place level, sex), -1 where unknown."""
        t = self.table
        return {
            "age": _age_step(t.age[a], t.age[b]),
            "birth": _birth_level(t.birth, self._calendar, a, b),
            "day": _day_level(t.day[a], t.day[b]),
            "place": _place_level(t, a, b),
            "sex": np.where((t.sex[a] > 0) & (t.sex[b] > 0), (t.sex[a] != t.sex[b]).astype(np.int8), np.int8(-1)),
        }

    def _fields(self, a: Ints, b: Ints, steps: Mapping[str, NDArray[np.int8]]) -> tuple[Scores, Scores, Scores]:
        t, m = self.table, self.model
        whole = np.nan_to_num(t.age[a], nan=0).astype(np.int64).clip(0, 120)
        age = np.where(steps["age"] >= 0, np.log(np.array(m.age))[steps["age"]] - self._ages[whole, steps["age"]], 0)
        birth = self._level_score("birth", m.birth, steps["birth"], t.birth[b])
        settled = steps["birth"] >= 0
        age = np.where(settled, birth, age)
        day = self._level_score("day", m.day, steps["day"], t.day[b])
        place = self._level_score("place", m.place, steps["place"], t.place[b])
        return age.astype(np.float32), day.astype(np.float32), place.astype(np.float32)

    def _level_score(self, name: str, m: tuple[float, ...], level: Any, value: Any) -> Array:
        """m against chance; for "same" the chance is how common that very value is."""
        chance = self._chance[name]
        u = chance.levels[level]
        u = np.where(level == 0, chance.of_value(value), u)
        return np.asarray(np.where(level >= 0, np.log(np.array(m))[level] - np.log(u), 0))

    def _sex(self, a: Ints, b: Ints, first: Scores) -> Scores:
        """Another sex speaks against; the same one says something only where the first names do not say it already."""
        level = self.table.sex[a], self.table.sex[b]
        known = (level[0] > 0) & (level[1] > 0)
        differs = np.log(self.model.other_sex / 0.5)
        same = np.where(first > 0, 0.0, np.log((1 - self.model.other_sex) / 0.5))
        return np.where(known, np.where(level[0] == level[1], same, differs), 0).astype(np.float32)

    # -------------------------------------------------------------------------------------------- relatives

    def relatives_linked(self, partnered: Array) -> None:
        """Relatives who have a partner of their own do not compete for one entry: where on lists free of duplicates three of
        four brothers are linked, the fourth's lineage is as rare as that of an only child. `partnered`: for each row the
        probability that it has one."""
        self._partnered = np.minimum(partnered, 1)
        self._lineage_chance = [lineages.chance(self._partnered) for lineages in self._lineages]

    def relatives(self, a: Ints, b: Ints) -> tuple[Ints, Ints]:
        """How many others have the lineage of these entries, on the list that has more, and how many of them are linked."""
        every, linked = np.ones(len(self.table)), (self._partnered > 0.5).astype(np.float64)
        counts = [[side.others(weight)[0] for side in self._lineages] for weight in (every, linked)]
        left = counts[0][0][a] >= counts[0][1][b]
        told = (np.where(left, by_side[0][a], by_side[1][b]).astype(np.int64) for by_side in counts)
        return next(told), next(told)

    # -------------------------------------------------------------------------------------------- learning

    def _learn_tables(self) -> None:
        self._log_m = [np.log(np.array(self.model.first)), np.log(np.array(self.model.lineage))]
        self._log_u = [[names.log_u(self.table, kind, self._near[kind]) for kind in (0, 1)] for names in self._names]
        self._most_lineage = np.float32(-np.log(1 / max(len(self.rows_right), 2)))
        number = {part.folded: n for n, part in enumerate(self.table.vocabulary.parts)}
        known = [(number[x], number[y], n) for (x, y), n in self.model.variants.items() if x in number and y in number]
        x, y = (np.array([pair[k] for pair in known], dtype=np.int64) for k in (0, 1))
        size = len(self.table.vocabulary.parts)
        order = np.argsort(x * size + y, kind="stable")
        self._variant_codes = (x * size + y)[order]
        self._variant_counts = np.array([n for _, _, n in known], dtype=np.float64)[order]
        self._seen = [np.bincount(side[order], weights=self._variant_counts, minlength=size) for side in (x, y)]
        self._may_be_known = np.zeros(_KNOWN_MASK + 1, dtype=np.bool_)
        self._may_be_known[self._variant_codes & _KNOWN_MASK] = True
        self._by_part = [self._scores_by_part(kind) for kind in (0, 1)]

    def _scores_by_part(self, kind: int) -> tuple[Scores, Scores]:
        """What a part of the left list adds to the score of two parts at each level, and what one of the right list adds,
        where the one was never seen to answer the other: their score is the sum of the two."""
        k = self.settings.variant_strength
        left, right = (
            (self._log_m[kind][:, None] - self._log_u[side][kind] + np.log(k / (self._seen[side] + k))) / 2 for side in (0, 1)
        )
        return left.astype(np.float32), right.astype(np.float32)

    def learned(self, a: Ints, b: Ints, weight: Array, share: float) -> Model:
        """The model that these pairs teach, each counted by its `weight` (the probability that it is one person)."""
        found, weights, best, way, _ = self._aligned(a, b)
        pair, i, j = alignment.trace(found, weights, best, way)
        w = weight[pair]
        both = (i >= 0) & (j >= 0)
        level = np.where(both, found.level[i, j, pair], 0)
        is_first = both & (i == 0) & (j == 0)
        later = both & ~is_first
        strength = self.settings.strength
        default = self.start
        lineage_parts = (w[later].sum() + w[~both].sum()) or 1.0
        missing = (w[~both].sum() + strength * default.missing) / (lineage_parts + strength)
        steps = self._steps(a, b)
        sex = _counted(steps["sex"], weight, (1 - default.other_sex, default.other_sex), strength)
        return Model(
            first=_counted(level[is_first], w[is_first], default.first, strength),
            lineage=_counted(level[later], w[later], default.lineage, strength),
            missing=float(missing),
            age=_counted(steps["age"], weight, default.age, strength),
            birth=_counted(steps["birth"], weight, default.birth, strength),
            day=_counted(steps["day"], weight, default.day, strength),
            place=_counted(steps["place"], weight, default.place, strength),
            other_sex=sex[1],
            share=share,
            variants=self._variants(found.a[pair[both], i[both]], found.b[pair[both], j[both]], w[both]),
        )

    def _variants(self, x: Any, y: Any, weight: Array) -> dict[tuple[str, str], float]:
        size = len(self.table.vocabulary.parts)
        codes, inverse = np.unique(x.astype(np.int64) * size + y, return_inverse=True)
        counts = np.bincount(inverse, weights=weight, minlength=len(codes))
        parts = self.table.vocabulary.parts
        return {
            (parts[c // size].folded, parts[c % size].folded): round(float(n), 3)
            for c, n in zip(codes.tolist(), counts, strict=True)
        }

    def with_model(self, model: Model) -> Scorer:
        self.model = model
        self._learn_tables()
        return self


def _starting_model(table: Table, left: Ints, right: Ints) -> Model:
    """The starting values; between two scripts no part can be written the same, so that its sound or skeleton must be."""
    script = table.vocabulary.script
    shares = [
        np.bincount(script[table.parts[rows][table.parts[rows] >= 0]], minlength=4) / max(len(rows), 1)
        for rows in (left, right)
    ]
    shares = [share / max(share.sum(), 1e-9) for share in shares]
    same = float((shares[0] * shares[1]).sum()) if len(left) and len(right) else 1.0
    model = Model()
    return replace(model, first=_without_same(model.first, same), lineage=_without_same(model.lineage, same))


def _without_same(m: tuple[float, ...], same_script: float) -> tuple[float, ...]:
    moved = m[alignment.SAME] * (1 - same_script)
    values = list(m)
    values[alignment.SAME] -= moved - 0.001
    values[alignment.SOUND] += 0.65 * moved
    values[alignment.SKELETON] += 0.35 * moved
    return tuple(value / sum(values) for value in values)


def _counted(level: Any, weight: Any, default: tuple[float, ...], strength: float) -> tuple[float, ...]:
    known = level >= 0
    counts = np.bincount(level[known].astype(np.int64), weights=weight[known], minlength=len(default))
    share = (counts + strength * np.array(default)) / (counts.sum() + strength)
    return tuple(float(value) for value in share / share.sum())


class QuickScores:
    """A cheap upper estimate of the evidence, to drop hopeless pairs before their names are aligned: rarity of the parts that
    share a skeleton, whether the first ones do, and how far age or birth date and sex agree, against the odds of meeting by
    chance."""

    def __init__(self, table: Table) -> None:
        self.table = table
        skeletons = np.where(table.parts >= 0, table.vocabulary.skeleton[table.parts], np.int32(-1)).T
        self._left = np.ascontiguousarray(skeletons)
        self._right = np.where(self._left >= 0, self._left, np.int32(-2))
        self._joined = np.ascontiguousarray(np.where(table.run_together >= 0, table.run_together, np.int32(-3)).T)
        self._calendar = _calendar(table.birth)
        self._rarity: dict[int, Scores] = {}

    def __call__(self, lists: tuple[int, int], pairs: tuple[Ints, Ints]) -> Scores:
        a, b = pairs
        t = self.table
        if lists[1] not in self._rarity:
            self._rarity[lists[1]] = _rarity(t, lists[1])
        found = self._names(a, b, self._rarity[lists[1]])
        age, birth = _age_step(t.age[a], t.age[b]), _birth_level(t.birth, self._calendar, a, b)
        found += _QUICK_BIRTH[birth + 1]
        found += np.where(birth >= 0, np.float32(0), _QUICK_AGE[age + 1])
        found += _QUICK_DAY[_day_level(t.day[a], t.day[b]) + 1]
        found += _QUICK_REGION[_region_level(t, a, b) + 1]
        found += np.where((t.sex[a] ^ t.sex[b]) == _OTHER_SEX, np.float32(-3), np.float32(0))
        return np.asarray(found - np.float32(np.log(max(int((t.list == lists[1]).sum()), 2))), dtype=np.float32)

    def _names(self, a: Ints, b: Ints, rarity: Scores) -> Scores:
        """What the shared parts weigh; two neighbouring parts count together where the other name has them as one word."""
        x, y = [row[a] for row in self._left], [row[b] for row in self._right]
        found = np.zeros(len(a), dtype=np.float32)
        for part in x:
            shared = part == y[0]
            for other in y[1:]:
                shared |= part == other
            found += np.where(shared, rarity[part], np.where(part >= 0, np.float32(-1), np.float32(0)))
        found += np.where((x[0] != y[0]) & (x[0] >= 0) & (y[0] >= 0), np.float32(-2), np.float32(0))
        for rows, parts in ((a, y), (b, x)):
            for column in self._joined:
                joined = column[rows]
                here = np.flatnonzero(joined >= 0)
                same = np.logical_or.reduce([joined[here] == other[here] for other in parts])
                found[here] += np.where(same, rarity[joined[here]] + np.float32(2), np.float32(0))
        return found


_OTHER_SEX = 1 ^ 2

# By level, the unknown first.
_QUICK_BIRTH = np.array([0, 9, 6, 4, 0.5, -2, -3.5], dtype=np.float32)
_QUICK_AGE = np.array([0, 2.5, 3.5, 3.5, 3.5, 2.5, -1, -2, -3], dtype=np.float32)
_QUICK_DAY = np.array([0, 6, 5, 4, 3, 1, -2], dtype=np.float32)
_QUICK_REGION = np.array([0, 3, -2], dtype=np.float32)


def _region_level(table: Table, a: Ints, b: Ints) -> NDArray[np.int8]:
    known = (table.region[a] >= 0) & (table.region[b] >= 0)
    return np.where(known, np.where(table.region[a] == table.region[b], 0, 1), -1).astype(np.int8)


def _rarity(table: Table, number: int) -> Scores:
    """Minus the logarithm of how common each skeleton is in a list."""
    parts = table.parts[table.list == number]
    skeleton = table.vocabulary.skeleton
    count = np.bincount(skeleton[parts[parts >= 0]], minlength=int(skeleton.max(initial=0)) + 1) + 0.5
    return np.asarray(-np.log(count / count.sum() * 3), dtype=np.float32).clip(0.5, 8)


# ------------------------------------------------------------------------------------------------ chance

_UNSEEN = 30
"""Entries that a short list is taken to have besides its own, so that a name is not common for standing there once."""

# How often two entries or parts taken by chance stand at each level, where the lists are too short to tell.
_PART_CHANCE = (0.01, 0.005, 0.005, 0.005, 0.005, 0.015, 0.04, 0.08, 0.005, 0.83)
_BIRTH_CHANCE = (0.0005, 0.0005, 0.004, 0.02, 0.03, 0.945)
_DAY_CHANCE = (0.003, 0.006, 0.012, 0.024, 0.1, 0.855)
_PLACE_CHANCE = (0.03, 0.01, 0.01, 0.2, 0.75)


class _NameFrequencies:
    """How common each part is in a list, as a first name and within lineages: by itself, by its sound, by its skeleton."""

    def __init__(self, table: Table, rows: Ints) -> None:
        parts = table.parts[rows]
        words = table.vocabulary
        self.same: list[Array] = []
        self.sound: list[Array] = []
        self.skeleton: list[Array] = []
        for used in (parts[:, :1], parts[:, 1:]):
            used = used[used >= 0]
            count = np.bincount(used, minlength=len(words.parts)).astype(np.float64)
            total = count.sum() + _UNSEEN
            self.same.append((count + 0.5) / total)
            for values, kept in ((words.sound, self.sound), (words.skeleton, self.skeleton)):
                grouped = np.bincount(values, weights=count)
                kept.append(((grouped + 0.5) / total)[values])

    def log_u(self, table: Table, kind: int, near: Array) -> Array:
        size = len(table.vocabulary.parts)
        out = np.empty((len(LEVELS), size))
        out[alignment.SAME] = np.log(self.same[kind])
        out[alignment.SOUND] = np.log(self.sound[kind])
        out[alignment.SKELETON] = out[alignment.VOWELS] = np.log(self.skeleton[kind])
        for level in range(alignment.VERY_NEAR, len(LEVELS)):
            out[level] = np.log(near[level])
        return out


def _chance_of_levels(table: Table, left: Ints, right: Ints, kind: int) -> Array:
    """How often two parts taken by chance stand at each level."""
    rng = np.random.default_rng(20260101)
    slots = slice(0, 1) if kind == 0 else slice(1, SLOTS)
    x, y = table.parts[left][:, slots].ravel(), table.parts[right][:, slots].ravel()
    x, y = x[x >= 0], y[y >= 0]
    if not len(x) or not len(y):
        return np.array(_PART_CHANCE)
    n = 100_000
    found = alignment.levels(x[rng.integers(len(x), size=n)], y[rng.integers(len(y), size=n)], table.vocabulary)
    there = min(float(len(x)) * len(y), n)
    counts = there / n * np.bincount(found, minlength=len(LEVELS)) + _UNSEEN * np.array(_PART_CHANCE)
    return np.asarray(counts / counts.sum())


@dataclass(frozen=True, slots=True)
class _Chance:
    """How often two entries taken by chance stand at each level of a field, and how common each value is."""

    levels: Array
    values: Ints
    shares: Array

    def of_value(self, value: Any) -> Array:
        if not len(self.values):
            return np.full(len(value), self.levels[0])
        at = np.minimum(np.searchsorted(self.values, value), len(self.values) - 1)
        return np.asarray(np.where(self.values[at] == value, self.shares[at], self.shares.min()))


def _chance_levels(table: Table, left: Ints, right: Ints) -> dict[str, _Chance]:
    rng = np.random.default_rng(20260102)
    n = 200_000 if len(left) and len(right) else 0
    a, b = (rows[rng.integers(len(rows), size=n)] if n else np.empty(0, np.int64) for rows in (left, right))
    births = _birth_level(table.birth, _calendar(table.birth), a, b)
    return {
        "birth": _chance(births, _BIRTH_CHANCE, table.birth[left], table.birth[right]),
        "day": _chance(_day_level(table.day[a], table.day[b]), _DAY_CHANCE, table.day[left], table.day[right]),
        "place": _chance(_place_level(table, a, b), _PLACE_CHANCE, table.place[left], table.place[right]),
    }


def _chance(level: Any, start: tuple[float, ...], left: Any, right: Any) -> _Chance:
    """Chance levels from pairs taken by chance; a list that hardly gives the field leaves them at their starting values."""
    counts = np.bincount(level[level >= 0].astype(np.int64), minlength=len(start))
    there = min(float((left >= 0).sum()) * float((right >= 0).sum()), float(counts.sum()))
    levels = there * counts / max(counts.sum(), 1) + _UNSEEN * np.array(start)
    known, number = np.unique(right[right >= 0], return_counts=True)
    return _Chance(levels / levels.sum(), known, (number + 0.5) / (number.sum() + _UNSEEN))


def _age_chances(table: Table, right: Ints) -> Array:
    """Log chance of each age step for a person of each whole age, from the ages of the other list."""
    ages = table.age[right]
    whole = ages[np.isfinite(ages)].astype(np.int64).clip(0, 120)
    count = np.bincount(whole, minlength=121) + 0.5
    share = np.convolve(count, np.ones(3) / 3, mode="same")
    share = share / share.sum()
    steps = np.subtract.outer(np.arange(121), np.arange(121)).T  # [mine, theirs] = theirs - mine
    level = _age_step(np.zeros_like(steps, dtype=np.float32), steps.astype(np.float32))
    out = np.zeros((121, len(AGE_STEPS)))
    for step in range(len(AGE_STEPS)):
        out[:, step] = np.log(np.where(level == step, share[None, :], 0).sum(axis=1) + 1e-5)
    return out


class _Lineages:
    """The rows of a list that share a lineage: whole (the skeletons of all parts after the first) or in outline (those of the
    second and the last alone, for names of which one leaves out a part)."""

    def __init__(self, table: Table, rows: Ints) -> None:
        self._rows, self._size = rows, len(table)
        parts = table.parts[rows]
        skeletons = np.where(parts >= 0, table.vocabulary.skeleton[parts], -1)
        last = skeletons[np.arange(len(rows)), np.maximum((parts >= 0).sum(axis=1) - 1, 0)]
        columns = skeletons[:, 1:], np.stack([skeletons[:, 1], last], axis=1)
        self._groups = [np.unique(mixed(*kind.T), return_inverse=True)[1] for kind in columns]

    def others(self, weight: Array) -> Array:
        """The weight of all other rows of the same lineage: [whole or outline, row]; `weight` is one number for each row."""
        out = np.zeros((2, self._size))
        mine = weight[self._rows]
        for kind, group in enumerate(self._groups):
            out[kind, self._rows] = np.bincount(group, weights=mine)[group] - mine if len(group) else 0
        return out

    def chance(self, partnered: Array) -> Array:
        """How likely a row that is somebody else's has this lineage by chance, the row itself counted by half."""
        return (self.others(1 - partnered) + 0.5) / (len(self._rows) + _UNSEEN)


# ------------------------------------------------------------------------------------------------ levels


def _age_step(a: Any, b: Any) -> NDArray[np.int8]:
    step = np.floor(b) - np.floor(a)
    known = np.isfinite(step)
    near = np.nan_to_num(step, nan=0).clip(-2, 2) + 2
    size = np.abs(np.nan_to_num(step, nan=0))
    out = np.where(size <= 2, near, np.where(size <= 5, 5, np.where(size <= 10, 6, 7)))
    return np.where(known, out, -1).astype(np.int8)


_EPOCH = np.datetime64("0001-01-01", "D")


def _calendar(day: Any) -> NDArray[np.int32]:
    """Year, month and day of the month of each day number."""
    dates = _EPOCH + (np.maximum(day, 1).astype(np.int64) - 1)
    months = dates.astype("datetime64[M]").astype(np.int64)
    parts = months // 12, months % 12 + 1, (dates - dates.astype("datetime64[M]")).astype(np.int64) + 1
    return np.stack(parts).astype(np.int32)


def _birth_level(birth: Any, calendar: NDArray[np.int32], a: Ints, b: Ints) -> NDArray[np.int8]:
    """The birth level of each pair of rows; `birth` and `calendar` are those of all rows."""
    out = np.full(len(a), -1, dtype=np.int8)
    known = np.flatnonzero((birth[a] >= 0) & (birth[b] >= 0))
    left, right = a[known], b[known]
    (ya, ma, da), (yb, mb, db) = calendar[:, left], calendar[:, right]
    same_year = ya == yb
    agree = same_year.astype(np.int8) + (ma == mb) + (da == db)
    swapped = same_year & (ma == db) & (da == mb)
    apart = np.abs(birth[left].astype(np.int64) - birth[right])
    out[known] = np.select([agree == 3, swapped, agree == 2, same_year, apart <= 366], [0, 1, 2, 3, 4], 5)
    return out


def _day_level(a: Any, b: Any) -> NDArray[np.int8]:
    apart = np.abs(a.astype(np.int64) - b)
    out = np.searchsorted(np.array([0, 1, 3, 7, 31]), apart, side="left")
    return np.where((a >= 0) & (b >= 0), out, -1).astype(np.int8)


def _place_level(table: Table, a: Ints, b: Ints) -> NDArray[np.int8]:
    known = (table.place[a] >= 0) & (table.place[b] >= 0)
    same, region = table.place[a] == table.place[b], table.region[a] == table.region[b]
    out = np.where(same & region, 0, np.where(same, 2, np.where(region, 3, 4)))
    open_rows = np.flatnonzero(known & region & ~same)
    if len(open_rows):
        names = np.array(table.places, dtype=object)
        left, right = names[table.place[a[open_rows]]], names[table.place[b[open_rows]]]
        likeness = cpdist(list(left), list(right), scorer=JaroWinkler.similarity, dtype=np.float32)
        out[open_rows[np.asarray(likeness) >= 0.88]] = 1
    return np.where(known, out, -1).astype(np.int8)


def to_json(model: Model) -> dict[str, Any]:
    """The model as readable JSON data."""
    data = asdict(model)
    data["variants"] = [[x, y, n] for (x, y), n in sorted(model.variants.items())]
    return data


def from_json(data: Mapping[str, Any]) -> Model:
    """The model of `to_json`'s data."""
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    plain["variants"] = {(x, y): n for x, y, n in data.get("variants", [])}
    return Model(**plain)
