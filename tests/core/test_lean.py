"""Our programs leave out what takes long to load; whoever imports the package is left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from builders import blog, notebook, saved, text


def ran(program: str, *arguments: str, folder: Path | None = None) -> str:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.check_output(command, cwd=folder, text=True).splitlines()[-1]


def test_the_command_loads_no_grammar_of_addresses_and_no_parsers_of_pages(tmp_path: Path) -> None:
    blog(tmp_path)
    path = saved(notebook(text("Words.")), tmp_path / "notebooks" / "one.ipynb")
    program = (
        "import sys; from nbpress.cli.main import main; sys.argv = ['nbpress', 'publish', '--no-run', sys.argv[1]]\n"
        "main()\nprint('jsonschema' in sys.modules, *(sys.modules[name] for name in ('rfc3987_syntax', 'lxml')))"
    )
    assert ran(program, str(path), folder=tmp_path) == "True None None"


def test_the_exporter_changes_nothing_for_its_host() -> None:
    assert (
        ran("import sys, nbpress; nbpress.JekyllExporter\nprint(sys.modules.get('rfc3987_syntax', 'free') is None)")
        == "False"
    )
