"""What authors write in the words of other tools: front matter cells, flags at the head of code, marks in the metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders import code, notebook, raw, saved, text

from nbpress.core.errors import ReadError
from nbpress.notebook import cell_flags, cell_options, frontmatter, hiding, settings
from nbpress.notebook import dialects as package
from nbpress.notebook.cell_options import Display
from nbpress.read import notebook as reading

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
FASTPAGES = text("# A post\n\n- toc: true")
NBDEV = code("#default_exp core")


def shown(
    cell: Any, *others: Any, head: str | None = None, language: str = "python", **site: Any
) -> tuple[Display, str]:
    """How the first cell is displayed in a notebook with others, and its code that is shown."""
    nb = notebook(*others, cell, head=head)
    asked = cell_flags.read(nb, frontmatter.read(nb), language, site)
    flags = asked.of(nb["cells"][-1])
    return cell_options.display(cell, language, flags), cell_options.code(cell["source"], language, flags)


def marked(**metadata: Any) -> Any:
    made = code("x = 1")
    made["metadata"] |= metadata
    return made


# --- front matter ------------------------------------------------------------------------------------------------

HEADED = [
    (
        "# A post\n> What it says\n\n- toc: true \n- badges: false",
        {"excerpt": "What it says", "toc": True, "badges": False},
    ),
    (
        "# A post\n\n- categories: [jupyter, maps]\n- author: Ann & Bob",
        {"categories": ["jupyter", "maps"], "author": "Ann & Bob"},
    ),
    ("# A post\n> Over\n> two lines\n- comments: true\n", {"excerpt": "Over two lines", "comments": True}),
    ('# "A post"\n> "Said: so"\n- image: images/map.png', {"excerpt": "Said: so", "image": "images/map.png"}),
    ("# A post\n\n* permalink: /maps/\n* layout: post", {"permalink": "/maps/", "layout": "post"}),
    (
        "# A post\n\n- hide: true\n- search_exclude: false\n- sticky_rank: 2",
        {"hide": True, "search_exclude": False, "sticky_rank": 2},
    ),
    (
        "# A post\n\n- show_tags: true\n- tags: [a]\n- mine: kept: as it is",
        {"show_tags": True, "tags": ["a"], "mine": "kept: as it is"},
    ),
    (
        "# A post\n\n- toc: true\n- date: 2020-02-20\n- hide_binder_badge: true",
        {"toc": True, "date": "2020-02-20", "hide_binder_badge": True},
    ),
    ("\n# A post #\n\n- toc:true\n- title: Another", {"toc": True, "title": "Another"}),
]


@pytest.mark.parametrize(("source", "values"), HEADED)
def test_a_first_cell_of_fastpages_is_front_matter(source: str, values: dict[str, Any]) -> None:
    front = frontmatter.read(notebook(text(source), head=None))
    assert dict(front.values) == {"title": "A post", **values}
    assert (front.cell, front.rest) == (0, "")


def test_what_follows_the_list_is_prose_and_code_may_stand_above() -> None:
    nb = notebook(code("#hide\nimport x"), text("# A post\n\n- toc: true\n\nWords.\n\n- more"), head=None)
    front = frontmatter.read(nb)
    assert (front.cell, front.rest, front.values["title"]) == (1, "Words.\n\n- more", "A post")


@pytest.mark.parametrize(
    "source",
    [
        "# A list\n\n- apples\n- pears",
        "# Authors\n\n- author: Ann\n- year: 2020",
        "# Notes\n\n- toc: a table of contents",
        "# Notes\n\n- image: what a camera makes",
        "# Notes\n\n- tags: none yet\n- hide: the keys",
        "# Notes\n\nWords.\n\n- toc: true",
        "## Notes\n\n- toc: true",
        "- toc: true",
        "# Notes\n> A summary",
    ],
)
def test_a_heading_and_a_list_of_an_author_are_prose(source: str) -> None:
    nb = notebook(text(source), head=None)
    assert frontmatter.read(nb).cell is None
    assert "fastpages" not in package.spoken(nb)


def test_the_front_matter_between_rules_goes_first() -> None:
    nb = notebook(FASTPAGES)
    assert frontmatter.read(nb).values["title"] == "A title"


# --- flags at the head of code -----------------------------------------------------------------------------------

FLAGS = [
    ("#hide", "shown", False),
    ("# hide_input", "input", False),
    ("#hide-input", "input", False),
    ("#hide_output", "output", False),
    ("#collapse", "fold_input", True),
    ("#collapse-hide", "fold_input", True),
    ("#collapse_show", "opened", True),
    ("#collapse_input open", "opened", True),
    ("# collapse-output", "fold_output", True),
    ("#|hide", "shown", False),
    ("#| hide", "shown", False),
    ("# | hide", "shown", False),
    ("#|export", "shown", False),
    ("#|export core.maps", "shown", False),
    ("#|exporti", "shown", False),
    ("#|default_exp core", "shown", False),
    ("#|hide_input", "input", False),
    ("#|eval: false", "skipped", True),
    ("#| echo: false", "input", False),
    ("#|filter_stream DEBUG INFO", "without", ("DEBUG", "INFO")),
]


@pytest.mark.parametrize(("line", "field", "value"), FLAGS)
def test_a_flag_is_read_and_not_shown(line: str, field: str, value: object) -> None:
    display, left = shown(code(f"{line}\nx = 1"))
    assert getattr(Display(), field) != value
    assert (getattr(display, field), left, display.unknown) == (value, "x = 1", ())


def test_what_nbdev_exports_and_shows_is_shown_and_a_hidden_line_is_not() -> None:
    display, left = shown(code("#|exports\nx = 1\nkey = 2  #| hide_line\ny = 3"))
    assert (display.input, left, display.unknown) == (True, "x = 1\ny = 3", ())


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("# hide", "shown", False),
        ("# collapse", "fold_input", True),
        ("#hide", "shown", False),
        ("#HIDE", "shown", False),
        ("y = 1\n#hide", "shown", False),
        ("%matplotlib inline\n  # hide_input ", "input", False),
        ("y = 1\n\n# collapse_show", "opened", True),
        ("%%bash\n# hide", "shown", False),
    ],
)
def test_a_word_alone_counts_in_a_notebook_of_fastpages(line: str, field: str, value: bool) -> None:
    assert getattr(shown(code(f"{line}\nx"), FASTPAGES)[0], field) is value


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_a_cell_with_the_line_ends_of_another_system_is_read_the_same(end: str, tmp_path: Path) -> None:
    cells = (
        text("# A post\n\n- toc: true\n"),
        code("#hide\nx"),
        code("#| echo: false\nx"),
        code("#@title T\nx = 1 #@param"),
    )
    for cell in cells:
        cell["source"] = cell["source"].replace("\n", end)
    path = saved(notebook(*cells, head=None), tmp_path / "a.ipynb")
    found = reading.load(path)
    assert [cell["source"].splitlines() for cell in found.nb["cells"]] == [
        cell["source"].splitlines() for cell in cells
    ]
    assert not any("\r" in cell["source"] for cell in found.nb["cells"])
    asked = cell_flags.read(found.nb, found.front, "python")
    displays = [cell_options.display(cell, "python", asked.of(cell)) for cell in found.nb["cells"][1:]]
    assert found.front.values == {"title": "A post", "toc": True}
    assert [(each.shown, each.input, each.summary) for each in displays] == [
        (False, False, ""),
        (True, False, ""),
        (True, True, "T"),
    ]


@pytest.mark.parametrize(
    ("line", "kept", "field", "value"),
    [
        ("#export", "x", "input", False),
        ("# export maps", "x", "input", False),
        ("#exporti", "x", "shown", False),
        ("# exports", "x", "shown", True),
        ("# exported values", "# exported values\nx", "input", True),
    ],
)
def test_a_bare_word_of_nbdev_counts_in_a_notebook_of_nbdev(line: str, kept: str, field: str, value: bool) -> None:
    display, left = shown(code(f"{line}\nx"), NBDEV)
    assert (getattr(display, field), left) == (value, kept)
    asked, same = shown(code(f"{line}\nx"), head="---\nnbpress: {dialects: [nbdev]}\n---")
    assert (getattr(asked, field), same) == (value, kept)


@pytest.mark.parametrize(
    "source",
    [
        "# export\nx",
        "#export\nx",
        "# collapse\nx",
        "# hide the axes\nx",
        "#hide the axes\nx",
        "x = 1\n#hide\ny = 2",
        "x = '''\n#hide\n'''",
        "# a comment\nx",
        "# side\nx",
        "%%bash\n#hide\nls",
        "%%writefile a.py\n#hide\nx",
        "# params: x\nx",
        "x = 'mail@param.org'",
        "x = '#@param'",
        "# the @title of it\nx",
        "#exports\nx",
    ],
)
def test_what_only_looks_like_a_flag_is_code(source: str) -> None:
    display, left = shown(code(source))
    assert (display.shown, display.input, display.fold_input, left) == (True, True, False, source)
    assert (display.prose, display.doubts, display.problem) == ("", (), "")


@pytest.mark.parametrize("language", ["bash", "c++", "sql"])
def test_a_comment_of_a_shell_and_code_of_other_signs_are_no_flags(language: str) -> None:
    assert shown(code("#hide\nx"), language=language)[1] == "#hide\nx"
    assert shown(code("#hide\nx"), language="r")[1] == "x"


def test_flags_stand_below_a_magic_and_above_options() -> None:
    display, left = shown(code("%%time\n#hide_output\n#| echo: false\nx"))
    assert (display.output, display.input, left) == (False, False, "%%time\nx")


# --- Colab -------------------------------------------------------------------------------------------------------


def test_what_looks_like_a_form_within_a_text_is_none() -> None:
    source = '"""\n#@title T\n#@markdown m\n"""\nx = \'\'\'a\nb = 1 #@param\n\'\'\' # it\'s """\n#@markdown yes\ny'
    found = cell_flags.foreign(code(source))
    assert (found.prose, sorted(found.hidden), dict(found.lines), dict(found.options)) == ("yes", [8], {}, {})


