"""What `import nbpress` gives: a small API, lazily loaded, typed, and documented by an example that runs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest
from builders import blog, code, manifest, notebook, saved

import nbpress

PARAMETERS = code("tosses = 10", "parameters")
HEAD = "---\ntitle: Coins\ndate: 2020-01-02\nnbpress:\n  results: {heads: heads}\n---"


@pytest.fixture
def coin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose notebook counts every second toss."""
    blog(tmp_path)
    monkeypatch.chdir(tmp_path)
    return saved(notebook(PARAMETERS, code("heads = tosses // 2"), head=HEAD), tmp_path / "notebooks" / "coin.ipynb")


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    for name in nbpress.__all__:
        found = getattr(nbpress, name)
        assert inspect.getdoc(found), name
        assert name in dir(nbpress)


def test_a_name_that_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="publish_notebook"):
        nbpress.publish_notebook  # noqa: B018


def test_the_example_of_the_package_runs(coin: Path) -> None:
    assert doctest.testmod(nbpress).attempted >= 4
    assert doctest.testmod(nbpress).failed == 1, "the second time nothing ran: the example shows a first publication"


def test_a_notebook_is_published_once_and_then_up_to_date(coin: Path) -> None:
    options = nbpress.PublishOptions.of_project(coin, parameters={"tosses": 6})
    first = nbpress.publish_notebooks([coin], options)[0]
    again = nbpress.publish_notebooks([coin], options)[0]
    assert (first.error, first.ran, first.results) == (None, True, {"heads": 3})
    assert (again.error, again.ran, again.reasons) == (None, False, ())
    assert manifest(coin.parents[1] / "site")["articles"]["coin"]["parameters"] == {"tosses": 6}


def test_a_notebook_is_swept_twice_and_run_once(coin: Path) -> None:
    first = nbpress.sweep_notebook(coin, {"tosses": [2, 4]})
    again = nbpress.sweep_notebook(coin, {"tosses": (2, 4)}, options=nbpress.SweepOptions(jobs=1))
    assert [row.results for row in first.rows] == [{"heads": 1}, {"heads": 2}]
    assert first.labels == ("tosses=2", "tosses=4")
    assert [row.date for row in again.rows] == [row.date for row in first.rows]


def test_the_example_of_the_readme_runs(coin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    readme = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    [program] = re.findall(r"```python\n(.*?)```", readme, re.S)
    for theirs, ours in (("keras-and-the-mnist-dataset", "coin"), ("num_epochs", "tosses")):
        assert theirs in program
        program = program.replace(theirs, ours)
    exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == [
        "True {'heads': 2} None",
        "{'tosses': 1} {'heads': 0} ",
        "{'tosses': 2} {'heads': 1} ",
    ]


def test_errors_of_a_sweep_come_before_anything_runs(coin: Path) -> None:
    with pytest.raises(nbpress.ParameterError, match='"toses"'):
        nbpress.sweep_notebook(coin, {"toses": [1]})
    assert not (coin.parents[1] / ".nbpress" / "runs").exists()


def test_a_project_without_a_site_is_an_error_for_people(tmp_path: Path) -> None:
    with pytest.raises(nbpress.ReadError, match="no Jekyll site"):
        nbpress.PublishOptions.of_project(tmp_path / "x.ipynb")


def test_functions_stay_functions_when_every_module_was_imported(coin: Path) -> None:
    for module in pkgutil.walk_packages(nbpress.__path__, "nbpress."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    test_a_notebook_is_published_once_and_then_up_to_date(coin)
    test_a_notebook_is_swept_twice_and_run_once(coin)


def test_every_module_can_be_imported_first() -> None:
    names = [
        module.name for module in pkgutil.walk_packages(nbpress.__path__, "nbpress.") if "__main__" not in module.name
    ]
    program = (
        "import importlib, os, sys, nbpress.exporter\n"  # what others wrote is loaded once, what is ours each time anew
        "for name in [name for name in sys.modules if name.partition('.')[0] == 'nbpress']: del sys.modules[name]\n"
        "for name in sys.argv[1:]:\n"
        "    if os.fork() == 0:\n"
        "        try: importlib.import_module(name)\n"
        "        except BaseException as error: print(name, repr(error), flush=True)\n"
        "        os._exit(0)\n"
        "    os.wait()\n"
    )
    few = [name for name in names if name.startswith(("nbpress.run", "nbpress.publish", "nbpress.exporter"))]
    done = subprocess.run([sys.executable, "-c", program, *few], capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_importing_the_package_loads_nothing_of_it() -> None:
    program = "import sys, nbpress; print(sorted(name for name in sys.modules if name.startswith('nbpress.')))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
