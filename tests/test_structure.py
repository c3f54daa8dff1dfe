"""The structure that the design promises: data flows one way, and nothing heavy is loaded that is not needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "tools" / "nbpress"
STAGES = ("read", "plan", "run", "render", "check", "write")
HEAVY = {"papermill", "nbconvert", "nbformat", "jupyter_client", "markdown_it", "rich", "numpy", "simpleeval"}
JOINING = {
    "nbpress.checking",
    "nbpress.choosing",
    "nbpress.init",
    "nbpress.inventory",
    "nbpress.job",
    "nbpress.new",
    "nbpress.running",
    "nbpress.publish",
    "nbpress.family",
    "nbpress.sweep",
    "nbpress.sweeping",
    "nbpress.inputs",
    "nbpress.exporter",
    "nbpress.preview.session",
    "nbpress.progress",
    "nbpress.summary",
    "nbpress.cli",
    "nbpress",
    "nbpress.__main__",
}


def graph() -> dict[str, set[str]]:
    """Each module of the package with the modules of the package that it imports, anywhere in it."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = ("nbpress", *path.relative_to(PACKAGE).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path
    return {name: _imports(path) & found.keys() - {name} for name, path in found.items()}


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names - {"nbpress", "nbpress.core", "nbpress.notebook", "nbpress.render.post", *(f"nbpress.{stage}" for stage in STAGES)}


def stage(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in STAGES else ""


def test_no_stage_imports_another() -> None:
    crossing = [
        (name, used)
        for name, uses in graph().items()
        for used in uses
        if stage(name) and stage(used) not in ("", stage(name))
    ]
    assert crossing == []


def test_only_the_joining_modules_import_stages() -> None:
    leaves = [
        (name, used)
        for name, uses in graph().items()
        for used in uses
        if not stage(name) and name not in JOINING and stage(used)
    ]
    assert leaves == []


def test_modules_import_each_other_in_no_circle() -> None:
    left = {name: set(uses) for name, uses in graph().items()}
    while free := {name for name, uses in left.items() if not uses & left.keys()}:
        left = {name: uses for name, uses in left.items() if name not in free}
    assert left == {}


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_loads_nothing_heavy(argument: str) -> None:
    program = (
        f"import sys; from nbpress.cli import main; sys.argv = ['nbpress', {argument!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print(sorted({HEAVY} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "[]"


def test_planning_never_loads_what_runs_or_renders() -> None:
    program = (
        "import sys, nbpress.plan.due, nbpress.plan.keys\n"
        "print(sorted({'papermill', 'nbconvert', 'nbformat', 'jupyter_client', 'nbclient'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"
