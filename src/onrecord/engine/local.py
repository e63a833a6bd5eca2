"""The engine of one machine: a pool of processes over its cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")
K = TypeVar("K", int, str)
S = TypeVar("S")

SMALL = 32
"""Fewer inputs than this are not worth a pool."""


class Engine(Protocol):
    """Who works. What it is handed is pure and can be pickled, and results come in the order of the inputs."""

    def map(self, function: Callable[[A], B], inputs: Iterable[A], *, chunk: int = 16) -> Iterator[B]:
        """The function of every input."""

    def map_with(
        self, function: Callable[[S, A], B], shared: S, inputs: Iterable[A], *, chunk: int = 1, small: int = 2
    ) -> Iterator[B]:
        """The function of something large that all calls read, sent to each worker once, and of every input.

        With fewer inputs than `small` no worker is started.
        """

    def join(self, function: Callable[[K, list[A]], B], keyed: Iterable[tuple[K, A]]) -> Iterator[B]:
        """The function of each key and all that goes with it, in the order of the keys."""


class LocalEngine:
    """A process pool over `workers` cores; with one worker, or few inputs, everything runs in this process."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1

    def map(self, function: Callable[[A], B], inputs: Iterable[A], *, chunk: int = 16) -> Iterator[B]:
        iterator = iter(inputs)
        first = list(islice(iterator, SMALL))
        if self.workers == 1 or len(first) < SMALL:
            yield from map(function, chain(first, iterator))
            return
        with multiprocessing.get_context().Pool(self.workers) as pool:
            yield from pool.imap(function, chain(first, iterator), chunksize=chunk)

    def map_with(
        self, function: Callable[[S, A], B], shared: S, inputs: Iterable[A], *, chunk: int = 1, small: int = 2
    ) -> Iterator[B]:
        iterator = iter(inputs)
        first = list(islice(iterator, small))
        if self.workers == 1 or len(first) < small:
            yield from (function(shared, value) for value in chain(first, iterator))
            return
        # Where processes are forked, `shared` is not copied: parent and workers read the same memory.
        with multiprocessing.get_context().Pool(self.workers, _remember, (function, shared)) as pool:
            yield from pool.imap(_call, chain(first, iterator), chunksize=chunk)

    def join(self, function: Callable[[K, list[A]], B], keyed: Iterable[tuple[K, A]]) -> Iterator[B]:
        gathered: dict[K, list[A]] = {}
        for key, value in keyed:
            gathered.setdefault(key, []).append(value)
        for key in sorted(gathered):
            yield function(key, gathered.pop(key))


_REMEMBERED: list[Any] = []


def _remember(function: Callable[[Any, Any], Any], shared: object) -> None:
    _REMEMBERED[:] = [function, shared]


def _call(value: object) -> Any:
    function, shared = _REMEMBERED
    return function(shared, value)


LOCAL = LocalEngine()
SERIAL = LocalEngine(workers=1)
