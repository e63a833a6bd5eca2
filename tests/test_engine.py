"""Engines: every one gives the results in the order of the inputs."""

import os
import signal
import subprocess
import sys

import pytest

from onrecord.engine import LOCAL, SERIAL, Engine, LocalEngine
from onrecord.errors import WorkerError

ENGINES = [SERIAL, LOCAL, LocalEngine(workers=2)]


def square(value: int) -> int:
    return value * value


def deadly(value: int) -> int:
    if value == 41:
        os.kill(os.getpid(), signal.SIGKILL)
    return value * value


def deadly_with(shared: int, value: int) -> int:
    return shared * deadly(value)


def scaled(factor: int, value: int) -> int:
    return factor * value


def summed(key: str, values: list[int]) -> tuple[str, int]:
    return key, sum(values)


@pytest.mark.parametrize("engine", ENGINES)
def test_results_come_in_the_order_of_the_inputs(engine: Engine) -> None:
    assert list(engine.map(square, range(100))) == [n * n for n in range(100)]


@pytest.mark.parametrize("engine", ENGINES)
def test_what_all_calls_read_reaches_every_call(engine: Engine) -> None:
    assert list(engine.map_with(scaled, 3, range(50))) == [3 * n for n in range(50)]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_inputs_give_no_results(engine: Engine) -> None:
    assert list(engine.map(square, [])) == []
    assert list(engine.map_with(scaled, 3, [])) == []
    assert list(engine.join(summed, [])) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_join_brings_together_all_that_has_one_key(engine: Engine) -> None:
    keyed = [("b", 1), ("a", 2), ("b", 3), ("c", 4)]
    assert list(engine.join(summed, keyed)) == [("a", 2), ("b", 4), ("c", 4)]


def test_a_worker_that_is_killed_takes_only_its_own_input_with_it() -> None:
    found = list(LocalEngine(workers=2).map(deadly, range(100), lost=lambda n: -n))
    assert found == [-41 if n == 41 else n * n for n in range(100)]


def test_where_nothing_can_stand_for_a_lost_input_the_run_ends_with_what_to_do_next() -> None:
    with pytest.raises(WorkerError, match="want of memory"):
        list(LocalEngine(workers=2).map_with(deadly_with, 2, range(100)))


GARBAGE = """
import gc
import duckdb
from onrecord.engine import LocalEngine

def collected(n):
    gc.collect()
    return n

def leave():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t AS SELECT range AS n FROM range(1000000)")
    ring = [connection, connection.sql("SELECT * FROM t")]
    ring.append(ring)

if __name__ == "__main__":
    gc.disable()
    leave()
    assert list(LocalEngine(2).map(collected, range(100), lost=lambda n: -1)) == list(range(100))
"""


def test_what_a_worker_has_from_its_parent_is_not_collected_in_it(tmp_path) -> None:
    """A DuckDB connection in a child's garbage crashed it: its threads are the parent's."""
    pytest.importorskip("duckdb")
    script = tmp_path / "garbage.py"
    script.write_text(GARBAGE, encoding="utf-8")
    assert subprocess.run([sys.executable, str(script)], check=False, timeout=60).returncode == 0