FORM = '#@title Load the data { display-mode: "form" }\n#@markdown Which **rows**.\n#@markdown From 0.\n\nrows = 3  #@param {type:"integer"}\n# @markdown And how.\nhow = "fast" #@param ["fast", "slow"] {allow-input: true}\nrun(rows)'  # noqa: E501


def test_a_form_folds_its_code_under_its_title_below_its_prose() -> None:
    display, left = shown(code(FORM))
    assert (display.fold_input, display.opened, display.summary) == (True, False, "Load the data")
    assert display.prose == "Which **rows**.\nFrom 0.\n\nAnd how."
    assert left == '\nrows = 3\nhow = "fast"\nrun(rows)'


@pytest.mark.parametrize(
    ("source", "metadata", "opened", "folded", "summary"),
    [
        ("#@title Load\nx = 1", {}, True, True, "Load"),
        ("# @title Load {run: 'auto'}\nx = 1", {"cellView": "both"}, True, True, "Load"),
        ("#@title Load\nx = 1", {"cellView": "form"}, False, True, "Load"),
        ("x = 1", {"cellView": "form"}, False, True, ""),
        ("x = 1 #@param", {"cellView": "code"}, False, False, ""),
    ],
)
def test_a_cell_view_says_whether_the_code_is_open(
    source: str, metadata: dict[str, Any], opened: bool, folded: bool, summary: str
) -> None:
    display, left = shown(marked(**metadata) | {"source": source})
    assert (display.opened, display.fold_input, display.summary, left) == (opened, folded, summary, "x = 1")


