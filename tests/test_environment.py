"""The environment is named in four places: pyproject.toml, environment.yml, the lock and the README. They must agree."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
WANTED = sorted({*PROJECT["dependencies"], *(requirement for extra in EXTRAS.values() for requirement in extra)})
# Of modules that have another name than their package.
PACKAGES = {"yaml": "pyyaml", "PIL": "pillow", "markdown_it": "markdown-it-py"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        requirement = Requirement(line)
        found.setdefault(normal(requirement.name), []).append(requirement)
    return found


def test_conda_users_get_the_same_names_and_bounds() -> None:
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pip = next(entry["pip"] for entry in conda if isinstance(entry, dict))
    assert sorted(pip) == sorted([*WANTED, "-e ."])
    assert f"python{PROJECT['requires-python']},<3.14" in conda  # it holds TensorFlow, too


@pytest.mark.parametrize("wanted", WANTED)
def test_the_lock_holds_each_dependency_within_its_bounds(wanted: str) -> None:
    requirement = Requirement(wanted)
    versions = [next(iter(each.specifier)).version for each in locked()[normal(requirement.name)]]
    assert versions and all(requirement.specifier.contains(version, prereleases=True) for version in versions)


def test_the_lock_is_exact_and_holds_no_addresses() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert len(lines) > len(WANTED)
    assert all(re.fullmatch(r"[\w.-]+==[\w.+!-]+( ; .+)?", line) for line in lines), "a line that is no name==version"
    assert not [line for line in lines if "://" in line or "@" in line]


def test_the_publisher_itself_needs_no_tensorflow() -> None:
    heavy = {"tensorflow", "keras", "mlxtend", "jupyterlab", "numpy", "matplotlib"}
    assert not heavy & {normal(Requirement(each).name) for each in PROJECT["dependencies"]}
    assert heavy - {"jupyterlab"} <= {normal(Requirement(each).name) for each in EXTRAS["articles"]}


def test_only_tensorflow_sets_a_limit_to_the_version_of_python() -> None:
    assert PROJECT["requires-python"] == ">=3.11"
    limited = {normal(Requirement(each).name) for each in WANTED if Requirement(each).marker}
    assert limited == {"tensorflow"}
    marker = next(Requirement(each).marker for each in EXTRAS["articles"] if each.startswith("tensorflow"))
    assert marker and marker.evaluate({"python_version": "3.13"}) and not marker.evaluate({"python_version": "3.14"})


def extras_of(target: str) -> list[str]:
    """The extras that a command of make installs."""
    shown = subprocess.run(["make", "-nB", target], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return next(shlex.split(line)[2:] for line in shown.splitlines() if line.startswith("sh tools/environment.sh"))


def test_the_first_article_alone_installs_nothing_for_others(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml", "tools/environment.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    def installs(*given: str) -> str:
        done = subprocess.run(["make", "-n", *given], cwd=tmp_path, capture_output=True, text=True, check=True)
        return next((line for line in done.stdout.splitlines() if line.startswith("sh tools/")), "")

    assert installs("publish", "EPOCHS=1") == "sh tools/environment.sh articles"
    every = installs("publish")
    assert every == installs("publish", "EPOCHS=1", "ARTICLE=four-ways-downhill") and "citations" in every
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".publish").touch()
    assert not installs("publish", "EPOCHS=1") and not installs("publish")
    path = ROOT / "notebooks" / "keras-and-the-mnist-dataset.ipynb"
    assert not lacking(program(path), closure(["articles"]), {each.stem for each in path.parent.glob("*.py")})
    written = "".join("".join(cell["source"]) for cell in json.loads(path.read_text())["cells"])
    assert "bibliography" not in written and "mermaid" not in written and "```dot" not in written


def requirements(name: str, extras: frozenset[str]) -> list[str]:
    if name == "nbpress":
        return [*PROJECT["dependencies"], *(each for extra in extras for each in EXTRAS[extra])]
    return metadata.requires(name) or []


def closure(extras: list[str]) -> set[str]:
    """All packages that are installed with these extras, as the installed packages tell."""
    left, seen = [("nbpress", frozenset(extras))], set()
    while left:
        name, own = each = left.pop()
        if each in seen:
            continue
        seen.add(each)
        for requirement in map(Requirement, requirements(name, own)):
            markers = [
                requirement.marker is None or requirement.marker.evaluate({"extra": extra}) for extra in ("", *own)
            ]
            left += [(normal(requirement.name), frozenset(requirement.extras))] if any(markers) else []
    return {name for name, _ in seen} - {"nbpress"}


def imported(code: str) -> Iterator[str]:
    """The modules that a program imports, without those of Python itself and of this project."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        else:
            continue
        yield from {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"nbpress", "tools"}


