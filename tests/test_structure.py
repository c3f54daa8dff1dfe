"""The structure that the design promises: data flows one way, and nothing heavy is loaded that is not needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "tools" / "nbpress"
STAGES = ("read", "plan", "run", "draw", "cite", "render", "check", "write")
ORDER: list[tuple[str, ...]] = [  # a folder imports from those further down, and from itself
    ("__main__",),
    ("cli",),
    ("preview",),
    ("report",),
    ("publish",),
    ("sweep",),
    ("scaffold",),
    ("exporter",),
    STAGES,
    ("notebook",),
    ("core",),
]
WITHIN_RENDER = ["post", "prose", "outputs", ""]  # what these share lies in `render/` itself
DEEPEST = 12  # modules in a chain of imports, the leaf that stands for `re` not counted
HEAVY = {"papermill", "nbconvert", "nbformat", "jupyter_client", "markdown_it", "rich", "numpy", "simpleeval"}


@cache
def graph() -> dict[str, set[str]]:
    """Each module of the package with the modules of the package that it imports, anywhere in it."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    del found[""]  # the public API, lazy, and nobody's ground
    return {name: _imports(path, found.keys()) - {name} for name, path in found.items()}


def _imports(path: Path, known: Collection[str]) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if name.removeprefix("nbpress.") in known else node.module for name in modules}
    return {name.removeprefix("nbpress.") for name in names if name.startswith("nbpress.")} & set(known)


def level(module: str) -> int:
    return next(number for number, folders in enumerate(ORDER) if module.split(".")[0] in folders)


def part_of_render(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 2 or parts[1:2] in (["post"], ["prose"], ["outputs"]) else ""


def arrows() -> Iterator[tuple[str, str]]:
    return ((name, used) for name, uses in graph().items() for used in uses)


def test_a_folder_imports_only_from_folders_below_it() -> None:
    assert [(name, used) for name, used in arrows() if level(used) < level(name)] == []


def test_no_stage_imports_another() -> None:
    stages = [(name, used) for name, used in arrows() if level(name) == level(used) == ORDER.index(STAGES)]
    assert [(name, used) for name, used in stages if name.split(".")[0] != used.split(".")[0]] == []


def test_the_parts_of_render_do_not_lean_on_each_other() -> None:
    within = [(name, used) for name, used in arrows() if name.startswith("render.") and used.startswith("render.")]
    parts = [(name, part_of_render(name), used, part_of_render(used)) for name, used in within]
    assert len({part for _, part, _, _ in parts}) == len(WITHIN_RENDER)
    assert [(name, used) for name, one, used, other in parts if other not in ("", one) and one != "post"] == []


def test_no_module_takes_the_private_names_of_another() -> None:
    taken = [
        (path.name, name) for path in PACKAGE.rglob("*.py") for name in _foreign_names(ast.parse(path.read_text()))
    ]
    assert [(path, name) for path, name in taken if name.startswith("_") and not name.startswith("__")] == []


def _foreign_names(tree: ast.AST) -> Iterator[str]:
    """The names that a module takes from others of the package."""
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nbpress"):
            modules |= {alias.asname or alias.name for alias in node.names}
            yield from (alias.name for alias in node.names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield node.attr


def test_modules_import_each_other_in_no_circle() -> None:
    left = graph()
    while free := {name for name, uses in left.items() if not uses & left.keys()}:
        left = {name: uses for name, uses in left.items() if name not in free}
    assert left == {}


def chain(module: str, known: dict[str, set[str]]) -> list[str]:
    """The longest chain of imports that begins at a module."""
    return [module, *max((chain(used, known) for used in sorted(known[module])), key=len, default=[])]


def test_a_chain_of_imports_is_short() -> None:
    known = {name: used - {"core.regex"} for name, used in graph().items()}
    longest = max((chain(name, known) for name in known), key=len)
    assert len(longest) <= DEEPEST, longest


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_loads_nothing_heavy(argument: str) -> None:
    program = (
        f"import sys; from nbpress.cli.main import main; sys.argv = ['nbpress', {argument!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print(sorted({HEAVY} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "[]"


def test_planning_never_loads_what_runs_or_renders() -> None:
    program = (
        "import sys, nbpress.plan.reasons, nbpress.plan.keys\n"
        "print(sorted({'papermill', 'nbconvert', 'nbformat', 'jupyter_client', 'nbclient'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_every_module_can_be_imported_without_what_only_posix_has() -> None:
    modules = sorted(
        f"nbpress.{name}" for name in graph() if not name.endswith("_hook")
    )  # these run in a kernel, as text
    program = (
        "import importlib, signal, sys\n"
        "import asyncio, nbconvert, papermill, papermill.clientwrap, jupyter_client, filelock, watchfiles, rich.status\n"
        "for name in ('fcntl', 'resource', 'pwd', 'grp', 'termios', 'tty', 'pty', 'syslog'): sys.modules[name] = None\n"
        "for name in ('SIGHUP', 'SIGKILL'): delattr(signal, name)\n"
        f"for name in {modules!r}:\n    importlib.import_module(name)\n"
        "print(len([name for name in sys.modules if name.startswith('nbpress.')]))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr[-500:]
    assert int(shown.stdout) > 200
