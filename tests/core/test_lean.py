"""Our programs leave out what takes long to load; whoever imports the package is left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from builders import blog, code, notebook, saved, text


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


def test_a_run_loads_neither_ipython_nor_the_web_and_what_asks_for_the_web_has_it(tmp_path: Path) -> None:
    blog(tmp_path)
    path = saved(notebook(code("1 + 1")), tmp_path / "notebooks" / "one.ipynb")
    program = (
        "import sys; from nbpress.cli.main import main; sys.argv = ['nbpress', 'publish', sys.argv[1]]\nmain()\n"
        "loaded = {'papermill', 'IPython', 'urllib3', 'ctypes'} & set(sys.modules)\n"
        "import papermill.iorw, requests\nfrom requests import Session\n"
        "print(*loaded, Session.__name__, papermill.iorw.requests.get is requests.get, 'urllib3' in sys.modules)"
    )
    assert ran(program, str(path), folder=tmp_path) == "papermill Session True True"


def test_where_papermill_speaks_with_clouds_it_has_the_web_as_it_is(tmp_path: Path) -> None:
    lines = ("from requests.exceptions import ConnectionError as Lost", "class GCSFileSystem: lost = Lost")
    (tmp_path / "gcsfs.py").write_text("\n".join(lines))
    program = (
        "from nbpress.core.lean import lean\nlean()\nimport papermill.iorw, requests\n"
        "print(papermill.iorw.GCSFileSystem.lost is requests.ConnectionError)"
    )
    assert ran(program, folder=tmp_path) == "True"


def test_the_exporter_changes_nothing_for_its_host() -> None:
    assert (
        ran("import sys, nbpress; nbpress.JekyllExporter\nprint(sys.modules.get('rfc3987_syntax', 'free') is None)")
        == "False"
    )
