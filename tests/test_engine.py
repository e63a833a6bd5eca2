"""Engines: every one gives the results in the order of the inputs."""

import pytest

from onrecord.engine import LOCAL, SERIAL, Engine, LocalEngine

ENGINES = [SERIAL, LOCAL, LocalEngine(workers=2)]


def square(value: int) -> int:
    return value * value


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