# --- marks in the metadata ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metadata", "field", "value"),
    [
        ({"_kg_hide-input": True}, "fold_input", True),
        ({"_kg_hide-output": True}, "fold_output", True),
        ({"inputHidden": True}, "fold_input", True),
        ({"outputHidden": True}, "fold_output", True),
        ({"source_hidden": True}, "fold_input", True),
        ({"outputs_hidden": True}, "fold_output", True),
        ({"is_code_hidden": True}, "fold_input", True),
        ({"is_output_hidden": True}, "fold_output", True),
        ({"hide_input": True}, "input", False),
        ({"hide_output": True}, "output", False),
        ({"datalore": {"hide_input_from_viewers": True}}, "input", False),
        ({"datalore": {"hide_output_from_viewers": True}}, "output", False),
        ({"collapsed": True}, "fold_output", True),
    ],
)
def test_a_mark_in_the_metadata_is_read(metadata: dict[str, Any], field: str, value: bool) -> None:
    display = shown(marked(**metadata))[0]
    assert getattr(display, field) is value
    assert getattr(Display(), field) is not value


@pytest.mark.parametrize(
    "metadata",
    [
        {"hidden": True},
        {"trusted": True},
        {"slideshow": {"slide_type": "slide"}},
        {"_kg_hide-input": False},
        {"hide_input": "true"},
        {"datalore": []},
        {"colab": {"base_uri": "x"}, "outputId": "y"},
    ],
)
def test_any_other_metadata_asks_for_nothing(metadata: dict[str, Any]) -> None:
    display = shown(marked(**metadata))[0]
    assert (display.input, display.output, display.fold_input, display.fold_output) == (True, True, False, False)


