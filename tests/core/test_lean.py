"""Our programs leave out what takes long to load; whoever imports the package is left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from builders import blog, code, notebook, saved, text


def ran(program: str, *arguments: str, folder: Path | None = None) -> str:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.check_output(command, cwd=folder, text=True).splitlines()[-1]


def published(folder: Path, then: str, *options: str) -> str:
    """What a program prints that publishes a notebook and then does something."""
    blog(folder)
    path = saved(notebook(text("Words."), code("1 + 1")), folder / "notebooks" / "one.ipynb")
    program = f"import sys; from nbpress.cli.main import main; sys.argv = ['nbpress', 'publish', *sys.argv[1:]]\nmain()\n{then}"
    return ran(program, *options, str(path), folder=folder)


def test_the_command_loads_no_grammar_of_addresses_and_no_parsers_of_pages(tmp_path: Path) -> None:
    told = (
        "loaded = {'bs4', 'lxml', 'mistune', 'nbclient', 'tornado', 'zmq', 'nbconvert.exporters.html'} & set(sys.modules)\n"
        "print('jsonschema' in sys.modules, sys.modules['rfc3987_syntax'], *loaded)"
    )
    assert published(tmp_path, told, "--no-run") == "True None"


WHOLE = (
    ("nbconvert.MarkdownExporter", "from nbconvert.exporters import get_exporter; found = get_exporter('markdown')"),
    ("nbconvert.exporters.html.HTMLExporter", "import nbconvert; found = nbconvert.HTMLExporter"),
    ("nbconvert.preprocessors.ExecutePreprocessor", "from nbconvert.preprocessors import ExecutePreprocessor as found"),
    (
        "nbconvert.filters.markdown_mistune.MarkdownWithMath",
        "from nbconvert.exporters.html import MarkdownWithMath as found",
    ),
    ("nbconvert.nbconvertapp.NbConvertApp", "from nbconvert.nbconvertapp import NbConvertApp as found"),
    (
        "nbconvert.preprocessors.tagremove.TagRemovePreprocessor",
        # a module that wants its whole package, which wants it: the package is whole for who asks next
        "try:\n    import nbconvert.preprocessors.coalescestreams\nexcept ImportError:\n    pass\n"
        "from nbconvert.preprocessors import TagRemovePreprocessor as found",
    ),
    ("nbconvert.writers.FilesWriter", "from nbconvert import *; found = writers.FilesWriter"),
)


@pytest.mark.parametrize(("name", "asked"), WHOLE)
def test_whoever_asks_in_the_command_for_more_of_a_package_that_comes_in_pieces_has_it(
    tmp_path: Path, name: str, asked: str
) -> None:
    told = f"print(found is import_item({name!r}), found.__name__)"
    said = f"{asked}\nfrom traitlets.utils.importstring import import_item\n{told}"
    assert published(tmp_path, said, "--no-run") == f"True {name.rpartition('.')[2]}"


def test_what_a_short_command_makes_is_hardly_ever_looked_through_for_rings(tmp_path: Path) -> None:
    program = (
        "import atexit, gc, sys\nlooks = []\n"
        "gc.callbacks.append(lambda phase, info: looks.append(phase))\n"
        "atexit.register(lambda: print(len(looks) < 60, gc.get_freeze_count() > 50_000))\n"
        "from nbpress.cli.main import main\nsys.argv = ['nbpress', 'publish', '--no-run', sys.argv[1]]\nmain()"
    )
    blog(tmp_path)
    path = saved(notebook(text("Words.")), tmp_path / "notebooks" / "one.ipynb")
    assert ran(program, str(path), folder=tmp_path) == "True True"


def test_a_run_loads_neither_ipython_nor_the_web_and_what_asks_for_the_web_has_it(tmp_path: Path) -> None:
    told = (
        "loaded = {'papermill', 'IPython', 'urllib3', 'ctypes'} & set(sys.modules)\n"
        "import papermill.iorw, requests\nfrom requests import Session\n"
        "print(*loaded, Session.__name__, papermill.iorw.requests.get is requests.get, 'urllib3' in sys.modules)"
    )
    assert published(tmp_path, told) == "papermill Session True True"


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
