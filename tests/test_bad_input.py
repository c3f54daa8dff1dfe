"""Whatever stands in settings, notebooks, manifests or on the command line: one clear error, or a page; never a fault."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import blog, code, notebook, saved, text, tree

import nbpress.publish.publish  # noqa: F401 - loaded once, and no command waits for it
from nbpress.cli.main import main
from tools.fuzz.rounds import rounds

LONGEST = 2000  # letters that a message takes, whatever it is about
DEEP = 5000
WRONG: Mapping[str, Any] = {
    "null": None,
    "true": True,
    "number": 7,
    "nothing": "",
    "NUL": "a\0b",
    "surrogate": "a\ud800b",
    "up": "../../up",
    "huge": 10**400,
    "list": [1, None],
    "numbered": {1: 2},
    "mapping": {"a": {"b": []}},
}
SITE_KEYS = (
    *("nbpress", "markdown", "url", "baseurl", "permalink", "timezone", "collections_dir", "collections", "defaults"),
    *("theme", "remote_theme", "layouts_dir", "excerpt_separator", "future", "layout", "source", "exclude", "plugins"),
    *("nbpress.images", "nbpress.math", "nbpress.styled", "nbpress.theme", "nbpress.source", "nbpress.comments"),
    *(
        "nbpress.richest",
        "nbpress.allow",
        "nbpress.files",
        "nbpress.theme.name",
        "nbpress.theme.layouts",
        "nbpress.theme.images",
        "nbpress.theme.math",
        "nbpress.collection",
        "nbpress.folder",
        "collections.notes",
    ),
    *("nbpress.theme.layouts.article", "nbpress.theme.images.teaser", "nbpress.theme.paths"),
    *("nbpress.source.downloads", "collections.posts", "collections.posts.permalink", "defaults.0.scope"),
)
HEAD_KEYS = (
    *(
        "title",
        "date",
        "modified",
        "layout",
        "categories",
        "category",
        "tags",
        "author",
        "excerpt",
        "slug",
        "permalink",
    ),
    *("published", "image", "image.teaser", "image.feature", "image.path", "draft", "redirect_from", "bibliography"),
    *(
        "nbpress",
        "nbpress.depends",
        "nbpress.results",
        "nbpress.expect",
        "nbpress.warn",
        "nbpress.kernel",
        "nbpress.run",
    ),
    *("nbpress.liquid", "nbpress.parameters", "nbpress.parameters.n", "nbpress.inputs", "nbpress.inputs.runs"),
    *("nbpress.inputs.runs.sweep", "nbpress.inputs.runs.parameters", "nbpress.private", "nbpress.tolerance"),
    *("nbpress.tolerance.v", "nbpress.allow", "nbpress.results.v", "nbpress.expect.0"),
)
RECORD_KEYS = (
    *("nbpress", "nbpress.format", "nbpress.notebook", "nbpress.key", "nbpress.parameters", "nbpress.results"),
    *("nbpress.versions", "nbpress.failures", "nbpress.names", "nbpress.duration", "nbpress.date", "nbpress.reads"),
    *("nbpress.written", "nbpress.rewritten", "nbpress.dependencies", "nbpress.digest", "papermill", "kernelspec"),
    *("papermill.parameters", "papermill.input_path", "kernelspec.name", "kernelspec.language", "language_info"),
    *("language_info.name", "jekyll", "title", "widgets", "authors"),
)
CELL_KEYS = (
    *("id", "cell_type", "source", "metadata", "metadata.tags", "metadata.user_expressions", "metadata.nbpress"),
    *("metadata.papermill", "metadata.jupyter", "execution_count", "attachments", "attachments.a", "outputs"),
    *("outputs.0", "outputs.0.metadata", "outputs.0.data", "outputs.0.output_type", "outputs.0.data.text/plain"),
    *("outputs.0.data.image/png", "outputs.0.data.image/svg+xml", "outputs.0.data.text/html"),
    *("outputs.0.data.text/markdown", "outputs.0.data.application/json", "outputs.0.metadata.image/png"),
    *("outputs.0.data.application/vnd.jupyter.widget-view+json", "outputs.0.metadata.image/png.width"),
    *("outputs.0.text", "outputs.0.name", "outputs.0.traceback"),
)
LINES = ("fig-width", "fig-cap", "fig-alt", "label", "echo", "output", "eval", "error", "code-fold", "code-summary")
ENTRY_KEYS = (
    *(
        "format",
        "slug",
        "notebook",
        "post",
        "run",
        "render",
        "parameters",
        "dependencies",
        "files",
        "values",
        "written",
    ),
    *("cells", "versions", "variant", "formats", "files.a", "dependencies.a", "values.a", "cells.a", "versions.a"),
    *("written.0", "formats.0", "formats.1", "unknown"),
)


def put(values: Any, path: str, value: Any) -> None:
    """Set a value in nested mappings and lists; a step that is a number stands for a place in a list."""
    *steps, last = path.split(".") if not path.startswith("outputs.0.") else _steps(path)
    for step in steps:
        if isinstance(values, list):
            values.extend({} for _ in range(int(step) + 1 - len(values)))
            values = values[int(step)]
        else:
            if not isinstance(values.get(step), dict | list):
                values[step] = [] if step in ("defaults", "expect", "outputs", "formats", "written") else {}
            values = values[step]
    if isinstance(values, list):
        values[int(last) : int(last) + 1] = [value]
    else:
        values[last] = value


def _steps(path: str) -> list[str]:
    """Split a path into an output, whose keys hold dots."""
    first, number, kind, *rest = path.split(".", 3)
    return [first, number, kind, *(["image/png", "width"] if rest == ["image/png.width"] else rest)]


def tried(words: tuple[Any, ...]) -> tuple[int, str]:
    """Run a command line in this process: its exit status and what it said."""
    said = io.StringIO()
    before = sys.argv
    sys.argv = ["nbpress", *map(str, words)]
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            main()
    except SystemExit as stop:
        return int(stop.code or 0), said.getvalue()
    finally:
        sys.argv = before
    return 0, said.getvalue()


def survives(root: Path, *words: str | Path) -> str:
    """Run a command line and say what is wrong with how it ended; nothing where all is well."""
    before = tree(root / "site")
    status, said = tried(words)
    if "Traceback" in said or "fault of nbpress" in said or "please report" in said:
        return said[-1500:]
    if status not in (0, 1, 2):
        return f"it ended with {status}: {said[-500:]}"
    if status and (not said.strip() or len(said) > LONGEST + 4 * sum(len(str(word)) for word in words)):
        return f"it said {len(said)} letters: {said[:500]}"
    if status and tree(root / "site") != before:
        return f"the site changed: {said[:500]}"
    return ""


COMMANDS = (("list",), ("publish", "--no-run"), ("publish", "--frozen"))
NO_RUN = COMMANDS[1:2]


def wrongs(folder: Path, path: Path, commands: tuple[tuple[str, ...], ...] = COMMANDS) -> list[str]:
    return [f"{' '.join(words)}: {wrong}" for words in commands if (wrong := survives(folder, *words, path))]


def front(**more: Any) -> dict[str, Any]:
    return {"title": "A title", "date": "2020-01-02", **more}


def plain(folder: Path, head: Mapping[str, Any] | str = "title: A title\ndate: 2020-01-02\n") -> Path:
    """A small notebook that has a little of everything."""
    fenced = head if isinstance(head, str) else yaml.safe_dump(dict(head))
    nb = notebook(code("n = 1", "parameters"), text("Prose."), code("v = n"), head=f"---\n{fenced}---")
    return saved(nb, folder / "notebooks" / "run.ipynb")


def on(keys: tuple[str, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("key", keys)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    blog(tmp_path)
    return tmp_path


def each(check: Callable[[Any], list[str]]) -> list[str]:
    """Check every wrong value; list what went wrong with which."""
    return [f"{name}: {wrong}" for name, value in WRONG.items() for wrong in check(value)]


@on(SITE_KEYS)
def test_no_value_of_a_sites_setting_is_a_fault(project: Path, key: str) -> None:
    path = plain(project)

    def check(value: Any) -> list[str]:
        settings: dict[str, Any] = {}
        put(settings, key, value)
        (project / "site" / "_config.yml").write_text(yaml.safe_dump(settings))
        return wrongs(project, path, NO_RUN)

    assert not each(check)


@on(HEAD_KEYS)
def test_no_value_in_a_front_matter_is_a_fault(project: Path, key: str) -> None:
    def check(value: Any) -> list[str]:
        head = front()
        put(head, key, value)
        return wrongs(project, plain(project, head), COMMANDS[1:] if key.startswith("nbpress") else NO_RUN)

    assert not each(check)


def as_file(nb: Any, folder: Path) -> Path:
    path = folder / "notebooks" / "run.ipynb"
    path.write_text(json.dumps(nb))
    return path


@on(RECORD_KEYS)
def test_no_value_in_a_notebooks_metadata_is_a_fault(project: Path, key: str) -> None:
    nb = json.loads(plain(project).read_text())

    def check(value: Any) -> list[str]:
        changed = copy.deepcopy(nb)
        put(changed["metadata"], key, value)
        return wrongs(project, as_file(changed, project), NO_RUN)

    assert not each(check)


@on(CELL_KEYS)
def test_no_value_in_a_cell_or_an_output_is_a_fault(project: Path, key: str) -> None:
    nb = json.loads(plain(project).read_text())

    def check(value: Any) -> list[str]:
        changed = copy.deepcopy(nb)
        output = {"output_type": "display_data", "data": {"text/plain": "x"}, "metadata": {}}
        if key in ("outputs.0.text", "outputs.0.name"):
            output = {"output_type": "stream", "name": "stdout", "text": "x"}
        elif key == "outputs.0.traceback":
            output = {"output_type": "error", "ename": "E", "evalue": "e", "traceback": []}
        for cell in changed["cells"]:
            cell["outputs"] = [copy.deepcopy(output)] if cell["cell_type"] == "code" else []
        for cell in changed["cells"][1:]:
            put(cell, key, value)
        return wrongs(project, as_file(changed, project), NO_RUN)

    assert not each(check)


@on(LINES)
def test_no_value_of_a_cells_option_is_a_fault(project: Path, key: str) -> None:
    def check(value: Any) -> list[str]:
        line = json.dumps(value) if not isinstance(value, dict) else str(value)
        picture = {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": "<svg/>"}}
        nb = notebook(code(f"#| {key}: {line}\n1", outputs=[picture]))
        return wrongs(project, saved(nb, project / "notebooks" / "run.ipynb"), NO_RUN)

    assert not each(check)


@on(ENTRY_KEYS)
def test_no_value_in_the_manifest_is_a_fault(project: Path, key: str) -> None:
    path = plain(project)
    assert tried(("publish", "--no-run", path))[0] == 0
    place = project / "site" / "_nbpress" / "run.json"
    entry = json.loads(place.read_text())

    def check(value: Any) -> list[str]:
        changed = copy.deepcopy(entry)
        put(changed, key, value)
        place.write_text(json.dumps(changed))
        return wrongs(project, path, COMMANDS[:2])

    assert not each(check)


DAMAGED = {
    "nothing": b"",
    "null": b"null",
    "list": b"[]",
    "text": b'"x"',
    "not UTF-8": b'{"slug": "\xff"}',
    "NUL": b"\0\0\0",
    "deep": b"[" * 100_000,
    "conflict": b"<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n",
    "BOM": b"\xef\xbb\xbf{}",
    "huge number": b'{"format": ' + b"9" * 5000 + b"}",
    "surrogate": b'{"format": 2, "slug": "\\ud800"}',
}


@pytest.mark.parametrize("name", DAMAGED)
@pytest.mark.parametrize("place", ["site/_nbpress/run.json", "site/.nbpress.json", "notebooks/run.ipynb", "p.yml"])
def test_no_damaged_file_is_a_fault(project: Path, place: str, name: str) -> None:
    path = plain(project)
    (project / place).parent.mkdir(exist_ok=True)
    (project / place).write_bytes(DAMAGED[name])
    commands = (("publish", "--frozen", "-f", str(project / "p.yml")),) if place == "p.yml" else COMMANDS
    assert not wrongs(project, path, commands)


YAMLS = {
    "NUL": "title: a\0b\n",
    "brackets": "title: " + "[" * DEEP + "]" * DEEP + "\n",
    "open brackets": "title: " + "[" * DEEP + "\n",
    "braces": "title: " + "{a: " * DEEP + "1" + "}" * DEEP + "\n",
    "indented": "".join(" " * n + "a:\n" for n in range(DEEP // 4)),
    "dashes": "a: 1\nb:\n  " + "- " * DEEP + "1\n",
    "tags": "title: !!python/object:os.system x\n",
    "binary": "title: !!binary '%%%'\n",
    "a number with letters": "title: !!int x\n",
    "a time that is none": "date: 2020-13-45\n",
    "an alias of nothing": "title: *a\n",
    "an alias of itself": "title: &a [*a]\n",
    "a mapping as key": "{[1]: 2}: 3\n? {a: 1}\n: 2\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "a key twice": "title: 1\ntitle: 2\n",
    "merge of a text": "<<: x\n",
    "sixty": "title: 190:20:30\nx: 1:60\nn: " + "9" * 5000 + "\n",
    "tab": "title:\t\tx\n\ty: 1\n",
}


@pytest.mark.parametrize("name", YAMLS)
def test_no_yaml_is_a_fault(project: Path, name: str) -> None:
    path = plain(project)
    (project / "site" / "_config.yml").write_text(YAMLS[name])
    found = wrongs(project, path, COMMANDS[:2])
    (project / "site" / "_config.yml").write_text("")
    (project / "p.yml").write_text(YAMLS[name])
    found += wrongs(project, path, (("publish", "--frozen", "-f", str(project / "p.yml")),))
    found += wrongs(project, path, (("publish", "--frozen", "-p", "n", YAMLS[name].replace("\0", "\\0")),))
    found += wrongs(project, plain(project, "title: A title\ndate: 2020-01-02\n" + YAMLS[name]))
    assert not found


SURROGATE = "a\udc80b"
WORDS: Mapping[str, tuple[str, ...]] = {
    "preview of no site": ("preview", "--site", "nope"),
    "publish to no site": ("publish", "--site", "nope"),
    "notebook": ("publish", SURROGATE),
    "notebook file": ("publish", f"{SURROGATE}.ipynb"),
    "site": ("publish", "--site", SURROGATE),
    "store": ("publish", "--frozen", "--store", SURROGATE),
    "variant": ("publish", "--frozen", "--as", SURROGATE, "run"),
    "parameter": ("publish", "--frozen", "-p", SURROGATE, "1", "run"),
    "value": ("publish", "--frozen", "-p", "n", SURROGATE, "run"),
    "kernel": ("publish", "--kernel", SURROGATE, "run"),
    "option": ("publish", f"--{SURROGATE}"),
    "command": (SURROGATE,),
    "parameters file": ("publish", "-f", SURROGATE, "run"),
    "new": ("new", SURROGATE),
    "init": ("init", f"{SURROGATE}/nope"),
    "clean": ("clean", SURROGATE),
    "freeze": ("freeze", SURROGATE),
    "sweep": ("sweep", "run", "-p", SURROGATE, "[1]"),
    "long name": ("publish", "x" * 5000 + ".ipynb"),
    "long value": ("publish", "--frozen", "-p", "n", "9" * 5000, "run"),
    "long title": ("new", "x" * 5000),
}


@pytest.mark.parametrize("name", WORDS)
def test_no_word_of_the_command_line_is_a_fault(project: Path, name: str) -> None:
    plain(project)
    before = tree(project / "site")
    assert not survives(project, *WORDS[name])
    assert tree(project / "site") == before


PROSE = {
    "brackets in a caption": "![" + "[" * 800 + "](a.png)",
    "brackets in a label": "[" * 800 + "a" + "]" * 800 + "(b)",
    "a width of 400 digits": f'<img src="a.png" width="{"9" * 400}">',
    "a width of 5,000 digits": f"![a](a.png){{width={'9' * 5000}}}",
    "a start of 400 digits": "9" * 400 + ". x",
    "an entity of 400 digits": "&#" + "9" * 400 + "; &#xD800; &#0;",
    "live values": "{eval}`" + "(" * 500 + "` {eval}`\0`",
    "an address": "[a](http://[::1) [b](//[) ![c](http://[x]/y.png) <http://[>",
    "percent": "[a](%ff%00%) ![b](%00.png)",
    "surrogate": "a \ud800 b",
}
OUTPUTS = {
    "svg of 400 digits": {"image/svg+xml": f'<svg width="{"9" * 400}" height="1e999" viewBox="0 0 {"9" * 400} 1"/>'},
    "html of 400 digits": {"text/html": f'<table width="{"9" * 400}"><tr><td colspan="{"9" * 400}">x</table>'},
    "no picture": {"image/png": "!!!"},
    "half a picture": {"image/png": "iVBORw0KGgo="},
    "address": {"text/html": '<a href="http://[">x</a><img src="//[x"><img srcset=",,"><base href="http://[">'},
}


@pytest.mark.parametrize("name", [*PROSE, *OUTPUTS])
def test_no_prose_and_no_output_is_a_fault(project: Path, name: str) -> None:
    width = code(f"#| fig-width: {'9' * 400}\n#| fig-cap: '{'[' * 800}'\n1", outputs=[{
        "output_type": "display_data", "metadata": {}, "data": OUTPUTS.get(name, {"image/svg+xml": "<svg/>"}),
    }])  # fmt: skip
    path = project / "notebooks" / "run.ipynb"
    path.parent.mkdir()
    path.write_text(json.dumps(notebook(text(PROSE.get(name, "x")), width)))
    assert not wrongs(project, path, COMMANDS[:2])


def test_no_change_by_chance_is_a_fault(project: Path) -> None:
    found = []
    for what, words in rounds(project, seed=1, count=100):
        if wrong := survives(project, *words):
            found.append(f"{what}: {wrong}")
    assert not found
