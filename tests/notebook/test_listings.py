"""What authors write of code: a file's name, numbers, marked lines, a caption, signs that a list explains."""

from __future__ import annotations

import pytest
from bounded import bounded

from nbpress.notebook import listings, markdown
from nbpress.notebook.cell_options import display
from nbpress.notebook.fence_info import of_fence
from nbpress.notebook.listings import Listing, of_options, ranges


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2,4-6", ((2, 2), (4, 6))),
        ("4-6, 2", ((2, 2), (4, 6))),
        ("1|3-4", ((1, 1), (3, 4))),
        ("3-", ((3, 10**9),)),
        ("6-4", ()),
        ("0", ()),
        ("x", None),
        ("2,x", None),
        ("", None),
        (str(10**10), None),
        ("1," * 1_000, None),
    ],
)
def test_lines_are_numbers_and_ranges_of_them(text: str, expected: object) -> None:
    assert ranges(text) == expected


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("python", Listing()),
        ("{python}", Listing()),
        ("{r, echo=FALSE}", Listing()),
        ("python {2,4-6}", Listing(marked=((2, 2), (4, 6)))),
        ("python{3}", Listing(marked=((3, 3),))),
        ('js title="a b.js" {1} showLineNumbers', Listing(filename="a b.js", marked=((1, 1),), first=1)),
        (
            '{.python .numberLines startFrom="10" filename=x.py #lst-a lst-cap="A *b*"}',
            Listing("x.py", "A *b*", "lst-a", 10),
        ),
        ('{.python code-line-numbers="2"}', Listing(first=1, marked=((2, 2),))),
        ("python {code-line-numbers=false}", Listing()),
        ("python {2,x}", Listing(problem="`{2,x}` names no lines, such as 2,4-6")),
    ],
)
def test_what_stands_behind_the_signs_of_a_fence_is_read(info: str, expected: Listing) -> None:
    assert of_fence(info) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"linenos": "", "lineno-start": "5"}, Listing(first=5)),
        ({"number-lines": "7"}, Listing(first=7)),
        ({"emphasize-lines": "1,3"}, Listing(marked=((1, 1), (3, 3)))),
        ({"caption": "A", "name": "b"}, Listing(caption="A", label="b")),
        ({"code-line-numbers": True}, Listing(first=1)),
        ({"code-line-numbers": "2-3"}, Listing(first=1, marked=((2, 3),))),
        ({"emphasize-lines": [1, "3-4"]}, Listing(marked=((1, 1), (3, 4)))),
        ({"emphasize-lines": "all"}, Listing(problem="`emphasize-lines: all` names no lines, such as 2,4-6")),
    ],
)
def test_options_say_the_same_in_the_words_of_quarto_and_sphinx(options: dict[str, object], expected: Listing) -> None:
    assert of_options(options) == expected


def test_a_cell_has_them_among_its_options_and_its_label_is_that_of_its_figure() -> None:
    source = "#| label: fig-a\n#| filename: a.py\n#| lst-cap: B\n#| lst-label: lst-c\n#| code-line-numbers: true\nx"
    found = display({"cell_type": "code", "source": source})
    assert (found.listing, found.label, found.unknown) == (Listing("a.py", "B", "lst-c", 1), "fig-a", ())


@pytest.mark.parametrize(
    ("line", "bare", "numbers"),
    [
        ("x = 1  # <1>", "x = 1", (1,)),
        ("x = 1; // <2> ", "x = 1;", (2,)),
        ("x <- 1 #<1> <2>", "x <- 1", (1, 2)),
        ("select a -- <3>", "select a", (3,)),
        ("a { } /* <1> */", "a { }", (1,)),
        ("<p> <!-- <1> -->", "<p>", (1,)),
        ("x % <4>", "x", (4,)),
        ("x = '<1>'", "x = '<1>'", ()),
        ("List<1>", "List<1>", ()),
        ("x  # a <1>", "x  # a <1>", ()),
    ],
)
def test_a_sign_stands_in_a_comment_at_the_end_of_its_line(line: str, bare: str, numbers: tuple[int, ...]) -> None:
    assert listings.signs(line) == ({1: numbers} if numbers else {})
    assert listings.without_signs(line) == bare


def test_a_list_explains_signs_only_if_it_names_all_of_them() -> None:
    found = {2: (1,), 4: (2,), 5: (2,)}
    assert listings.explained(found, range(1, 4)) == {1: (2,), 2: (4, 5)}
    assert listings.explained(found, range(1, 2)) == listings.explained({}, range(1, 4)) == {}


@pytest.mark.parametrize(
    ("below", "told"),
    [
        ("1. a\n2. b", True),
        ("\n1. a\n2. b\n3. c", True),
        ("1. a", False),
        ("- a\n- b", False),
        ("text\n\n1. a\n2. b", False),
    ],
)
def test_the_list_has_to_stand_right_below_its_code(below: str, told: bool) -> None:
    tokens = markdown.parse(f"```r\nx # <1>\ny # <2>\n```\n{below}").tokens
    assert ("listing" in tokens[0].meta) is told
    assert tokens[1].meta.get("explains") == ({1: (1,), 2: (2,)} if told else None)


@pytest.mark.parametrize(
    "source",
    [
        "```python " + "{2," * 33_000 + "\nx\n```",
        "```python {" + "1-999999999," * 80 + "}\nx\n```",
        "```\n" + "x # <1>\n" * 12_000 + "```\n1. a",
        "```\n" + "# " * 50_000 + "<1>\n```\n1. a",
        "```\n" + "# <1>" * 20_000 + "\n```\n1. a",
        "```{code-block} python\n:emphasize-lines: " + "1," * 50_000 + "\nx\n```",
    ],
)
def test_what_asks_for_much_takes_no_longer_than_its_length(source: str) -> None:
    bounded(markdown.parse, source)
