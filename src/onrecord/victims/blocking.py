"""Which pairs of entries are worth comparing: those that share a key that few others have. Splink (DuckDB) makes the pairs.

Keys are numbers: two parts of a name (their skeletons, in either order), three parts, a birth date with one part, a date of
death with a part, a place or an age. A key that too many have is refined by an age that differs by a year at most, or
left out. How many pairs the keys may have missed is estimated on each run (`ceiling`).
"""

from __future__ import annotations

import contextlib
import io
import logging
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import MissingExtraError
from onrecord.victims.fields import SLOTS, Ints, Table, mixed

_BATCH = 1 << 16

Pairs = tuple[Ints, Ints]
"""Row numbers of the first and of the second entry of each pair."""


@dataclass(frozen=True, slots=True)
class Caps:
    """How many pairs one key may make before it is refined or left out, and how much memory (MB) DuckDB may take."""

    key: int = 200
    refined: int = 1000
    triple: int = 2000
    memory: int = 900


@dataclass(frozen=True, slots=True)
class Keys:
    """Rows and their keys, side by side."""

    row: Ints
    key: NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows that are compared: each row's group number (-1: left out). Rows of one group meet only if `within`."""

    number: Ints
    within: bool = False

    @property
    def rows(self) -> Ints:
        return np.flatnonzero(self.number >= 0)

    @property
    def count(self) -> int:
        return int(self.number.max(initial=-1)) + 1


def candidates(table: Table, groups: Groups, caps: Caps) -> Iterator[Pairs]:
    """All pairs of rows that share a key, each once, in batches, in order: Splink's blocking on DuckDB.

    Raises MissingExtraError where Splink is not installed.
    """
    keys = keys_of(table, groups, caps)
    if not len(keys.row):
        return
    pairs = _blocked(keys, groups, caps)
    for start in range(0, len(pairs), _BATCH):
        batch = pairs[start : start + _BATCH]
        yield batch >> 32, batch & 0xFFFFFFFF


def keys_of(table: Table, groups: Groups, caps: Caps) -> Keys:
    """All keys by which the rows of these groups may meet, those that too many share refined or left out."""
    rows = groups.rows
    skeletons = np.where(table.parts >= 0, table.vocabulary.skeleton[table.parts], -1)[rows]
    good, large = _sorted_out(_pair_keys(rows, skeletons, table.run_together[rows]), groups, caps.key)
    kept = [
        good,
        _sorted_out(_beside(large.row, 5, large.key.view(np.int64), _whole_age(table, large.row)), groups, caps.refined)[0],
    ]
    kept.append(_sorted_out(_triples(rows, skeletons), groups, caps.triple)[0])
    kept += [_sorted_out(extra, groups, caps.key)[0] for extra in _date_keys(table, rows, skeletons)]
    return _together(kept)


def ceiling(table: Table, a: Ints, b: Ints, probability: NDArray[np.float64]) -> float:
    """The share of one person's pairs of entries that the keys reach, estimated from the pairs that they did reach, each
    counted by its probability: two parts in common are enough, and what a date reaches as well is not missed."""
    likely = probability > 1e-4
    a, b, probability = a[likely], b[likely], probability[likely]
    x, y = table.parts[a], table.parts[b]
    skeleton = table.vocabulary.skeleton
    same = (x[:, :, None] >= 0) & (y[:, None, :] >= 0) & (skeleton[x][:, :, None] == skeleton[y][:, None, :])
    shared, parts = same.any(axis=2).sum(axis=1), np.minimum((x >= 0).sum(axis=1), (y >= 0).sum(axis=1))
    counted = np.zeros((SLOTS + 1, SLOTS + 1))
    np.add.at(counted, (parts, shared), probability)
    by_date = (table.birth[a] >= 0) & (table.birth[a] == table.birth[b])
    by_date |= (table.day[a] >= 0) & (table.day[b] >= 0) & (np.abs(table.day[a].astype(np.int64) - table.day[b]) <= 1)
    dated = float((by_date * probability).sum() / max(probability.sum(), 1e-9))
    return 1 - unreached_share({n: counted[n, : n + 1].tolist() for n in range(2, SLOTS + 1)}) * (1 - dated)


