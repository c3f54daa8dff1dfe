"""What a cell asks of its display: Jupyter Book's tags, Quarto's `#|` options, and what JupyterLab folded.

A leaf: a cell comes in, a frozen `Display` goes out, or the cell's code without its option lines. What is unknown does
no harm; it is left out of the page and named in the record, so that whoever renders can say so once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml

from nbpress.core.regex import regex
from nbpress.notebook import hiding, languages, listings
from nbpress.notebook.dialect import NO_FLAGS, Flags
from nbpress.notebook.listings import PLAIN, Listing
from nbpress.notebook.yaml_text import load

LONGEST = 10_000  # characters of a cell's option lines
WIDEST = 1_000  # inches
MOST_LINES = 1_000_000
ANY_SIGN = r"(?:\#|//|--|%)"  # of a language whose own is not known

KNOWN_TAGS = frozenset(
    [
        "remove-cell",
        "remove-input",
        "remove-output",
        "remove-stdout",
        "remove-stderr",
        "hide-cell",
        "hide-input",
        "hide-output",
        "scroll-output",
        "skip-execution",
        "raises-exception",
        "parameters",
        "injected-parameters",
        "papermill-error-cell-tag",
    ]
)
KNOWN_OPTIONS = frozenset(
    [
        "label",
        "echo",
        "output",
        "include",
        "eval",
        "warning",
        "error",
        "code-fold",
        "code-summary",
        "fig-cap",
        "fig-alt",
        "fig-width",
        "check",
        "fold-output",
        "tags",
        *listings.OPTIONS,
        "layout-ncol",
        "fig-subcap",
        "tbl-cap",
        "renderings",
    ]
)


@dataclass(frozen=True, slots=True)
class Display:
    """How one cell wants to be shown, and what its options say beside that.

    tags: as written, underscores turned into hyphens. label: of the cell's figure.
    input, output, stdout, stderr: whether these are on the page. asis: whether the output is the author's Markdown.
    fold_cell, fold_input, fold_output: whether a `<details>` stands around it; opened: whether folded code starts open.
    summary: the line that unfolds the code. captions, alts: of the cell's figures in their order.
    folded_after: lines of a text after which the rest of it folds, 0 where none does, None where the site says.
    width: CSS length of the figures. scroll: whether a long output scrolls. evaluate: whether the cell runs at all.
    raises: whether an error is part of the story. checked: whether `--check` compares what it shows.
    unknown: names of options that nothing here reads.
    problem: what is wrong with the options, as a sentence; they are ignored then, and stay in the code.
    unhidden: whether options that cannot be read were to hide the code, the output or all of it.
    prose: Markdown that stands above the code. without: words; a printed line that holds one is not shown.
    listing: what stands beside the code. columns: in how many its figures stand side by side; 0 for below each other.
    caption: a line of Markdown above all outputs: of a table, or of figures that have captions of their own.
    parts: whether its figures are parts of one. tabled: whether its caption is that of a table.
    renderings: what its outputs are, of one and the same: `light`, `dark`.
    doubts: what was perhaps to hide something and does not, as it is written, with what would.
    language: what the cell is written in, where that is not the notebook's.
    """

    tags: frozenset[str] = frozenset()
    label: str = ""
    input: bool = True
    output: bool = True
    stdout: bool = True
    stderr: bool = True
    asis: bool = False
    fold_cell: bool = False
    fold_input: bool = False
    fold_output: bool = False
    folded_after: int | None = None
    opened: bool = False
    summary: str = ""
    captions: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()
    width: str = ""
    scroll: bool = False
    evaluate: bool = True
    raises: bool = False
    checked: bool = True
    unknown: tuple[str, ...] = ()
    problem: str = ""
    unhidden: bool = False
    prose: str = ""
    without: tuple[str, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    language: str = ""
    listing: Listing = PLAIN
    columns: int = 0
    caption: str = ""
    parts: bool = False
    tabled: bool = False
    renderings: tuple[str, ...] = ()

    @property
    def misspelt(self) -> dict[str, str]:
        """Tags that nobody knows and that look like one which is known, with that one."""
        close = {
            tag: get_close_matches(tag.lower(), KNOWN_TAGS, n=1, cutoff=0.85) for tag in sorted(self.tags - KNOWN_TAGS)
        }
        return {tag: found[0] for tag, found in close.items() if found}

    @property
    def titles(self) -> tuple[str, ...]:
        """All its captions: of its figures, of its outputs, of its code."""
        return tuple(filter(None, (*self.captions, self.caption, self.listing.caption)))

    @property
    def shown(self) -> bool:
        """Whether anything of the cell can be on the page."""
        return self.input or self.output

    @property
    def skipped(self) -> bool:
        """Whether a run leaves the cell out."""
        return not self.evaluate

    @property
    def parameters(self) -> bool:
        """Whether this is the cell that names the notebook's parameters."""
        return "parameters" in self.tags

    @property
    def injected(self) -> bool:
        """Whether papermill wrote this cell, with the values that ran."""
        return "injected-parameters" in self.tags

    @property
    def failure(self) -> bool:
        """Whether papermill wrote this cell, to point at the one that failed."""
        return "papermill-error-cell-tag" in self.tags


