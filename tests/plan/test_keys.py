"""The run key covers what runs and nothing else; the render key covers the rest."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from builders import code, notebook, text

from nbpress.core.manifest import Entry
from nbpress.core.records import Context, Site
from nbpress.notebook import frontmatter
from nbpress.notebook.ipynb import language_of
from nbpress.plan import keys, reasons


def key(*cells: Any, language: str = "python", **parameters: Any) -> str:
    return keys.run_key(notebook(*cells), language, parameters)


BASE = key(text("prose"), code("n = 5", "parameters"), code("x = n + 1\nprint(x)"), n=5)


@pytest.mark.parametrize(
    "cells",
    [
        (text("other prose"), code("n = 5", "parameters"), code("x = n + 1\nprint(x)")),
        (code("n = 5", "parameters"), text("prose"), text("more"), code("x = n + 1\nprint(x)")),
        (code("n = 5  # a comment", "parameters"), code("x = (n+1)\n\n# said\nprint(x)")),
        (
            code("n = 5", "parameters"),
            code("#| label: fig\n#| fig-cap: A caption\nx = n + 1\nprint(x)", "remove-input"),
        ),
        (code("n = 7", "parameters"), code("x = n + 1\nprint(x)")),
        (code("n = 5", "parameters"), code("n = 5", "injected-parameters"), code("x = n + 1\nprint(x)")),
        (
            code("n = 5", "parameters"),
            code("x = n + 1\nprint(x)"),
            code("#| eval: false\nboom()"),
            code("boom()", "skip-execution"),
        ),
    ],
    ids=[
        "prose",
        "order of prose",
        "comments and layout",
        "display options",
        "an overridden default",
        "papermill's cell",
        "skipped cells",
    ],
)
def test_what_does_not_run_is_no_part_of_the_run_key(cells: tuple[Any, ...]) -> None:
    assert key(*cells, n=5) == BASE


@pytest.mark.parametrize(
    "cells",
    [
        (code("n = 5", "parameters"), code("x = n + 2\nprint(x)")),
        (code("n = 5", "parameters"), code("print(x)\nx = n + 1")),
        (code("n = 5", "parameters"), code("x = n + 1\nprint(x)"), code("y = 1", "remove-cell")),
        (code("n = 5", "parameters"), code("x = n + 1\nprint(x)", "raises-exception")),
        (code("n = 5", "parameters"), code("%time x = n + 1\nprint(x)")),
        (code("n = 5", "parameters"), code('x = n + 1\nprint("", x)')),
    ],
    ids=["code", "order", "a hidden cell", "a cell that may fail", "a magic", "an empty text"],
)
def test_what_runs_is_part_of_the_run_key(cells: tuple[Any, ...]) -> None:
    assert key(*cells, n=5) != BASE


def test_parameters_and_language_are_part_of_the_run_key() -> None:
    assert (
        len({key(code("x"), n=5), key(code("x"), n=6), key(code("x"), n=5.0), key(code("x"), language="r", n=5)}) == 4
    )


OF_OTHERS = [
    ("r", "n <- 5\n\nx <- n # c", "# said\nn <- 5\nx <- n", 'n <- 5\nx <- "# c"'),
    ("octave", "x = 1; % c\n\ny = x';", "x = 1;\ny = x'; # d", "x = 1;\ny = 'x';"),
    ("julia", "#= a\nb =#\nx = 1", "x = 1 # c", 'x = "1"'),
    ("bash", "x=1 # c\n\necho $x", "# c\nx=1\necho $x", "x=1\necho '# c'"),
    ("typescript", "/* a */\nlet x = 1; // b", "let x = 1;", "let x = `\n\n`;"),
]


@pytest.mark.parametrize(("language", "source", "same", "other"), OF_OTHERS)
def test_comments_and_blank_lines_of_other_languages_do_not_count(
    language: str, source: str, same: str, other: str
) -> None:
    assert key(code(source), language=language) == key(code(same), language=language)
    assert key(code(source), language=language) != key(code(other), language=language)


def test_the_default_of_a_given_parameter_does_not_count_in_other_languages_either() -> None:
    cells = [code(f"n <- {n}\nm <- {m}", "parameters") for n, m in ((5, 1), (6, 1), (5, 2))]
    same, again, other = (key(cell, language="r", n=7) for cell in cells)
    assert same == again != other


def test_where_nobody_knows_the_comments_the_exact_text_counts() -> None:
    assert key(code("x # a"), language="cobol") != key(code("x # b"), language="cobol")


def test_magics_count_to_the_letter() -> None:
    assert key(code("%matplotlib inline\nx = 1")) == key(code("%matplotlib inline\nx  =  1"))
    assert key(code("%matplotlib inline\nx = 1")) != key(code("%matplotlib agg\nx = 1"))
    assert key(code("%%bash\nls  -l")) != key(code("%%bash\nls -l"))


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("#hide\nx = 1", "python"),
        ("%%time\n#hide\nx = 1", "python"),
        ("#|export\nx = 1", "python"),
        ("#hide_input\nx <- 1", "r"),
        ("#@title Load\nx = 1  #@param {type:'integer'}", "python"),
    ],
)
def test_a_flag_is_no_part_of_the_run_key(source: str, language: str) -> None:
    bare = "\n".join(line.split("  #")[0] for line in source.split("\n") if not line.startswith("#"))
    assert key(code(source), language=language) == key(code(bare), language=language)


def test_a_line_that_is_hidden_and_runs_is_part_of_the_run_key() -> None:
    assert key(code("x = 1\ny = 2  #| hide_line")) != key(code("x = 1"))


def test_an_article_that_expects_errors_has_another_run_key() -> None:
    nb = notebook(code("x"), head="---\nexecute: {error: true}\n---")
    shown = notebook(code("x"), head="---\nexecute: {echo: false}\n---")
    assert keys.run_key(nb, "python", {}) != keys.run_key(shown, "python", {}) == key(code("x"))
    assert keys.cell_hashes(nb, "python", {}) != keys.cell_hashes(shown, "python", {})


def test_figures_for_dark_pages_take_another_run_of_python_alone_and_what_the_article_says_goes_first() -> None:
    plain, own = (notebook(code("x"), head=f"---\ntitle: T\n{more}---") for more in ("", "nbpress: {figures: light}\n"))
    asked = notebook(code("x"), head="---\ntitle: T\nnbpress: {figures: both}\n---")
    both = keys.run_key(asked, "python", {})
    assert both == keys.run_key(plain, "python", {}, figures="both") != keys.run_key(plain, "python", {})
    assert keys.run_key(own, "python", {}, figures="both") == keys.run_key(plain, "python", {})
    assert keys.run_key(asked, "R", {}) == keys.run_key(plain, "R", {})
    site = dataclasses.replace(SITE, figures="both")
    assert rendered(plain, dataclasses.replace(CONTEXT, site=site)) == rendered(plain)


def test_the_render_key_knows_what_is_said_of_all_cells_and_marks_in_the_metadata() -> None:
    plain, marked, whole = notebook(code("x")), notebook(code("x")), notebook(code("x"))
    marked["cells"][1]["metadata"] |= {"_kg_hide-input": True}
    whole["metadata"]["hide_input"] = True
    noisy = notebook(code("x"))
    noisy["cells"][1]["metadata"] |= {"outputId": "1", "colab": {}}
    site = dataclasses.replace(SITE, cell_defaults={"code": "fold"})
    spoken = dataclasses.replace(SITE, dialects=("nbdev",))
    others = [
        rendered(marked),
        rendered(whole),
        rendered(notebook(code("x"), head="---\ntitle: A title\ndate: 2020-01-02\nexecute: {echo: false}\n---")),
        rendered(plain, dataclasses.replace(CONTEXT, site=site)),
        rendered(plain, dataclasses.replace(CONTEXT, site=spoken)),
    ]
    assert len({rendered(plain), *others}) == 6
    assert rendered(noisy) == rendered(plain)


def test_the_names_that_jupyterlab_gives_a_kernel_on_saving_change_no_key() -> None:
    before, after = notebook(code("n = 5", "parameters")), notebook(code("n = 5", "parameters"))
    after["metadata"]["kernelspec"] |= {"name": "env", "display_name": "Python 3 (ipykernel)"}
    after["metadata"]["language_info"] = {"name": "python", "version": "3.13.1", "pygments_lexer": "ipython3"}
    assert keys.run_key(before, language_of(before), {}) == keys.run_key(after, language_of(after), {})
    assert rendered(before) == rendered(after)


def test_the_key_is_the_same_for_every_python_and_machine() -> None:
    source = "def f(x: int) -> str:\n    return f'{x!r:>{5}}' if x else lambda y: {**y}\nprint(f(1))"
    assert key(code(source), n=1.5) == "71fda212804bf1de2ef2589f50db8a37289b450444ec00b12477d27577330faf"


SITE = Site(root=Path("/somewhere"))
CONTEXT = Context(site=SITE, name="notebooks/x.ipynb", slug="x", date="2020-01-02")


def rendered(nb: Any, context: Context = CONTEXT, **options: bool) -> str:
    return keys.render_key(nb, frontmatter.read(nb), context, **options)


def test_the_render_key_knows_prose_front_matter_tags_and_files_but_not_the_machine() -> None:
    nb = notebook(text("prose"))
    moved = Context(site=Site(root=Path("/elsewhere")), name="notebooks/x.ipynb", slug="x", date="2020-01-02")
    assert rendered(nb) == rendered(nb, moved)
    others = [
        rendered(notebook(text("other"))),
        rendered(notebook(text("prose"), head="---\ntitle: B\n---")),
        rendered(notebook(text("prose", tags=["remove-cell"]))),
        rendered(nb, Context(site=SITE, name="notebooks/x.ipynb", slug="x", date="2020-01-02", files={"a.png": b"1"})),
        rendered(
            nb, Context(site=Site(root=Path(), baseurl="/b"), name="notebooks/x.ipynb", slug="x", date="2020-01-02")
        ),
    ]
    assert len({rendered(nb), *others}) == 6


def test_outputs_are_part_of_the_render_key_only_where_nothing_is_run() -> None:
    bare, full = (
        notebook(code("1")),
        notebook(code("1", outputs=[{"output_type": "stream", "name": "stdout", "text": "1"}])),
    )
    assert rendered(bare) == rendered(full)
    assert rendered(bare, outputs=True) != rendered(full, outputs=True)
    before = rendered(full, outputs=True)
    full["metadata"]["widgets"] = {"a slider": 3}
    assert rendered(full, outputs=True) != before, "the page shows the state of widgets"


@pytest.mark.parametrize("head", ["---\ntitle: A\ntags: [a, b]\n---", None])
def test_a_page_that_shows_the_outputs_of_its_notebook_depends_on_all_that_the_notebook_says(head: str | None) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 5000}, "metadata": {}}

    def page(title: str = "A", content: str = "A" * 5000, tags: str = "[a, b]") -> str:
        nb = notebook(
            code("1", outputs=[{**picture, "data": {"image/png": content}}]),
            head=head and f"---\ntitle: {title}\ntags: {tags}\n---",
        )
        if head is None:
            nb["metadata"]["jekyll"] = {"title": title, "tags": tags}
        return rendered(nb, outputs=True)

    assert page() == page()
    others = [page(title="B"), page(content="A" * 4999 + "B"), page(content="A" * 4999), page(tags="[b, a]")]
    assert len({page(), *others}) == 5


def test_which_warnings_are_quiet_is_no_part_of_the_render_key_and_the_rest_of_a_front_matter_is() -> None:
    def page(block: str, kind: Any = None) -> str:
        nb = notebook(text("prose"), head=f"---\ntitle: A\nnbpress: {block}\n---")
        nb["cells"][0]["cell_type"] = kind or "raw"
        for number, each in enumerate(nb["cells"]):
            each["id"] = f"cell-{number}"
        return rendered(nb)

    for kind in ("raw", "markdown"):
        quiet = [page(block, kind) for block in ("{}", "{quiet: nb-formula}", "{quiet: [nb-formula, nb-warn]}")]
        assert len(set(quiet)) == 1
        assert (
            len({*quiet, page("{html: sanitized}", kind), page("{}\nlayout: x", kind), page("{}\n---\nRest", kind)})
            == 4
        )


def test_the_render_key_of_an_unchanged_notebook_is_that_of_earlier_versions() -> None:
    """Else every article of every blog were due: whoever means that counts the format up, and writes the new key here."""
    nb = notebook(text("Some *prose*."), code("n = 2", "parameters"), code("print(f'{n:.1f}')  # told"))
    for number, each in enumerate(nb["cells"]):
        each["id"] = f"cell-{number}"
    assert rendered(nb) == "4c3e54687dec59a0c29a30a7021835eed7150d0607544a046ac74fb14e8f81d6"
    assert rendered(nb, format_=2) == "ac499161564e7c4183aa7aa81d4562f4e4352e29e9d5ca8432e5f6bc0b3c4aea"


TODAY = reasons.Today("run", "render", {"data.csv": "1"}, {"_posts/x.md": "2"})
ENTRY = Entry("x.ipynb", "_posts/x.md", "run", "render", {}, {"data.csv": "1"}, {"_posts/x.md": "2"})


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (None, "new"),
        (
            Entry("x.ipynb", "_posts/x.md", "other", "render", {}, {"data.csv": "1"}, {"_posts/x.md": "2"}),
            "code or parameters",
        ),
        (
            Entry("x.ipynb", "_posts/x.md", "run", "other", {}, {"data.csv": "1"}, {"_posts/x.md": "2"}),
            "text or settings",
        ),
        (
            Entry("x.ipynb", "_posts/x.md", "run", "render", {}, {"data.csv": "3"}, {"_posts/x.md": "2"}),
            "data.csv changed",
        ),
        (
            Entry("x.ipynb", "_posts/x.md", "run", "render", {}, {}, {"_posts/x.md": "2"}),
            "data.csv is a new dependency",
        ),
        (
            Entry("x.ipynb", "_posts/x.md", "run", "render", {}, {"data.csv": "1"}, {"_posts/x.md": "9"}),
            "_posts/x.md was changed",
        ),
        (
            Entry("x.ipynb", "_posts/x.md", "run", "render", {}, {"data.csv": "1"}, {"_posts/x.md": "2", "a.png": "1"}),
            "a.png is gone",
        ),
    ],
)
def test_an_article_that_is_due_says_why(entry: Entry | None, said: str) -> None:
    assert said in " ".join(reasons.why(entry, TODAY))


def test_a_dependency_that_is_not_there_is_told_from_one_that_changed() -> None:
    entry = dataclasses.replace(ENTRY, dependencies={"$DATA": "1", "data.csv": "1"})
    today = dataclasses.replace(TODAY, dependencies={"$DATA": "absent", "data.csv": "absent"})
    assert reasons.why(entry, today) == ("$DATA is not set here", "data.csv is gone")


def test_an_article_whose_keys_and_files_are_todays_is_up_to_date() -> None:
    assert reasons.why(ENTRY, TODAY) == ()