def unreached_share(counted: Mapping[int, Sequence[float]]) -> float:
    """The share of pairs with fewer than two parts in common, from {parts of the name: pairs with 0, 1, 2 … in common}.

    Parts do not agree independently: who wrote one otherwise wrote the others otherwise too. The odds that one part more
    agrees therefore fall with each that does not, and are taken to go on falling at the rate at which they fall from four to
    three parts in common (Altham's multiplicative binomial, JRSS C 27, 1978).
    """
    fall = _fall_of_odds(counted)
    missed = seen = 0.0
    for n, shared in counted.items():
        reached = sum(shared[2:])
        if n > 2 and shared[2] >= 5 and shared[3] > 0:
            odds = 3 * shared[3] / ((n - 2) * shared[2])
            one = shared[2] * 2 / (n - 1) / (odds * fall)
            unseen = one + one / n / (odds * fall * fall)
        else:
            q = (sum(k * pairs for k, pairs in enumerate(shared)) + 1) / (n * sum(shared) + 2)
            few = (1 - q) ** n + n * q * (1 - q) ** (n - 1)
            unseen = reached * few / (1 - few)
        missed += unseen
        seen += reached
    return missed / (seen + missed) if seen else 0.0


def _fall_of_odds(counted: Mapping[int, Sequence[float]]) -> float:
    """By which factor the odds that one part more agrees fall with a part that does not, in names of four parts and more."""
    told = [(shared[2], n, shared) for n, shared in counted.items() if n > 3 and shared[2] >= 5 and shared[4] > 0]
    if not told:
        return 1.0
    _, n, shared = max(told)
    return min(1.0, 3 * shared[3] / ((n - 2) * shared[2]) * (n - 3) * shared[3] / (4 * shared[4]))


# ------------------------------------------------------------------------------------------------ keys


def _together(found: Sequence[Keys]) -> Keys:
    if not found:
        return Keys(np.empty(0, np.int64), np.empty(0, np.uint64))
    return Keys(np.concatenate([k.row for k in found]), np.concatenate([k.key for k in found]))


def _each_once(rows: Ints, columns: Sequence[tuple[Any, Any]]) -> Keys:
    """The keys of these columns (which rows have one, and theirs), each once for each row, in order of the rows."""
    table = np.zeros((len(rows), len(columns)), dtype=np.uint64)
    for n, (has, keys) in enumerate(columns):
        table[has, n] = keys
    table.sort(axis=1)
    new = table != 0
    new[:, 1:] &= table[:, 1:] != table[:, :-1]
    at, _ = np.nonzero(new)
    return Keys(rows[at], table[new])


def _sorted_out(keys: Keys, groups: Groups, cap: int) -> tuple[Keys, Keys]:
    """Keys that join something within the cap, and keys that join too much; the rest joins nothing."""
    if not len(keys.row):
        return keys, keys
    _, inverse = np.unique(keys.key, return_inverse=True)
    number = groups.number[keys.row]
    total = np.bincount(inverse).astype(np.float64)
    pairs = total * (total - 1) / 2
    if not groups.within:
        for group in range(groups.count):
            own = np.bincount(inverse[number == group], minlength=len(total))
            pairs -= own * (own - 1) / 2
    size = pairs[inverse]
    live, large = (size > 0.5) & (size <= cap), size > cap
    return Keys(keys.row[live], keys.key[live]), Keys(keys.row[large], keys.key[large])


def _pair_keys(rows: Ints, skeletons: Any, joined: Any) -> Keys:
    """Any two parts of a name, in either order; and two neighbouring parts as the one word that somebody writes for them, with
    any other part."""
    columns = []
    for i, j in combinations(range(SLOTS), 2):
        has = skeletons[:, j] >= 0
        columns.append((has, _unordered(skeletons[has, i], skeletons[has, j])))
    for k, other in product(range(SLOTS - 1), range(SLOTS)):
        has = (joined[:, k] >= 0) & (skeletons[:, other] >= 0)
        if other not in (k, k + 1) and has.any():
            columns.append((has, _unordered(joined[has, k], skeletons[has, other])))
    return _each_once(rows, columns)


def _unordered(a: Any, b: Any) -> NDArray[np.uint64]:
    return mixed(2, np.minimum(a, b), np.maximum(a, b))


def _triples(rows: Ints, skeletons: Any) -> Keys:
    columns = []
    for slots in combinations(range(SLOTS - 1), 3):
        has = skeletons[:, slots[2]] >= 0
        three = np.sort(skeletons[has][:, slots], axis=1)
        columns.append((has, mixed(3, three[:, 0], three[:, 1], three[:, 2])))
    return _each_once(rows, columns)