def lacking(code: str, installed: set[str], own: set[str]) -> set[str]:
    """The modules that a program imports and none of these packages gives."""
    modules = set(imported(code)) - own
    return {name for name in modules if normal(PACKAGES.get(name, name)) not in installed}


def test_publishing_installs_no_tools_of_tests_and_no_lab() -> None:
    lean, whole = closure(extras_of("publish")), closure(extras_of("test"))
    assert not lean & {
        "jupyterlab",
        "notebook",
        "altair",
        "bokeh",
        "plotly",
        "playwright",
        "pytest",
        "mypy",
        "ruff",
        "hypothesis",
    }
    assert lean < whole and "jupyterlab" in closure(extras_of("notebook")) <= whole
    assert set(extras_of("test")) == set(EXTRAS)


def test_the_lock_holds_what_is_installed_and_nothing_else() -> None:
    here = {
        name for name, lines in locked().items() if any(not line.marker or line.marker.evaluate() for line in lines)
    }
    assert closure(list(EXTRAS)) == here


def test_what_the_notebooks_import_is_there_for_publishing() -> None:
    folder, installed = ROOT / "notebooks", closure(extras_of("publish"))
    own = {path.stem for path in folder.glob("*.py")}
    for path in (*folder.glob("*.py"), *folder.glob("*.ipynb")):
        assert not lacking(program(path), installed, own), path.name


def program(path: Path) -> str:
    """The code of a module, or of a notebook without its magics."""
    if path.suffix == ".py":
        return path.read_text()
    nb = json.loads(path.read_text())
    python = nb["metadata"]["kernelspec"]["language"] == "python"
    cells = [cell for cell in nb["cells"] if cell["cell_type"] == "code" and python]
    lines = "\n".join("".join(cell["source"]) for cell in cells).splitlines()
    return "\n".join(line for line in lines if not line.startswith(("%", "!")))


def test_what_the_tests_import_is_there_for_them() -> None:
    paths = [path for path in (ROOT / "tests").rglob("*.py") if "notebooks" not in path.parts]
    own, installed = {path.stem for path in paths}, closure(extras_of("test"))
    assert not {path.name: found for path in paths if (found := lacking(path.read_text(), installed, own))}


def test_make_alone_lists_its_targets() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    targets = re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"publish", "test", "notebook"} <= set(targets)
    assert [f"make {target}" in shown for target in targets] == [True] * len(targets)


@pytest.mark.parametrize(
    ("given", "command"),
    [
        (["EPOCHS=5"], "notebooks/keras-and-the-mnist-dataset.ipynb -p num_epochs '5'"),
        (["PARAMS=num_epochs=5 batch_size=50"], "-p num_epochs '5' -p batch_size '50'"),
        (["EPOCHS=5", "ARTICLE=other"], "notebooks/other.ipynb -p num_epochs '5'"),
        (["ARTICLE=other"], "notebooks/other.ipynb"),
    ],
)
def test_make_hands_parameters_to_one_article(given: list[str], command: str) -> None:
    shown = subprocess.run(
        ["make", "-n", "publish", *given], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert command in shown


def test_make_without_parameters_publishes_every_article() -> None:
    shown = subprocess.run(["make", "-n", "publish"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert ".ipynb" not in shown and "nbpress publish --run-missing" in shown


def test_a_machine_without_a_suitable_python_is_told_what_to_install(tmp_path: Path) -> None:
    for name in ("python3", "python", "python3.11", "python3.12", "python3.13"):
        fake = tmp_path / name
        fake.write_text('#!/bin/sh\ncase "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac\n')
        fake.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "tools" / "environment.sh")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == 2
    assert "3.11 to 3.13" in done.stderr and "Python 3.9.2" in done.stderr and "apt install" in done.stderr


def test_a_python_without_venv_is_told_which_package_is_missing(tmp_path: Path) -> None:
    fake = tmp_path / "python3"
    fake.write_text(
        '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; *version_info\\[:2\\]\\)*) echo 3.12;; *) exit 0;; esac\n'
    )
    fake.chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "tools" / "environment.sh")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == 2
    assert "apt install python3.12-venv" in done.stderr