def display(cell: Mapping[str, Any], language: str = "", flags: Flags = NO_FLAGS) -> Display:
    """Read how `cell` wants to be shown. flags: what it says in other words than ours; its own option goes before them."""
    metadata = cell.get("metadata") or {}
    own, unknown, problem = _options(cell, language, flags)
    if not (own or unknown or problem or metadata or flags is not NO_FLAGS):
        return _AS_IT_IS
    options = {**flags.options, **own}
    given = tags(metadata) | _shown_tags(own.get("tags"))
    spelled = given | frozenset(flags.tags)
    folded = metadata.get("jupyter")
    jupyter: Mapping[str, Any] = folded if isinstance(folded, Mapping) else {}
    included = "remove-cell" not in spelled and options.get("include", True) is not False
    evaluate = options.get("eval", True) is not False
    output = options.get("output", True)
    fold = options.get("code-fold", False)
    return Display(
        tags=spelled,
        label=_text(options.get("label")),
        input=included and "remove-input" not in spelled and options.get("echo", True) is not False,
        output=included and "remove-output" not in spelled and output is not False,
        stdout="remove-stdout" not in spelled,
        stderr="remove-stderr" not in spelled and options.get("warning", True) is not False,
        asis=output == "asis",
        fold_cell="hide-cell" in spelled,
        fold_input="hide-input" in spelled or bool(jupyter.get("source_hidden")) or fold in (True, "show"),
        fold_output="hide-output" in spelled or bool(jupyter.get("outputs_hidden") or metadata.get("collapsed")),
        folded_after=lines(options.get("fold-output")),
        opened=fold == "show",
        summary=_text(options.get("code-summary")),
        captions=_texts(options.get("fig-subcap", options.get("fig-cap"))),
        alts=_texts(options.get("fig-alt")),
        width=_width(options.get("fig-width")),
        scroll="scroll-output" in spelled or metadata.get("scrolled") is True,
        evaluate=evaluate and "skip-execution" not in spelled,
        raises="raises-exception" in spelled or options.get("error") is True,
        checked=options.get("check", True) is not False,
        unknown=unknown,
        problem=problem,
        unhidden=bool(problem) and _HIDES.search(_option_text(cell, language, flags)) is not None,
        prose=flags.prose,
        without=tuple(flags.without),
        listing=listings.of_cell(options),
        columns=_columns(options.get("layout-ncol")),
        caption=_text(options.get("tbl-cap") or (options.get("fig-cap") if "fig-subcap" in options else "")),
        parts="fig-subcap" in options,
        tabled="tbl-cap" in options,
        language=flags.language,
        renderings=_texts(options.get("renderings")),
        doubts=(*hiding.tags(given - KNOWN_TAGS), *hiding.options(own, KNOWN_OPTIONS), *flags.doubts),
    )


_AS_IT_IS = Display()
_OF_A_RUN = frozenset(
    ("parameters", "injected-parameters", "papermill-error-cell-tag", "skip-execution", "raises-exception")
)
_HIDES = regex(r"""\|\s*(?:echo|include|output)\s*[:=]\s*(?:!\w+\s+)?["']?(?:false|no|off|0)\b""", re.I)


def _option_text(cell: Mapping[str, Any], language: str, flags: Flags) -> str:
    lines, start, end = _option_lines(str(cell.get("source", "")), language, flags)
    return "\n".join(lines[start:end])


def code(source: str, language: str = "", flags: Flags = NO_FLAGS) -> str:
    """Give `source` without its option lines; options that cannot be read stay, so that nothing is lost."""
    return "\n".join(text for _, text in shown_lines(source, language, flags))


def shown_lines(source: str, language: str = "", flags: Flags = NO_FLAGS) -> list[tuple[int, str]]:
    """Give the lines of `source` that are shown, each with its number in the cell, from 1."""
    lines, start, end = _option_lines(source, language, flags)
    if start < end and _parse(lines[start:end], language)[2]:
        start = end
    return [
        (number, flags.lines.get(number, line))
        for number, line in enumerate(lines or source.split("\n"), 1)
        if not start < number <= end and number not in flags.hidden
    ]