def test_the_classic_notebook_may_hide_the_code_of_all_cells() -> None:
    nb = notebook(code("x"))
    nb["metadata"]["hide_input"] = True
    asked = cell_flags.read(nb, frontmatter.read(nb))
    assert cell_options.display(nb["cells"][1], flags=asked.of(nb["cells"][1])).input is False


# --- what an article and a site say of all cells -----------------------------------------------------------------

ORDER = [
    ("", {"execute": {"echo": False}}, "", "input", False),
    ("execute: {echo: true}", {"execute": {"echo": False}}, "", "input", True),
    ("execute: {echo: false}\nnbpress: {code: show}", {}, "", "input", True),
    ("execute: {echo: false}\nnbpress: {code: fold}", {}, "", "fold_input", True),
    ("nbpress: {code: hide}", {"code": "fold"}, "", "input", False),
    ("nbpress: {code: hide}", {}, "#| echo: true\n", "input", True),
    ("nbpress: {code: fold}", {}, "#| code-fold: false\n", "fold_input", False),
    ("execute: {echo: false}", {}, "#|echo:true\n", "input", True),
    ("format: {html: {code-fold: show, code-summary: See}}", {}, "", "summary", "See"),
    ("format: {html: {code-fold: show, code-summary: See}}", {}, "", "opened", True),
    ("format: {html: {execute: {echo: false}}}", {}, "", "input", False),
    ("format: {html: {echo: false}}", {}, "", "input", False),
    ("format: {html: {echo: true}}\nexecute: {echo: false}", {}, "", "input", True),
    ("echo: false", {}, "", "input", False),
    ("code-fold: true", {}, "", "fold_input", True),
    ("format: html\nwarning: false", {}, "", "stderr", False),
    ("execute: {warning: false}", {}, "", "stderr", False),
    ("execute: {include: false}", {}, "", "shown", False),
    ("execute: {output: false}", {}, "#| output: true\n", "output", True),
    ("execute: {echo: fenced}", {}, "", "input", True),
    ("", {"code": "fold"}, "#hide\n", "shown", False),
    ("", {"code": "fold"}, "", "fold_input", True),
]


@pytest.mark.parametrize(("front", "site", "line", "field", "value"), ORDER)
def test_a_cells_own_option_goes_first_then_the_articles_then_the_sites(
    front: str, site: dict[str, Any], line: str, field: str, value: object
) -> None:
    display = shown(code(f"{line}x"), head=f"---\ntitle: T\n{front}\n---", **site)[0]
    assert getattr(display, field) == value


