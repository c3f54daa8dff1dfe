"""The store finds a run by its key, and never takes a damaged one for a whole one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from builders import code, notebook

from nbpress.core.errors import RunError
from nbpress.core.records import Run
from nbpress.run.store import Store

KEY = "a" * 64
DATA = {"data.csv": "1"}


def hashes(now: Mapping[str, str]) -> object:
    return lambda run: {name: now.get(name, "absent") for name in run.dependencies}


def run(source: str = "x", key: str = KEY, dependencies: Mapping[str, str] = DATA) -> Run:
    nb = notebook(code(source))
    nb.metadata["nbpress"] = {"format": 1, "parameters": {"b": 1, "a": 2}}
    return Run(nb, key, dependencies)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / ".nbpress")


def test_a_run_is_found_by_its_key_and_its_dependencies(store: Store) -> None:
    store.put(run())
    found = store.find(KEY, hashes(DATA))
    assert found and found.nb.cells[-1].source == "x"
    assert list(found.nb.metadata.nbpress.parameters) == ["b", "a"], "in the order in which they were declared"
    assert store.find("b" * 64, hashes(DATA)) is None
    assert store.find(KEY, hashes({"data.csv": "2"})) is None


def test_runs_of_one_key_with_other_dependencies_are_kept_side_by_side(store: Store) -> None:
    store.put(run("old"))
    store.put(run("new", dependencies={"data.csv": "2"}))
    assert [store.find(KEY, hashes({"data.csv": value})).nb.cells[-1].source for value in "12"] == ["old", "new"]


@pytest.mark.parametrize(
    "damage", [lambda text: text[:-40], lambda text: text.replace('"x"', '"y"'), lambda text: "", lambda text: "[1]"]
)
def test_a_damaged_run_is_no_run(store: Store, damage: object) -> None:
    path = store.put(run())
    path.write_text(damage(path.read_text()))
    assert store.find(KEY, hashes(DATA)) is None


def test_the_store_is_kept_out_of_version_control_and_holds_notebooks(store: Store) -> None:
    path = store.put(run())
    assert (store.root / ".gitignore").read_text() == "*\n"
    assert json.loads(path.read_text())["nbformat"] == 4 and path.suffix == ".ipynb"


def test_a_store_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="NBPRESS_STORE"):
        Store(tmp_path / "file" / "store").put(run())


def test_nothing_is_left_beside_a_run(store: Store) -> None:
    for source in "abc":
        store.put(run(source))
    names: Iterable[str] = [path.name for path in (store.root / "runs").iterdir()]
    assert len(list(names)) == 1


@pytest.mark.parametrize("damage", [b"", b"short"])
def test_an_empty_key_is_made_anew_and_a_whole_one_stays(store: Store, damage: bytes) -> None:
    first = store.key()
    assert len(first) == 32 and store.key() == first
    (store.root / "key").write_bytes(damage)
    second = store.key()
    assert len(second) == 32 and second != first and store.key() == second
    assert (store.root / "key").stat().st_mode & 0o077 == 0 and [path.name for path in store.root.glob("*.part")] == []


def test_what_stands_in_the_place_of_a_run_and_is_no_file_is_named(tmp_path: Path) -> None:
    key = "a" * 64
    (tmp_path / "runs" / f"{key[:32]}-b.ipynb").mkdir(parents=True)
    (tmp_path / "runs" / f"{'c' * 32}-b.ipynb").write_text("{}")
    store = Store(tmp_path)
    assert store.blocked(["c" * 64, key]) == f"{key[:32]}-b.ipynb" and store.blocked(["c" * 64, "d" * 64]) == ""
    assert store.find(key, lambda run: run.dependencies) is None
