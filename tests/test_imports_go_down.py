"""The house: imports only go down its floors, and no room imports another (docs/architecture.md)."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1] / "src" / "onrecord"

FLOORS = [
    {"errors"},
    {"model", "text"},
    {"settings", "codebook", "places", "tables"},
    {"custody", "engine"},
    {"store"},
    {"reading", "lineage", "claims", "incidents", "victims", "estimation", "report", "sample"},
    {"case"},
    {"cli", "web"},
    {"__main__"},
]
LEVEL = {name: level for level, floor in enumerate(FLOORS) for name in floor}
ROOMS = FLOORS[5]
STORE_KEEPERS = {"case"}


def imported(path: Path) -> set[str]:
    """The parts of onrecord that this file imports, wherever in it, also relatively."""
    package = path.relative_to(ROOT).parent.parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("onrecord.")}
        elif isinstance(node, ast.ImportFrom):
            base = ("onrecord", *package)[: len(package) + 2 - node.level] if node.level else ()
            names = [*base, *(node.module or "").split(".")] if base else (node.module or "").split(".")
            names = [name for name in names if name]
            if names[:1] == ["onrecord"]:
                found |= {names[1]} if len(names) > 1 else {alias.name for alias in node.names}
    return found - {"__version__"}


def violations() -> list[str]:
    bad = []
    for path in sorted(ROOT.rglob("*.py")):
        here = path.relative_to(ROOT).parts[0].removesuffix(".py")
        if here == "__init__":
            continue
        assert here in LEVEL, f"{here} stands on no floor: add it to FLOORS and to docs/architecture.md"
        for target in sorted(imported(path) - {here}):
            if LEVEL[target] > LEVEL[here]:
                bad.append(f"{path.relative_to(ROOT)} imports {target}, which is above it")
            elif here in ROOMS and target in ROOMS | {"store", "custody"}:
                bad.append(f"{path.relative_to(ROOT)} imports {target}: a room may not reach it")
    return bad


def test_imports_only_go_down_and_no_room_imports_another():
    assert violations() == []


def test_the_check_sees_an_import_that_goes_up(tmp_path, monkeypatch):
    (tmp_path / "model.py").write_text("from onrecord.case.run import run\n")
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "extract.py").write_text("from ..lineage import trace\nfrom onrecord import store\n")
    monkeypatch.setattr("test_imports_go_down.ROOT", tmp_path)
    assert violations() == [
        "claims/extract.py imports lineage: a room may not reach it",
        "claims/extract.py imports store: a room may not reach it",
        "model.py imports case, which is above it",
    ]
