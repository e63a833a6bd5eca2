"""The index: what lineage keeps of the documents it has seen, so that only new ones have to be compared."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from onrecord.engine import LOCAL, Engine
from onrecord.errors import InputError
from onrecord.lineage import seeds
from onrecord.lineage.chains import CELL, Chains, Texts, chains_between, distinctive, families, in_order
from onrecord.lineage.comparison import Archive, compare
from onrecord.lineage.direction import minute_of
from onrecord.lineage.letters import BLOCK, POSITION_BITS, RANGES, Batch, Marks, batches, groups, read_batches
from onrecord.model import Document, DocumentLink

FORMAT = "onrecord lineage index 2"

_PORTION = 1 << 19
"""Equal fingerprints looked at in one go."""

_ROUND = 24_000_000
"""Fingerprints for which one round of joining is enough to keep memory in bounds."""


class Index:
    """Documents and their fingerprints. `add` puts documents in, `links` compares those that are new with all."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._known: set[str] = set()
        self._texts: list[bytes] = []
        self._earliest: list[int | None] = []
        self._latest: list[int | None] = []
        self._minutes: list[int | None] = []
        self._letters: list[NDArray[np.uint8]] = []
        self._starts: list[NDArray[np.int64]] = []
        self._lengths: list[NDArray[np.int64]] = []
        self._old: list[Marks] = [np.zeros(0, np.uint64) for _ in range(RANGES)]
        self._new: list[list[Marks]] = [[] for _ in range(RANGES)]
        self._families = np.zeros(0, np.int32)
        self._size = 0

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, document: object) -> bool:
        return document in self._known

    def add(self, documents: Iterable[Document], *, engine: Engine = LOCAL) -> int:
        """Put documents in; those that it has already are left out. Returns how many are new."""
        before = len(self)
        for batch in engine.map(read_batches, groups(batches(self._taken(documents))), chunk=1):
            self._put(batch)
        return len(self) - before

    def _taken(self, documents: Iterable[Document]) -> Iterator[str]:
        for document in documents:
            if document.id in self._known:
                continue
            self._known.add(document.id)
            self._ids.append(document.id)
            self._texts.append(document.text.encode("utf-8", "replace"))
            published = document.published
            self._earliest.append(published.start.toordinal() if published and published.start else None)
            self._latest.append(published.end.toordinal() if published and published.end else None)
            self._minutes.append(minute_of(published))
            yield document.text

    def _put(self, batch: Batch) -> None:
        self._letters.append(batch.letters)
        self._starts.append(batch.starts + self._size)
        self._lengths.append(batch.lengths)
        for part, marks in zip(self._new, batch.marks, strict=True):
            part.append(marks + np.uint64(self._size))
        self._size += len(batch.letters)

    def links(self, *, engine: Engine = LOCAL) -> list[DocumentLink]:
        """The links of documents added since the last call, among each other and with the older ones, by `a` and `b`."""
        if len(self) == len(self._families):
            return []
        texts, holders = self._texts_and_holders()
        touched = [self._merged(part) for part in range(RANGES)]
        chains = self._chains(touched, texts, holders, engine)
        known = np.concatenate([self._families, np.arange(len(self._families), len(self), dtype=np.int32)])
        self._families = families(chains, texts.lengths, known)
        spread = self._spread(touched, texts, holders)
        del touched
        kept = (distinctive(part, spread, texts) for part in chains)
        candidates = in_order([part for part in kept if part is not None], self._families)
        if candidates is None:
            return []
        days = self._earliest, self._latest, self._minutes
        archive = Archive(self._ids, self._texts, *days, texts.starts, texts.lengths, spread)
        found = [link for links in engine.map_with(compare, archive, candidates.portions(500), small=8) for link in links]
        return sorted(found, key=lambda link: (link.a, link.b))

    def _texts_and_holders(self) -> tuple[Texts, seeds.Holders]:
        letters = _one(self._letters, np.uint8)
        starts, lengths = _one(self._starts, np.int64), _one(self._lengths, np.int64)
        number = np.arange(len(self), dtype=np.int32)
        of_block = np.repeat(number, np.maximum(-(-lengths // BLOCK), 1))
        by_id, by_date = np.empty(len(self), np.int64), np.empty(len(self), np.int64)
        of_id = np.array(sorted(range(len(self)), key=self._ids.__getitem__), np.int64)
        by_id[of_id] = number
        by_date[sorted(range(len(self)), key=self._age)] = number
        texts = Texts(letters, starts, lengths, by_id, of_id, of_block)
        return texts, seeds.Holders(of_block, by_date, len(self._families))

    def _age(self, document: int) -> tuple[int, int, str]:
        earliest, minute = self._earliest[document], self._minutes[document]
        return (1 << 30 if earliest is None else earliest), (1 << 40 if minute is None else minute), self._ids[document]

    def _merged(self, part: int) -> Marks:
        """The new fingerprints of a range and the old ones that equal them; the new are put with the old."""
        new = np.sort(np.concatenate([np.zeros(0, np.uint64), *self._new[part]]))
        self._new[part] = []
        old = self._old[part]
        if not len(old):
            self._old[part] = new
            return new
        self._old[part] = np.sort(np.concatenate([old, new]))
        return seeds.touched_by(old, new)

    def _chains(self, touched: list[Marks], texts: Texts, holders: seeds.Holders, engine: Engine) -> list[Chains]:
        total = sum(map(len, touched))
        rounds = 1 + total // _ROUND
        number = min(max(total // (_PORTION * rounds), 1), 250)
        result: list[Chains] = []
        for turn in range(rounds):
            buckets = seeds.Buckets(holders, number, (turn, rounds))
            for pairs in engine.join(partial(_pairs_of_range, holders), enumerate(touched)):
                buckets.put(pairs)
            found = engine.map_with(_chains_of_bucket, texts, buckets.take(), small=4)
            result.extend(part for part in found if part is not None)
        return result

    def _spread(self, touched: list[Marks], texts: Texts, holders: seeds.Holders) -> NDArray[np.uint8]:
        """For each `CELL` letters of the index, in how many different texts their wording stands; 0 for one alone."""
        spread = np.zeros(len(texts.letters) // CELL + 1, np.uint8)
        for marks in touched:
            seeds.note_spread(seeds.groups_of(marks, holders), self._families, CELL, spread)
        return spread

    def to_bytes(self) -> bytes:
        """The index as bytes, for `from_bytes`. Links among documents added since the last `links` are not lost."""
        days = {"earliest": self._earliest, "latest": self._latest, "minutes": self._minutes}
        head = {"format": FORMAT, "ids": self._ids, **days}
        old = [np.sort(np.concatenate([old, *new])) for old, new in zip(self._old, self._new, strict=True)]
        arrays: dict[str, NDArray[Any]] = {
            "head": np.frombuffer(json.dumps(head).encode(), np.uint8),
            "texts": np.frombuffer(b"".join(self._texts), np.uint8),
            "text_sizes": np.array([len(text) for text in self._texts], np.int64),
            "letters": _one(self._letters, np.uint8),
            "starts": _one(self._starts, np.int64),
            "lengths": _one(self._lengths, np.int64),
            "families": self._families,
            "marks": np.concatenate(old),
            "mark_sizes": np.array([len(part) for part in old], np.int64),
        }
        out = io.BytesIO()
        np.savez(out, allow_pickle=False, **arrays)
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Index:
        """The index of `to_bytes`. Raises InputError for bytes that are none, or those of another version."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                return cls._from_arrays({name: arrays[name] for name in arrays.files})
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise InputError(f"This is no index that lineage can go on with ({error}). Leave it out to start anew.") from None

    @classmethod
    def _from_arrays(cls, arrays: dict[str, NDArray[Any]]) -> Index:
        head = json.loads(arrays["head"].tobytes())
        if head["format"] != FORMAT:
            raise ValueError(f"it is of the format {head['format']!r}")
        index = cls()
        index._ids, index._minutes = head["ids"], head["minutes"]
        index._earliest, index._latest = head["earliest"], head["latest"]
        index._known = set(index._ids)
        texts = arrays["texts"].tobytes()
        ends = np.cumsum(arrays["text_sizes"]).tolist()
        index._texts = [texts[start:end] for start, end in zip([0, *ends], ends, strict=False)]
        index._letters, index._starts, index._lengths = [arrays["letters"]], [arrays["starts"]], [arrays["lengths"]]
        index._families, index._size = arrays["families"], len(arrays["letters"])
        marks = np.split(arrays["marks"], np.cumsum(arrays["mark_sizes"])[:-1])
        begun = _begin_of(len(index._families), arrays["starts"], index._size)
        for part, row in enumerate(marks):
            is_new = (row & np.uint64((1 << POSITION_BITS) - 1)) >= np.uint64(begun)
            index._old[part], index._new[part] = row[~is_new], [row[is_new]]
        return index


def _begin_of(document: int, starts: NDArray[np.int64], size: int) -> int:
    return int(starts[document]) if document < len(starts) else size


def _chains_of_bucket(texts: Texts, pairs: seeds.Pairs) -> Chains | None:
    return chains_between(*pairs, texts)


def _pairs_of_range(holders: seeds.Holders, part: int, marks: Sequence[Marks]) -> seeds.Pairs:
    usual, common = seeds.split(seeds.groups_of(np.concatenate(marks) if len(marks) > 1 else marks[0], holders))
    rows = [seeds.pairs_within(usual, holders), seeds.pairs_with_earliest(common, holders)]
    return np.concatenate([one for one, _ in rows]), np.concatenate([two for _, two in rows])


T = TypeVar("T", np.uint8, np.int64)


def _one(arrays: list[NDArray[T]], kind: type[T]) -> NDArray[T]:
    """The arrays as one, which then takes their place."""
    if len(arrays) != 1:
        arrays[:] = [np.concatenate(arrays) if arrays else np.zeros(0, kind)]
    return arrays[0]