def _whole_age(table: Table, rows: Ints) -> Ints:
    return np.nan_to_num(np.floor(table.age[rows]), nan=-9).astype(np.int64)


def _beside(row: Ints, tag: int, column: Any, value: Any) -> Keys:
    """Keys of what is the same and of a number that may differ by one: two bands of width two, shifted against each other."""
    known = value >= 0
    row, column, value = row[known], column[known], value[known].astype(np.int64)
    return _together([Keys(row, mixed(tag, shift, column, (value + shift) // 2)) for shift in (0, 1)])


def _date_keys(table: Table, rows: Ints, skeletons: Any) -> Iterator[Keys]:
    """A birth date with one part of the name; a date of death, or the day beside it, with a part, a place or an age."""
    birth, day = table.birth[rows], table.day[rows]
    for slot in range(SLOTS):
        here = (birth >= 0) & (skeletons[:, slot] >= 0)
        yield Keys(rows[here], mixed(11, birth[here], skeletons[here, slot]))
        here = (day >= 0) & (skeletons[:, slot] >= 0)
        yield _beside(rows[here], 20, skeletons[here, slot], day[here])
    for tag, column in ((31, table.place[rows]), (32, table.region[rows]), (33, _whole_age(table, rows))):
        here = (day >= 0) & (column >= 0)
        yield _beside(rows[here], tag, column[here], day[here])


# ------------------------------------------------------------------------------------------------ Splink


def _blocked(keys: Keys, groups: Groups, caps: Caps) -> NDArray[np.int64]:
    """The pairs of rows that share a key, the lower row in the upper half of the number, in order, each once."""
    parts = _splink()
    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        settings = {"threads": 2, "memory_limit": f"{caps.memory}MB", "temp_directory": folder}
        settings |= {"autoinstall_known_extensions": False, "preserve_insertion_order": False}
        connection = parts["duckdb"].connect(config=settings)
        with contextlib.closing(connection), contextlib.redirect_stdout(io.StringIO()):
            name = _blocked_table(parts, connection, keys, groups)
            a, b = (f"CAST(join_key_{side} AS BIGINT) % {len(groups.number)}" for side in "lr")
            found = connection.sql(f"SELECT (least({a}, {b}) << 32) | greatest({a}, {b}) AS pair FROM {name}")
            pairs: NDArray[np.int64] = np.array(found.fetchnumpy()["pair"], dtype=np.int64)
    pairs.sort()
    return pairs[np.append(True, pairs[1:] != pairs[:-1])] if len(pairs) else pairs


def _blocked_table(splink: dict[str, Any], connection: Any, keys: Keys, groups: Groups) -> str:
    """Splink's blocking of one table in which a row stands once for each of its keys: whole numbers, and no text, as ids.

    Ids rise from group to group, since Splink keeps pairs of which the first id is the lower one. Two groups that only meet
    each other have their keys in a column each, so that DuckDB does not make the pairs within them.
    """
    group = groups.number[keys.row]
    key = keys.key.view(np.int64)
    array = splink["pyarrow"].array
    columns = {"unique_id": array(keys.row + group * len(groups.number)), "side": array(group)}
    if groups.count == 2 and not groups.within:
        rule = "l.one_key = r.other_key"
        columns |= {"one_key": array(key, mask=group != 0), "other_key": array(key, mask=group != 1)}
    else:
        rule = "l.key = r.key" + ("" if groups.within else " AND l.side <> r.side")
        columns |= {"key": array(key)}
    table = splink["pyarrow"].table(columns)
    settings = splink["SettingsCreator"](
        link_type="dedupe_only", comparisons=[splink["ExactMatch"]("side")], blocking_rules_to_generate_predictions=[rule]
    )
    api = splink["DuckDBAPI"](connection=connection)
    linker = splink["Linker"]([api.register(table, dataset_display_name="keys")], settings, log_level=None)
    name: str = linker.inference.compute_blocked_pairs_for_predict().physical_name
    return name


def _splink() -> dict[str, Any]:
    try:
        import duckdb
        import pyarrow
        from splink import DuckDBAPI, Linker, SettingsCreator
        from splink.comparison_library import ExactMatch
    except ImportError:
        raise MissingExtraError("Linking lists", "victims") from None
    logging.getLogger("splink").setLevel(logging.ERROR)
    found = {"duckdb": duckdb, "pyarrow": pyarrow, "DuckDBAPI": DuckDBAPI, "Linker": Linker}
    return found | {"SettingsCreator": SettingsCreator, "ExactMatch": ExactMatch}