def tags(metadata: Mapping[str, Any]) -> frozenset[str]:
    """Give the tags of a cell's metadata, in today's spelling."""
    given = metadata.get("tags")
    if not isinstance(given, list):
        return frozenset()
    spelled = {str(tag).replace("_", "-") for tag in given}
    return frozenset("scroll-output" if tag == "output-scroll" else tag for tag in spelled)


def _shown_tags(given: Any) -> frozenset[str]:
    """Give the tags among the options that say how a cell is shown: those of a run are read in the metadata alone."""
    return frozenset(tag for tag in tags({"tags": given}) if tag not in _OF_A_RUN)


def _options(cell: Mapping[str, Any], language: str, flags: Flags) -> tuple[dict[str, Any], tuple[str, ...], str]:
    if cell.get("cell_type") != "code":
        return {}, (), ""
    lines, start, end = _option_lines(str(cell.get("source", "")), language, flags)
    options, unknown, problem = _parse(lines[start:end], language) if start < end else ({}, (), "")
    return options, tuple(name for name in unknown if name not in flags.known), problem


def _option_lines(source: str, language: str, flags: Flags) -> tuple[list[str], int, int]:
    """Split `source` into lines; the options are those from the first number to before the second."""
    if "|" not in source:  # the usual cell, at the price of one search
        return [], 0, 0
    lines = source.split("\n")
    start = 0
    sign = _sign(language)
    while start < len(lines) and (
        not lines[start].strip()
        or lines[start].startswith("%%")
        or (start + 1 in flags.hidden and not re.match(sign, lines[start]))
    ):
        start += 1
    end = start
    while end < len(lines) and re.match(sign, lines[end]) and _is_option(lines[end], sign, end > start):
        end += 1
    return lines, start, end


def _is_option(line: str, sign: str, follows: bool) -> bool:
    """Tell an option from a comment that begins with a bar: formatters put a blank before the bar (`# | echo: false`)."""
    opening = re.match(sign, line)
    if opening is None or opening[0].rstrip()[:-1] == opening[0].rstrip()[:-1].rstrip():
        return True
    body = line[opening.end() :]
    return bool(re.match(r"[A-Za-z][\w.-]*:(?:\s|$)", body)) or (follows and body[:1] in (" ", "-"))


def _sign(language: str) -> str:
    sign = languages.of(language).sign
    return (re.escape(sign) if sign else ANY_SIGN) + r"[ \t]?\| ?"


def _parse(written: list[str], language: str) -> tuple[dict[str, Any], tuple[str, ...], str]:
    """Read option lines: the known options, the names of unknown ones, and what is wrong."""
    if sum(map(len, written)) > LONGEST:
        return {}, (), f"its option lines are longer than {LONGEST:,} characters"
    sign = _sign(language)
    bodies = [re.sub(sign, "", line, count=1).rstrip() for line in written]
    directives = tuple(body.split()[0] for body in bodies if re.fullmatch(r"[A-Za-z]\w*(\s+[^:]*)?", body))
    # nbdev writes `echo:false`, which is no mapping in YAML.
    pairs = [
        re.sub(r"^([A-Za-z][\w.-]*):(?=\S)", r"\1: ", body)
        for body in bodies
        if not re.fullmatch(r"[A-Za-z]\w*(\s+[^:]*)?", body)
    ]
    try:
        options = load("\n".join(pairs)) or {}
    except (yaml.YAMLError, ValueError) as error:
        return {}, (), f"its option lines are no YAML: {_first_line(error)}"
    if not isinstance(options, dict):
        return {}, (), "its option lines are no `name: value`"
    named = {str(name): value for name, value in options.items()}
    if "fold-output" in named and lines(named["fold-output"]) is None:
        return {}, (), "its option `fold-output` takes a number of lines, or false"
    unknown = directives + tuple(name for name in named if name not in KNOWN_OPTIONS)
    return named, unknown, ""


def _first_line(error: Exception) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(item) for item in value) if isinstance(value, list) else (_text(value),) if value else ()


def lines(value: Any) -> int | None:
    """Read after how many lines a text folds: a number, `false` (0) for never; None for anything else."""
    if value is False:
        return 0
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_LINES else None


def _columns(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 < value < 7 else 0


def _width(value: Any) -> str:
    """Read a width as CSS: a bare number is Quarto's, in inches; anything that is no length is nothing."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{float(value):g}in" if 0 < value < WIDEST else ""
    text = _text(value).strip()
    return text if re.fullmatch(r"\d{1,5}(\.\d{1,20})?(px|%|em|rem|in|cm|mm)", text) else ""
