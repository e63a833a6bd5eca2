"""The engine of one machine: a pool of processes over its cores."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

from onrecord.errors import WorkerError

A = TypeVar("A")
B = TypeVar("B")
K = TypeVar("K", int, str)
S = TypeVar("S")

SMALL = 32
"""Fewer inputs than this are not worth a pool."""
AHEAD = 4
"""Chunks on their way to each worker."""


class Engine(Protocol):
    """Who works. What it is handed is pure and can be pickled, and results come in the order of the inputs."""

    def map(
        self, function: Callable[[A], B], inputs: Iterable[A], *, lost: Callable[[A], B] | None = None, chunk: int = 16
    ) -> Iterator[B]:
        """The function of every input; `lost` of an input over which a worker's process died.

        Raises `WorkerError` there without `lost`.
        """

    def map_with(
        self, function: Callable[[S, A], B], shared: S, inputs: Iterable[A], *, chunk: int = 1, small: int = 2
    ) -> Iterator[B]:
        """The function of something large that all calls read, sent to each worker once, and of every input.

        With fewer inputs than `small` no worker is started. Raises `WorkerError`.
        """

    def join(self, function: Callable[[K, list[A]], B], keyed: Iterable[tuple[K, A]]) -> Iterator[B]:
        """The function of each key and all that goes with it, in the order of the keys."""


class LocalEngine:
    """A process pool over `workers` cores; with one worker, or few inputs, everything runs in this process."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1

    def map(
        self, function: Callable[[A], B], inputs: Iterable[A], *, lost: Callable[[A], B] | None = None, chunk: int = 16
    ) -> Iterator[B]:
        iterator = iter(inputs)
        first = list(islice(iterator, SMALL))
        if self.workers == 1 or len(first) < SMALL:
            yield from map(function, chain(first, iterator))
            return
        pool = partial(ProcessPoolExecutor, initializer=_ready)
        yield from _pooled(pool, self.workers, partial(_each, function), chain(first, iterator), chunk, lost)

    def map_with(
        self, function: Callable[[S, A], B], shared: S, inputs: Iterable[A], *, chunk: int = 1, small: int = 2
    ) -> Iterator[B]:
        iterator = iter(inputs)
        first = list(islice(iterator, small))
        if self.workers == 1 or len(first) < small:
            yield from (function(shared, value) for value in chain(first, iterator))
            return
        # Where processes are forked, `shared` is not copied: parent and workers read the same memory.
        pool = partial(ProcessPoolExecutor, initializer=_remember, initargs=(function, shared))
        yield from _pooled(pool, self.workers, partial(_each, _call), chain(first, iterator), chunk, None)

    def join(self, function: Callable[[K, list[A]], B], keyed: Iterable[tuple[K, A]]) -> Iterator[B]:
        gathered: dict[K, list[A]] = {}
        for key, value in keyed:
            gathered.setdefault(key, []).append(value)
        for key in sorted(gathered):
            yield function(key, gathered.pop(key))


def _pooled(
    start: Callable[[int], ProcessPoolExecutor],
    workers: int,
    work: Callable[[list[A]], list[B]],
    inputs: Iterator[A],
    chunk: int,
    lost: Callable[[A], B] | None,
) -> Iterator[B]:
    """The work on every input in chunks, a few of them ahead of the one whose results are due.

    The system may end a worker, for want of memory or over a fault in a library. The chunk that is due is then done alone,
    input by input, and all behind it anew.
    """
    pool = start(workers)
    ahead: deque[tuple[list[A], Future[list[B]]]] = deque()
    try:
        while True:
            while len(ahead) < AHEAD * workers and (some := list(islice(inputs, chunk))):
                ahead.append((some, _submitted(pool, work, some)))
            if not ahead:
                return
            due, future = ahead.popleft()
            try:
                found = future.result()
            except BrokenProcessPool:
                pool.shutdown()
                found = [_alone(start, work, value, lost) for value in due]
                pool = start(workers)
                ahead = deque((some, _submitted(pool, work, some)) for some, _ in ahead)
            yield from found
    finally:
        pool.shutdown(cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, work: Callable[[list[A]], list[B]], some: list[A]) -> Future[list[B]]:
    try:
        return pool.submit(work, some)
    except BrokenProcessPool as broken:
        failed: Future[list[B]] = Future()
        failed.set_exception(broken)
        return failed


def _alone(
    start: Callable[[int], ProcessPoolExecutor], work: Callable[[list[A]], list[B]], value: A, lost: Callable[[A], B] | None
) -> B:
    with start(1) as pool:
        try:
            return pool.submit(work, [value]).result()[0]
        except BrokenProcessPool:
            if lost is not None:
                return lost(value)
            raise WorkerError(
                "The system ended a process of this run twice over the same work, most often for want of memory. What was"
                " finished is kept. Close other programs, or take a machine with more memory, and run it again."
            ) from None


_REMEMBERED: list[Any] = []


def _ready() -> None:
    """What a forked worker has from its parent is never collected in it.

    The garbage may hold what belongs to the parent's threads: a connection to DuckDB that is closed in a child crashes it.
    """
    gc.freeze()


def _remember(function: Callable[[Any, Any], Any], shared: object) -> None:
    _ready()
    _REMEMBERED[:] = [function, shared]


def _call(value: object) -> Any:
    function, shared = _REMEMBERED
    return function(shared, value)


def _each(function: Callable[[A], B], values: list[A]) -> list[B]:
    return [function(value) for value in values]


LOCAL = LocalEngine()
SERIAL = LocalEngine(workers=1)
