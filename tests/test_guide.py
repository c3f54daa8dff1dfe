"""The guide says what the code knows, all of it and nothing else; its examples are run or built."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import guide
import pytest
import sentences
import theme_table
import yaml
from builders import blog as bare_blog
from builders import code, notebook, saved
from guide import column, page, section, spans
from pictures import png
from selectolax.lexbor import LexborHTMLParser as Page

import nbpress
from nbpress.check import compare, expectations, secret_kinds
from nbpress.cli.main import cli
from nbpress.core import errors, notices
from nbpress.notebook import (
    article_options,
    cell_options,
    dialects,
    expressions,
    frontmatter,
    markdown,
    settings,
    work_bounds,
    yaml_text,
)
from nbpress.notebook.dialects import datalore, deepnote, fastpages, kaggle, nbdev, nbextensions, nteract
from nbpress.read import companions, dependencies, themes
from nbpress.read import site as sites
from nbpress.read.sources import ipynb as notebook_files
from nbpress.render import math, math_bounds, terminal
from nbpress.render.outputs import output_sink
from nbpress.render.post import page_macros
from nbpress.sweep import inputs

CELLS = [name for name in guide.NAMES if guide.written(name)[1]]
READ = re.compile(
    r"""(?:environ(?:\.get)?[\[(]|getenv\(|envvar=|^(?:VARIABLE|FOLDERS) = )\s*["']([A-Z][A-Z_]+)["']""", re.M
)
SEVERAL = re.compile(r"^VARIABLES = \((.*?)\)", re.M | re.S)
OF_A_CELL = "cell 7, line 2: ValueError: …"  # what a failed cell says is the kernel's
SHELL = {"cd", "jekyll", "source", ".venv/bin/python", ".venv/bin/ruff", "git"}


def options(command: click.Command) -> set[str]:
    return {name for option in command.params if isinstance(option, click.Option) for name in option.opts}


def get_calls(path: Path, mapping: str) -> set[str]:
    """The keys that a module asks a mapping of that name for."""
    return set(re.findall(rf'\b{mapping}\.get\("(\w+)"', path.read_text()))


# --- what the code knows stands in the guide, and the other way round -----------------------------------------


def test_the_keys_of_a_front_matter() -> None:
    assert sorted(column(section("front-matter", "Reference: keys under `nbpress:`"))) == sorted(settings.SHAPES)
    assert set(expectations.FUNCTIONS) <= set(spans(section("front-matter", "Promise something")))


def test_the_keys_that_jekyll_gets_and_nbpress_reads() -> None:
    told = set(column(section("front-matter", "Reference: keys that Jekyll gets, and nbpress reads")))
    others = ("scaffold", "sources", "text_header.py", "text_cells.py")  # what they read is no front matter of ours
    files = [path for path in sentences.PACKAGE.rglob("*.py") if not set(others) & set(path.parts)]
    assert set().union(*(get_calls(path, "(?:front.|header_)?values") for path in files)) <= told
    assert told <= set().union(*(set(sentences.strings(path)) for path in files))


def test_the_tags_of_cells() -> None:
    assert sorted(column(section("cell-options", "Reference: tags"))) == sorted(cell_options.KNOWN_TAGS)


def test_the_options_of_cells() -> None:
    assert sorted(column(section("cell-options", "Reference: options"))) == sorted(cell_options.KNOWN_OPTIONS)


def test_the_dialects_and_their_words() -> None:
    table = section("dialects", "Reference: dialects")
    assert [spans(line)[0] for line in table.splitlines() if line.startswith("| `")] == list(dialects.names())
    told = {
        span.replace("\\|", "|").split()[0]
        for name in ("fastpages", "nbdev")
        for span in spans(section("dialects", name))
    }
    flags = {f"#{word}" for word in (*fastpages.HIDING, *fastpages.FOLDING, fastpages.FOLDED_OUTPUT)}
    flags |= {f"#|{word.replace('-', '_')}" for word in (*nbdev.BARRED, *nbdev.OTHERS)}
    flags |= {f"#{word.replace('-', '_')}" for word in nbdev.BARE}
    assert {word for word in told if word.startswith("#") and len(word) > 1} == flags
    marks = set(spans(section("dialects", "Marks in the metadata")))
    read = {name for each in (datalore, deepnote, kaggle, nbextensions, nteract) for name in each.MARKS}
    assert read <= marks
    named = {"languageId", "vscode", "kernelName", "polyglot_notebook", "kernel", "%sql", "%md"}  # of a cell's language
    assert marks - read == {"jupyter", "collapsed", "hidden", "trusted", "slideshow", *named}


def test_what_an_article_and_a_site_say_of_all_cells() -> None:
    told = set(spans(section("cell-options", "Show, fold or hide all code")))
    assert {*article_options.CODE, *article_options.EXECUTE, *article_options.FORMAT} <= told


def test_the_keys_of_an_input() -> None:
    assert sorted(column(section("sweeps", "An article about a sweep"))) == sorted(inputs.KEYS)


def test_the_settings_of_a_site() -> None:
    assert sorted(column(section("settings", "Reference: keys under `nbpress:`"))) == sorted(sites.KEYS)
    assert set(sites.MATHS) <= set(spans(page("settings")))


def test_the_themes_key_by_key() -> None:
    assert theme_table.table() in section("settings", "Themes")
    assert column(section("settings", "Reference: keys of a theme")) == ["name", *themes.SHAPES]


def test_what_is_read_of_jekylls_own_settings() -> None:
    told = column(section("settings", "Reference: what else is read in `_config.yml`"))
    files = (sentences.PACKAGE / "read" / name for name in ("site.py", "themes.py"))
    read = set().union(*(get_calls(path, "config") for path in files)) - {"nbpress"}
    assert sorted(told) == sorted(read)


def test_every_command_has_its_section() -> None:
    told = re.findall(r"^## nbpress (\w+)$", page("commands"), re.M)
    assert sorted(told) == sorted(cli.commands)


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_the_options_of_a_command(name: str) -> None:
    told = [span.split()[0] for span in column(section("commands", f"nbpress {name}"))]
    assert sorted(told) == sorted(options(cli.commands[name]))
    assert f"nbpress {name}" in " ".join(spans(section("commands", f"nbpress {name}")))


def variables(*folders: str) -> set[str]:
    """The environment variables that the files of some folders read."""
    files = [path for folder in folders for path in sorted((guide.ROOT / folder).rglob("*.py"))]
    texts = [path.read_text("utf-8") for path in files]
    listed = (name for text in texts for names in SEVERAL.findall(text) for name in re.findall(r"[A-Z][A-Z_]+", names))
    return {name for text in texts for name in READ.findall(text)} | set(listed)


def test_the_environment_variables() -> None:
    told = column(section("settings", "Reference: environment variables"))
    assert sorted(told) == sorted(variables("tools/nbpress", "notebooks"))


def test_the_environment_variables_of_developers_stand_where_developers_look() -> None:
    known = {name for name in variables("tools/bench", "tests") if name.startswith("NBPRESS_")}
    told = set(re.findall(r"NBPRESS_\w+", (guide.ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    assert known - variables("tools/nbpress") == told


def test_every_warning() -> None:
    table = section("warnings", "Reference: warnings")
    rows = [line.strip("|").split(" | ") for line in table.splitlines() if line.startswith("| `nb-")]
    assert [spans(row[0]) for row in rows] == [[code] for code in notices.KINDS]
    assert {spans(row[0])[0]: set(spans(row[1])) for row in rows} == sentences.warnings()
    told = {spans(row[0])[0]: notices.Kind(*(unlinked(cell) for cell in row[2:])) for row in rows}
    assert told == notices.KINDS
    assert sentences.made("drifted") <= set(spans(table))


def unlinked(markdown: str) -> str:
    """The words of a cell of a table, links and backticks that only mark up taken out."""
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", markdown).strip()


def test_every_reason_why_a_file_does_not_come_along() -> None:
    told = column(section("prose", "Reference: reasons why a file does not come along"))
    assert sorted(told) == sorted(sentences.refusals())


def test_the_kinds_of_files_that_come_along() -> None:
    rows = [set(spans(line)) for line in section("prose", "Reference: kinds of files").splitlines() if " | `" in line]
    assert rows == [companions.PICTURES, companions.KINDS - companions.PICTURES]


def test_the_kinds_of_secrets() -> None:
    [row] = [line for line in section("security", "When a secret stops an article").splitlines() if "form of" in line]
    told = re.split(r", | and ", row.split(": ", 1)[1].split(" | ")[0])
    assert told == list(dict.fromkeys(kind.name for kind in secret_kinds.KINDS))


BOUNDS = {
    "one text": [terminal.LONGEST],
    "all outputs": [output_sink.PAGE],
    "an output as Markdown": [terminal.LONGEST],
    "an output as HTML": [output_sink.FORM],
    "a formula": [math_bounds.LONGEST, math_bounds.DEEPEST, math_bounds.FENCES, math_bounds.GROWTH],
    "all formulas": [math.PAGE],
    "macros": [page_macros.MOST],
    "option lines": [cell_options.LONGEST],
    "an element of HTML": [work_bounds.DEEPEST, work_bounds.MOST_ATTRIBUTES],
    "the JSON": [notebook_files.DEEPEST],
    "front matter": [yaml_text.DEEPEST, yaml_text.LARGEST],
    "Markdown": [markdown.DEEPEST],
    "a condition": [expressions.LONGEST, expressions.STEPS, expressions.LARGEST],
}


def test_how_much_a_page_takes() -> None:
    table = section("warnings", "Reference: how much a page takes")
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if re.search(r"\d", line)]
    told = {row[0]: [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\b", row[1])] for row in rows}
    assert [next(name for name in BOUNDS if row.startswith(name)) for row in told] == list(BOUNDS)
    assert list(told.values()) == list(BOUNDS.values())


def test_the_errors_that_the_guide_explains_are_raised() -> None:
    told = column(section("warnings", "Reference: what stops an article"))
    assert len(told) > 20 and set(told) - {OF_A_CELL} <= sentences.errors()


def test_the_classes_of_errors() -> None:
    known = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)]
    assert column(section("python", "Reference: errors")) == known


def test_the_names_of_the_package() -> None:
    told = column(section("python", "Reference: names")) + column(section("python", "Reference: errors"))
    assert sorted(told) == sorted(nbpress.__all__)


@pytest.mark.parametrize(
    ("heading", "classes"),
    [
        ("PublishOptions", [nbpress.PublishOptions]),
        ("Outcome", [nbpress.Outcome]),
        ("SweepOptions and SweepOutcome", [nbpress.SweepOptions, nbpress.SweepOutcome]),
    ],
)
def test_the_fields_of_the_package(heading: str, classes: list[type]) -> None:
    known = {field.name for each in classes for field in dataclasses.fields(each)}
    known |= {name for each in classes for name, value in vars(each).items() if isinstance(value, property)}
    assert set(column(section("python", f"Reference: {heading}"))) == known


def test_what_the_deployment_says_of_failures_is_what_is_said() -> None:
    said = [text for text in column(section("deployment", "When it fails")) if not text.startswith("it needs a run")]
    workflow = (guide.ROOT / ".github" / "workflows" / "blog.yml").read_text()
    code = "".join(text for path in sentences.PACKAGE.rglob("*.py") for text in sentences.strings(path))
    foreign = "Get Pages site failed"  # by GitHub's own action
    assert [text for text in said if text != foreign and text.strip("… ") not in workflow + code] == []


@pytest.mark.parametrize("place", [*guide.NAMES, *(path.name for path in guide.OTHERS)])
def test_every_command_and_option_that_prose_names_exists(place: str) -> None:
    path = guide.ROOT / place
    named = spans(path.read_text("utf-8") if path.is_file() else page(place))
    every = set().union(*map(options, cli.commands.values()))
    calls = [span.split() for span in named if re.match(r"nbpress [a-z]+\b", span) and span not in sentences.errors()]
    assert [words for words in calls if words[1] not in cli.commands] == []
    assert [
        words for words in calls for word in words if long(word) and word not in options(cli.commands[words[1]])
    ] == []
    assert [span for span in named if long(span.split()[0]) and span.split()[0] not in every] == []


def long(word: str) -> bool:
    """Whether a word looks like an option of nbpress, and not like one of somebody else's."""
    return re.fullmatch(r"--[a-z][a-z-]+", word) is not None


# --- its examples are run or built ------------------------------------------------------------------------------


@pytest.mark.parametrize("block", guide.front_matters(), ids=lambda block: f"{block.place}: {block.text[:30]!r}")
def test_a_front_matter_is_one(block: guide.Block) -> None:
    assert block.text.endswith("\n---")
    front = frontmatter.parse(block.text.removeprefix("---\n").removesuffix("---"))
    settings.checked(front.settings)
    dependencies.declared(front.settings.get("depends"))
    compare.tolerances(front.settings.get("tolerance"), front.settings.get("results") or {})
    for key in ("expect", "warn"):
        for condition in expectations.conditions(front.settings.get(key), key):
            names = dict.fromkeys(re.findall(r"\b[a-z_]+\b", condition), 1.0)
            expectations.missed({condition: ""}, names)


@pytest.mark.parametrize("block", guide.configurations(), ids=lambda block: f"{block.place}: {block.text[:30]!r}")
def test_a_configuration_is_read(block: guide.Block, tmp_path: Path) -> None:
    (tmp_path / "_config.yml").write_text(block.text)
    assert sites.load(tmp_path).root == tmp_path
    assert yaml.safe_load(block.text)


@pytest.mark.parametrize(("place", "line"), list(guide.commands()))
def test_a_line_for_the_shell_can_be_called(place: str, line: str) -> None:
    words = shlex.split(line, comments=True)
    while words and re.match(r"[A-Z_]+=", words[0]):
        words = words[1:]
    assert not faults(words), f"{place}: {line}"


def faults(words: list[str]) -> list[str]:
    """What is wrong with the words of a command line."""
    program, *rest = words
    if program.removeprefix(".venv/bin/") == "nbpress":
        return list(called(rest))
    if program == "make":
        makefile = (guide.ROOT / "Makefile").read_text()
        targets = re.findall(r"^([a-z]+):.*##", makefile, re.M)
        return [word for word in rest if word not in targets and f"$({word.split('=')[0]})" not in makefile]
    points = tomllib.loads((guide.ROOT / "pyproject.toml").read_text())["project"]["entry-points"]
    if program == "papermill":
        return [] if rest[rest.index("--engine") + 1] in points["papermill.engine"] else rest
    if program == "jupyter":
        return [] if rest[rest.index("--to") + 1] in points["nbconvert.exporters"] else rest
    if program.endswith("python") and rest[0] == "-m" and rest[1].startswith("tools."):
        sys.path.insert(0, str(guide.ROOT))
        return [] if importlib.util.find_spec(f"{rest[1]}.__main__") else rest
    return [] if program in SHELL or words[:2] in (["pip", "install"], ["pipx", "install"]) else words


def called(words: list[str]) -> Iterator[str]:
    """What click says of a call of `nbpress`."""
    command = cli.commands.get(words[0])
    if command is None:
        yield f"no command {words[0]}"
        return
    try:
        command.make_parser(click.Context(command)).parse_args(words[1:])
    except click.UsageError as error:
        yield error.format_message()


def report(project: Path) -> None:
    """The notebook that the guide's examples speak of."""
    sample = "rate = 0.1\nseed = 1\nnum_epochs = 1", "accuracy = round(1 - rate / num_epochs + seed / 1000, 3)"
    head = "---\ntitle: A report\ndate: 2026-01-01\nnbpress: {results: {accuracy: accuracy}}\n---"
    cells = code(sample[0], "parameters"), code(sample[1])
    saved(notebook(*cells, head=head), project / "notebooks" / "report.ipynb")


def test_the_program_of_the_guide_prints_what_stands_below_it(tmp_path: Path) -> None:
    bare_blog(tmp_path)
    report(tmp_path)
    program, printed = guide.blocks("python", page("python"))
    done = subprocess.run(
        [sys.executable, "-c", program.text], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.rstrip()) == (0, printed.text), done.stderr


def test_the_secret_of_the_guide_is_found_and_told_as_it_stands_there(tmp_path: Path) -> None:
    bare_blog(tmp_path)
    key = "hf_" + "QwErTyUiOpAsDfGhJkLzXcVbNmQwErTyUi"  # in two: whole, it would look like one that leaked
    saved(notebook(code(f'token = "{key}"')), tmp_path / "notebooks" / "report.ipynb")
    command = [sys.executable, "-m", "nbpress", "publish", "report"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    told, allowed = guide.blocks("security", section("security", "When a secret stops an article"))
    assert done.returncode == 1 and told.text.splitlines()[-1].strip() in [
        line.strip() for line in done.stdout.splitlines()
    ]
    assert yaml.safe_load(allowed.text)["nbpress"]["allow"][0] in told.text
    (tmp_path / "site" / "_config.yml").write_text(allowed.text)
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", CELLS)
def test_the_cells_of_a_page_are_an_article(name: str, tmp_path: Path) -> None:
    stem, nb = guide.written(name)
    root = bare_blog(tmp_path)
    saved(nb, tmp_path / "notebooks" / f"{stem}.ipynb")
    report(tmp_path)
    (tmp_path / "notebooks" / "data.csv").write_text("year,visitors\n")
    (tmp_path / "notebooks" / "hall.png").write_bytes(png())
    (tmp_path / "notebooks" / "_intro.md").write_text("What all reports say.\n")
    command = [sys.executable, "-m", "nbpress", "publish", stem]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{stem}: published, ran in" in done.stdout and "WARNING" not in done.stdout
    posts = list((root / "_posts").glob(f"*-{stem}.md"))
    assert len(posts) == 1 and "{eval}" not in posts[0].read_text("utf-8")


def test_pages_with_cells_are_found() -> None:
    assert {"begin", "front-matter", "cell-options", "prose", "live-values", "sweeps"} <= set(CELLS)


def test_no_line_of_an_example_is_cut_off_on_a_wide_screen() -> None:
    blocks = [block for name in guide.NAMES for block in guide.blocks(name, page(name))]
    assert [line for block in blocks for line in block.text.splitlines() if len(line) > 84] == []


# --- it reads well, in the repository and on the site -------------------------------------------------------------


@pytest.mark.parametrize("name", guide.NAMES)
def test_a_page_says_where_it_belongs(name: str) -> None:
    head = yaml.safe_load((guide.FOLDER / f"{name}.md").read_text("utf-8").split("---\n")[1])
    assert head["permalink"] == ("/guide/" if name == "index" else f"/guide/{name}/")
    assert head["layout"] == "guide" and head["title"] and head["description"] and isinstance(head["order"], int)
    assert head["render_with_liquid"] is False, "its examples hold Liquid"
    assert name == "index" or f"({name}.md)" in page("index")


def test_the_pages_stand_in_one_order() -> None:
    heads = [yaml.safe_load((guide.FOLDER / f"{name}.md").read_text("utf-8").split("---\n")[1]) for name in guide.NAMES]
    assert sorted(head["order"] for head in heads) == list(range(len(heads)))
    listed = re.findall(r"^- \[.*\]\(([\w-]+)\.md\)", page("index"), re.M)
    assert ["index", *listed] == sorted(guide.NAMES, key=lambda name: heads[guide.NAMES.index(name)]["order"])


@pytest.mark.parametrize("path", [*guide.OTHERS, *guide.FOLDER.glob("*.md")], ids=lambda path: path.name)
def test_links_lead_to_files_of_the_repository(path: Path) -> None:
    links = re.findall(
        r"\]\((?!https?:)([^)#\s]+)(?:#[\w-]+)?\)",
        re.sub(r"```.*?```|`[^`\n]+`", "", path.read_text("utf-8"), flags=re.S),
    )
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("name", guide.NAMES)
def test_jekyll_builds_examples_and_tables_as_they_are_written(name: str, blog: Path) -> None:
    built = Page((blog / "guide" / ("" if name == "index" else name) / "index.html").read_text("utf-8"))
    code = [node.text().rstrip("\n") for node in built.css(".prose pre code")]
    assert code == [block.text for block in guide.blocks(name, page(name))]
    tables = re.findall(r"^\|(?:---\|)+$", page(name), re.M)
    assert len(built.css(".prose table")) == len(tables)
    inline = {" ".join(node.text().split()) for node in built.css(".prose :not(pre) > code")}
    assert inline == {" ".join(span.split()) for span in spans(page(name))}
    assert [node.attributes["href"] for node in built.css("a[href*='.md']")] == []