def test_prose_is_shown_whatever_is_said_of_all_code() -> None:
    nb = notebook(text("Words."), head="---\nexecute: {include: false}\n---")
    asked = cell_flags.read(nb, frontmatter.read(nb))
    assert cell_options.display(nb["cells"][1], flags=asked.of(nb["cells"][1])).shown


def test_the_keys_of_quarto_reach_no_post() -> None:
    front = frontmatter.parse(
        "title: T\nexecute: {echo: false}\nformat: {html: {toc: true}, pdf: default}\njupyter: python3\n"
    )
    assert dict(front.values) == {"title": "T", "jupyter": "python3", "toc": True}
    assert frontmatter.dump(front.node) == "title: T\njupyter: python3\ntoc: true\n"
    assert "quarto" in package.spoken(notebook(head="---\nformat: html\n---"))


@pytest.mark.parametrize(
    "key", ["format: wide", "format: [a]", "execute: later", "format: {of: mine}", "warning: false", "echo: word"]
)
def test_a_key_of_a_theme_with_the_name_of_one_of_quarto_passes(key: str) -> None:
    front = frontmatter.parse(f"title: T\n{key}\n")
    assert list(front.values) == ["title", key.partition(":")[0]]


@pytest.mark.parametrize("key", ["execute: {eval: false}", "execute: {enabled: false}"])
def test_an_article_that_runs_nothing_shows_the_outputs_that_it_holds(key: str) -> None:
    assert frontmatter.parse(f"{key}\n").settings == {"run": "never"}


def test_an_article_may_expect_errors() -> None:
    front = frontmatter.parse("execute: {error: true}\n")
    assert cell_options.display(code("x"), flags=cell_flags.running(front)).raises
    assert not cell_options.display(code("#| error: false\nx"), flags=cell_flags.running(front)).raises
    assert not cell_options.display(code("x"), flags=cell_flags.running(frontmatter.parse(""))).raises


# --- what nearly hides ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("echo", "ehco", True),
        ("echo", "eco", True),
        ("echo", "echoo", True),
        ("echo", "eche", True),
        ("echo", "echo", True),
        ("echo", "oche", False),
        ("hide-input", "hide-output", False),
        ("", "ab", False),
    ],
)
def test_one_edit_is_a_letter_or_a_swap(one: str, other: str, same: bool) -> None:
    assert hiding.one_edit(one, other) is hiding.one_edit(other, one) is same


NEARLY = [
    (code("x", "remove_cel"), "remove-cel", "remove-cell"),
    (code("x", "hide-imput"), "hide-imput", "hide-input"),
    (code("x", "Hide Input"), "Hide Input", "hide-input"),
    (text("x", tags=["removecell"]), "removecell", "remove-cell"),
    (code("#| ehco: false\nx"), "ehco", "echo"),
    (code("#| inlcude: false\nx"), "inlcude", "include"),
    (code("#| echo: fales\nx"), "echo: fales", "echo: false"),
    (code('#| output: "false"\nx'), "output: false", "output: false"),
    (code("#| echo: 0\nx"), "echo: 0", "echo: false"),
    (code("#hide_imput\nx"), "hide-imput", "#hide-input"),
    (code("#hdie\nx"), "hdie", "#hide"),
    (code("#|hdie\nx"), "hdie", "#|hide"),
    (code("#remove-cell\nx"), "remove-cell", "#| tags: remove-cell"),
    (code("#| echo false\nx"), "echo false", "#| echo: false"),
    (code("#| hide_input: true\nx"), "hide_input", "tags: hide-input"),
    (code("#| remove-input: true\nx"), "remove-input", "tags: remove-input"),
    (code("x", "remove_input remove_output"), "remove-input remove-output", "remove-input, remove-output"),
]


@pytest.mark.parametrize(("cell", "written", "meant"), NEARLY)
def test_what_is_one_edit_from_hiding_is_a_doubt(cell: Any, written: str, meant: str) -> None:
    assert shown(cell)[0].doubts == ((written, meant),)


