"""The engine of one machine: a pool of processes over its cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")

SMALL = 32
"""Fewer inputs than this are not worth a pool."""


class Engine(Protocol):
    """Maps a pure, picklable function over inputs; results come in the order of the inputs."""

    def map(self, function: Callable[[A], B], inputs: Iterable[A], *, chunk: int = 16) -> Iterator[B]: ...


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


LOCAL = LocalEngine()
SERIAL = LocalEngine(workers=1)
