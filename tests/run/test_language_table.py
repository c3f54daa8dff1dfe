"""What each language can do, as a table: a row is what one small notebook of it really did, in its own kernel.

The guide shows the same table. Julia's kernel stands in for IJulia (`julia_kernel.py`).
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, notebook, saved, text

from nbpress.core.errors import CellError, ParameterError, RunError
from nbpress.notebook import languages, live_values
from nbpress.notebook.parameter_values import Text
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.run import failed_cell
from nbpress.sweep.notebook import sweep_notebook

TESTS = Path(__file__).parents[1]
GUIDE = TESTS.parents[0] / "site" / "pages" / "guide" / "languages.md"
NAME = 'it\'s "q" $HOME \\ é'


@dataclass(frozen=True)
class Case:
    """A notebook of a language.

    values: what the page shows of expressions. results: as JSON has them. figure, table: code that makes one. fails: code
    whose third line fails, with the line that is told. wrong: an expression that has no value, and what is said of it.
    """

    language: str
    argv: tuple[str, ...]
    parameters: str
    code: str
    values: Mapping[str, str]
    results: Mapping[str, tuple[str, Any]]
    wrong: tuple[str, str]
    fails: str
    line: str = ""
    figure: str = ""
    table: str = ""


def python(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, "-f", "{connection_file}")


CASES = [
    Case(
        "Python",
        python("ipykernel_launcher"),
        'n = 5  # how many\nname = "x"',
        "y = n * 2",
        {"y": "14", 'f"{y:.1f}"': "14.0", "[1.5, 2]": "[1.5, 2]", "name": NAME},
        {"y": ("y", 14), "name": ("name", NAME), "sum": ("0.1 + 0.2", 0.30000000000000004), "truth": ("y > 10", True)},
        ("nosuch", "NameError: name 'nosuch' is not defined"),
        "x = 1\n\nraise ValueError('boom')",
        "3",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        'from IPython.display import HTML\nHTML("<table><tr><td>1</td></tr></table>")',
    ),
    Case(
        "R",
        ("R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"),
        'n <- 5  # how many\nname <- "x"',
        "y <- n * 2",
        {
            "y": "14",
            'sprintf("%.1f", y)': "14.0",
            "c(1.5, 2)": "1.5, 2.0",
            'c("a", "b")': "a, b",
            "name": NAME,
            'as.Date("2020-01-02")': "2020-01-02",
            '""': "",
        },
        {
            "y": ("y", 14),
            "name": ("name", NAME),
            "sum": ("0.1 + 0.2", 0.30000000000000004),
            "truth": ("y > 10", True),
            "mixed": ('list(a = c(1, 2), b = "x", c = NA)', {"a": [1, 2], "b": "x", "c": None}),
        },
        ("1 +", "unexpected end of input"),
        "x <- 1\n\nstop('boom')",
        "",
        "plot(1:3)",
        "data.frame(a = 1:2)",
    ),
    Case(
        "Julia",
        (sys.executable, str(TESTS / "julia_kernel.py"), "-f", "{connection_file}"),
        'n = 5  # how many\nname = "x"',
        "y = n * 2",
        {"y": "14", "[1.5, 2]": "1.5, 2.0", '["a", "b"]': "a, b", "name": NAME},
        {"y": ("y", 14), "name": ("name", NAME), "sum": ("0.1 + 0.2", 0.30000000000000004), "truth": ("y > 10", True)},
        ("nosuch", "UndefVarError: `nosuch` not defined in `Main`"),
        'x = 1\n\nerror("boom")',
        "3",
        table="table",
    ),
    Case(
        "Octave",
        python("octave_kernel"),
        "n = 5;  % how many\nname = 'x';",
        "y = n * 2;",
        {
            "y": "14",
            'sprintf("%.1f", y)': "14.0",
            "[1.5, 2]": "1.5000, 2.0000",
            '{"a", "b"}': "a, b",
            "name": NAME,
            "''": "",
            "@sin": "@sin",
            "1 + 2i": "1 + 2i",
        },
        {
            "y": ("y", 14),
            "name": ("name", NAME),
            "sum": ("[1.5, 2]", [1.5, 2]),
            "truth": ("y > 10", True),
            "complex": ("1 + 2i", "1 + 2i"),
            "short": ("single(2.5)", 2.5),
            "long": ("int64(9007199254740993)", 9007199254740993),
        },
        ("nosuch", "'nosuch' undefined"),
        "x = 1;\n\nerror('boom')",
        "",
        "plot(1:3)",
    ),
    Case(
        "bash",
        python("bash_kernel"),
        "n=5  # how many\nname=x",
        "y=$((n * 2))",
        {"$y": "14", "echo $y | tr 0-9 a-j": "be", "${name}": NAME},
        {"y": ("$y", 14), "name": ("$name", NAME), "sum": ("echo 0.5", 0.5), "truth": ("echo true", True)},
        ("nosuch", "nosuch: command not found"),
        "x=1\n\nfalse",
    ),
    Case(
        "TypeScript",
        ("deno", "jupyter", "--kernel", "--conn", "{connection_file}"),
        "let n: number = 5;  // how many\nlet name = 'x';",
        "const y = n * 2;",
        {"y": "14", "y.toFixed(1)": "14.0", "[1.5, 2]": "1.5, 2", '["a", "b"]': "a, b", "name": NAME, "''": ""},
        {
            "y": ("y", 14),
            "name": ("name", NAME),
            "sum": ("0.1 + 0.2", 0.30000000000000004),
            "truth": ("y > 10", True),
            "map": ('new Map([["a", new Set([1])]])', {"a": [1]}),
        },
        ("nosuch", "nosuch is not defined"),
        "const x = 1;\n\nthrow new Error('boom')",
        table='({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<table><tr><td>1</td></tr></table>" }) })',
    ),
]


# What a line shows of a table; alone in its paragraph it is the table.
WORDS = {"Python": "1", "R": "A data.frame: 2 × 1 a <int> 1 2", "TypeScript": "1"}


@pytest.fixture(scope="module")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder in which Jupyter finds a kernel of each language."""
    folder = tmp_path_factory.mktemp("jupyter")
    for case in CASES:
        argv = [shutil.which(case.argv[0], path=f"{Path(sys.executable).parent}:/usr/bin") or "", *case.argv[1:]]
        spec = folder / "kernels" / kernel(case)["name"]
        spec.mkdir(parents=True)
        (spec / "kernel.json").write_text(json.dumps({"argv": argv, **kernel(case)}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        yield


def kernel(case: Case) -> dict[str, str]:
    return {
        "name": f"{case.language.lower()}-of-the-tests",
        "display_name": case.language,
        "language": case.language.lower(),
    }


def head(case: Case) -> str:
    lines = [f"    {name}: {json.dumps(asked)}" for name, (asked, _) in case.results.items()]
    expected = ["y == 14", "truth", "n > 5", "len(name) > 3"]
    return "\n".join(
        [
            *("---", "title: A title", "date: 2020-01-02", "nbpress:", "  results:", *lines),
            *("  expect:", *(f"    - {json.dumps(each)}" for each in expected), "---"),
        ]
    )


def cells(case: Case) -> list[Any]:
    prose = "\n\n".join(f"Value {{eval}}`` {expression} ``." for expression in case.values)
    more = [code(each) for each in (case.figure, case.table) if each]
    if case.language in WORDS:
        table = case.table.splitlines()[-1]
        more.append(text(f"Words {{eval}}`` {table} `` here.\n\n{{eval}}`` {table} ``"))
    return [
        code(case.parameters, "parameters"),
        code(case.code),
        text(prose),
        *more,
        code(case.fails, "raises-exception"),
    ]


@dataclass(frozen=True)
class Ran:
    """The notebook of a language, published."""

    case: Case
    site: Path
    path: Path
    outcome: Outcome

    @property
    def page(self) -> str:
        return next(self.site.glob("_posts/*.md")).read_text()

    @property
    def run(self) -> Any:
        [kept] = (self.path.parents[1] / ".nbpress" / "runs").glob("*.ipynb")
        return json.loads(kept.read_text())


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.language)
def ran(request: pytest.FixtureRequest, kernels: None, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    case: Case = request.param
    folder = tmp_path_factory.mktemp("blog")
    site = blog(folder)
    path = saved(notebook(*cells(case), head=head(case), kernel=kernel(case)), folder / "notebooks" / "a.ipynb")
    options = Options(site=site, store=folder / ".nbpress", parameters={"n": 7, "name": NAME})
    return Ran(case, site, path, publish([path], options)[0])


def test_a_notebook_of_each_language_does_what_the_guide_says(ran: Ran) -> None:
    assert ran.outcome.error is None
    row = " | ".join([ran.case.language, *done(ran)])
    print(f"| {row} |")
    assert f"| {row} |" in GUIDE.read_text()


def done(ran: Ran) -> Iterator[str]:
    """What a run did: each column of the table."""
    case, record = ran.case, ran.run["metadata"]["nbpress"]
    yield from ("yes", ticked(record["parameters"] == {"n": 7, "name": NAME}))
    answers = next(cell["metadata"]["user_expressions"] for cell in ran.run["cells"] if "Value" in cell["source"])
    shown = {each["expression"]: live_values.plain(each["result"]) for each in answers}
    assert shown == case.values
    yield ticked(len(shown) == len(case.values) and "Value 14.\n" in ran.page)
    expected = {name: value for name, (_, value) in case.results.items()}
    assert record["results"] == expected
    yield ticked(json.dumps(record["results"], sort_keys=True) == json.dumps(expected, sort_keys=True))  # types and all
    yield ticked(bool(ran.page))  # it stands there only if all that is expected holds
    yield ticked(swept(ran))
    last = ran.run["cells"][-1]
    lines = [line for each in last["outputs"] for line in each.get("traceback", ())]
    traceback, count = re.sub(r"\x1b\[[\d;]*m", "", "\n".join(lines)), last["execution_count"]
    line = failed_cell.line(traceback, count, languages.of(case.language))
    assert line == case.line
    yield ticked(bool(line))
    yield ticked(any(ran.site.rglob("images/**/*.png")))
    yield ticked("<table" in ran.page)
    if case.language in WORDS:
        assert f"\nWords {WORDS[case.language]} here.\n" in html.unescape(ran.page)
        assert ran.page.count('<div class="nb-output nb-html') == 2
        assert [notice.code for notice in ran.outcome.warnings].count("nb-block-value") == 1


def ticked(yes: bool) -> str:
    return "yes" if yes else "no"


def swept(ran: Ran) -> bool:
    """Whether a sweep finds the run that was published under its parameters."""
    found = sweep_notebook(ran.path, {"n": [7]}, {"name": NAME})
    [row] = found.rows
    return not row.error and row.results["y"] == 14 and row.date == ran.run["metadata"]["nbpress"]["date"]


WRONG = [case for case in CASES if case.language in ("R", "TypeScript")]


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.language)
def test_an_expression_that_has_no_value_is_an_error_in_its_language(case: Case, kernels: None, tmp_path: Path) -> None:
    expression, said = case.wrong
    nb = notebook(text(f"It is {{eval}}`{expression}`."), kernel=kernel(case))
    outcome = published(nb, tmp_path)
    assert isinstance(outcome.error, RunError) and f"cell 2: {expression}: " in str(outcome.error)
    assert said in str(outcome.error)


def test_a_cell_of_octave_that_prints_its_error_ends_the_run(kernels: None, tmp_path: Path) -> None:
    case = next(case for case in CASES if case.language == "Octave")
    caught = 'try, error("caught"), catch, disp("error: other"), end'
    cells = code(caught), code(case.fails), code("fclose(fopen('reached', 'w'));")
    outcome = published(notebook(*cells, kernel=kernel(case)), tmp_path)
    assert isinstance(outcome.error, CellError)
    assert "cell 3: error: boom" in str(outcome.error) and not (tmp_path / "notebooks" / "reached").exists()


def published(nb: Any, folder: Path) -> Outcome:
    path = saved(nb, folder / "notebooks" / "a.ipynb")
    return publish([path], Options(site=blog(folder), store=folder / ".nbpress"))[0]


def test_an_unknown_or_mistyped_parameter_is_an_error_before_a_kernel_starts(tmp_path: Path) -> None:
    nowhere = {"name": "none", "display_name": "R", "language": "R"}
    path = saved(
        notebook(code("n <- 5\nv <- c(1, 2)", "parameters"), kernel=nowhere), tmp_path / "notebooks" / "a.ipynb"
    )
    for given, said in ({"m": 1}, 'no parameter "m"'), ({"n": Text("many")}, '"n" takes a number'):
        options = Options(site=blog(tmp_path), store=tmp_path / ".nbpress", parameters=given)
        [outcome] = publish([path], options)
        assert isinstance(outcome.error, ParameterError) and said in str(outcome.error)


def test_parameters_of_a_language_that_nobody_can_write_are_an_error_and_no_fault(tmp_path: Path) -> None:
    cobol = {"name": "cobol", "display_name": "COBOL", "language": "cobol"}
    path = saved(notebook(code("n = 5", "parameters"), kernel=cobol), tmp_path / "notebooks" / "a.ipynb")
    options = Options(site=blog(tmp_path), store=tmp_path / ".nbpress", parameters={"n": 7})
    [outcome] = publish([path], options)
    assert isinstance(outcome.error, ParameterError) and "in cobol: n" in str(outcome.error)
    assert "fault of nbpress" not in str(outcome.error)