@pytest.mark.parametrize(
    "cell",
    [
        *(code("x", tag) for tag in ("report_cell", "keep_output", "remove_cell", "hide", "exercise", "parameter", "input")),
        *(code(f"#| {line}\nx") for line in ("echo: true", "output: asis", "echo: fenced", "ehco: true", "eval: fasle")),
    ],
)  # fmt: skip
def test_what_another_tool_knows_and_what_hides_nothing_is_none(cell: Any) -> None:
    assert shown(cell)[0].doubts == ()


def test_a_tag_among_the_options_hides_as_one_in_the_metadata() -> None:
    display, left = shown(code("#| tags: [remove_input, parameters]\nx"))
    assert (display.input, display.parameters, left, display.unknown) == (False, False, "x", ())
    assert shown(code("#| tags: [hide-imput]\nx"))[0].doubts == (("hide-imput", "hide-input"),)


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        ("execute: {ehco: false}\n", "`execute: ehco` hides nothing"),
        ("execute: {echo: fales}\n", "`execute: echo: fales` hides nothing"),
        ("format: {html: {echo: fales}}\n", "`execute: echo: fales` hides nothing"),
        ("exceute: {echo: false}\n", 'the front matter has a key "exceute"'),
    ],
)
def test_a_front_matter_that_nearly_hides_is_an_error(yaml: str, said: str) -> None:
    with pytest.raises(ReadError) as caught:
        frontmatter.parse(yaml)
    assert caught.value.what == said


def test_what_is_allowed_in_a_front_matter_passes() -> None:
    assert frontmatter.parse("execute: {ehco: false}\nnbpress: {allow: [ehco]}\n").foreign == {
        "execute": {"ehco": False}
    }


# --- the dialects themselves -------------------------------------------------------------------------------------


def test_an_unknown_dialect_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(ReadError) as caught:
        settings.checked({"dialects": ["fastpage"]})
    assert (caught.value.what, caught.value.hint) == ('there is no dialect "fastpage"', 'did you mean "fastpages"?')


def test_every_dialect_has_the_name_of_its_module() -> None:
    assert tuple(each.name for each in package.dialects()) == package.names()


def test_what_is_no_foreign_word_loads_no_dialect(monkeypatch: pytest.MonkeyPatch) -> None:
    from nbpress.read import notebook as reading

    def unwanted() -> None:
        raise AssertionError("a dialect was loaded")

    for module in (cell_flags, frontmatter, package):
        monkeypatch.setattr(module, "dialects", unwanted)
    plain = notebook(code("# load the data\nx"), code("#| label: x\n#| echo: false\nx"), raw("---"))
    every = [
        (nb.nb, nb.front, nb.language) for nb in map(reading.load, NOTEBOOKS) if "dialects" not in nb.front.settings
    ]
    assert len(every) > 2
    for nb, front, language in [*every, (plain, frontmatter.read(plain), "python")]:
        asked = cell_flags.read(nb, front, language)
        assert [asked.of(cell) for cell in nb["cells"] if asked.of(cell) is not cell_flags.NO_FLAGS] == []
    with pytest.raises(AssertionError):
        shown(code("#hide\nx"))


# --- cells in another language -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"vscode": {"languageId": "sql"}}, "sql"),
        ({"polyglot_notebook": {"kernelName": "fsharp"}}, "fsharp"),
        ({"kernel": "R"}, "R"),
        ({"vscode": {}}, ""),
        ({"kernel": 3}, ""),
        ({"vscode": "sql"}, ""),
    ],
)
def test_a_cell_may_name_its_own_language(metadata: dict[str, Any], language: str) -> None:
    assert shown(marked(**metadata))[0].language == language


def test_databricks_names_a_language_or_prose_in_the_first_line() -> None:
    mark = {"application/vnd.databricks.v1+cell": {}}
    sql, prose, other = code("%sql\nselect 1"), code("%md\n# Head\n\nText"), code("%sql\nselect 1")
    sql["metadata"] |= mark
    prose["metadata"] |= mark
    assert shown(sql)[0].language == "sql"
    assert shown(prose)[0].prose == "# Head\n\nText" and shown(prose)[1] == ""
    assert shown(other)[0].language == ""
