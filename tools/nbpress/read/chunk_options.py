"""Options of R Markdown's chunks (knitr's) in our own words: `echo=FALSE, fig.cap="…"` becomes `echo: false`, `fig-cap: …`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nbpress.core.errors import ReadError
from nbpress.core.regex import regex
from nbpress.notebook.cell_options import KNOWN_OPTIONS

CODE = "#R_CODE#"  # how jupytext marks a value that is no constant
_HIDING = ("echo", "include", "eval", "results", "warning", "message")
_WORDS = {"TRUE": True, "T": True, "FALSE": False, "F": False, "NULL": None, "true": True, "false": False}
_FOLDS = {"fold-hide": True, "hide": True, "fold-show": "show", "show": "show"}
_NAMES = {"out-width": "fig-width", "tab-cap": "tbl-cap", "name": "label"}
# What says how knitr draws, keeps or formats, and asks nothing of a page.
_SILENT_NAMES = """
    fig-align fig-height fig-asp fig-dim fig-show fig-keep fig-path fig-pos fig-env fig-ext fig-process fig-retina fig-scap
    out-height out-extra dpi dev dev-args cache cache-path cache-vars cache-extra cache-lazy dependson autodep collapse comment
    prompt tidy tidy-opts highlight background strip-white size purl engine engine-path R-options render class-output
    attr-output attr-source split external sanitize retina autoload animation-hook interval resize-width
"""
_SILENT = frozenset(_SILENT_NAMES.split())
_LINE = regex(r"#[ \t]?\|[ \t]*([A-Za-z][\w.-]*)[ \t]*(=|:)(.*)")
_OPTION = regex(r"\s*([A-Za-z][\w.-]*)\s*=(?!=)\s*(.*)\s*", re.S)
_SET = regex(r"\bopts_chunk\$set\(")


def parsed(text: str) -> dict[str, Any]:
    """Read `label, echo=FALSE, fig.cap="a, b"`; a value that is no constant stays, marked as code."""
    found: dict[str, Any] = {}
    for number, part in enumerate(_parts(text)):
        option = _OPTION.fullmatch(part)
        if option:
            found[option[1]] = _value(option[2].strip())
        elif not number and re.fullmatch(r"\s*[\w.-]+\s*", part):
            found["label"] = part.strip()
    return found


def _parts(text: str) -> Iterator[str]:
    """Split a text at its commas: not in quotation marks, not in brackets."""
    depth, quote, start = 0, "", 0
    for at, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote and text[at - 1] != "\\" else quote
        elif letter in "\"'`":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == "," and not depth:
            yield text[start:at]
            start = at + 1
    if text[start:].strip():
        yield text[start:]


def _value(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    several = re.fullmatch(r"c\((.*)\)", text, re.S)
    if several:
        values = [_value(part.strip()) for part in _parts(several[1])]
        return CODE + text if any(isinstance(each, str) and each.startswith(CODE) for each in values) else values
    try:
        return ast.literal_eval(re.sub(r"(?<=\d)L\Z", "", text))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return CODE + text


def ours(given: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Give the options of a chunk in our own words, and the names of those that nobody here knows.

    Raises ReadError for one that hides something, or keeps it from running, and whose value only R could tell.
    """
    found: dict[str, Any] = {}
    unknown: list[str] = []
    named = {name.replace(".", "-"): value for name, value in given.items()}
    for name, value in named.items():
        if isinstance(value, str) and value.startswith(CODE):
            _told(name, value)
            unknown.append(name)
        elif name in ("results", "message", "code-folding", "class-source", "fig-width"):
            found |= _special(name, value, named)
        elif name in KNOWN_OPTIONS or name in _NAMES:
            found[_NAMES.get(name, name)] = value
        elif name not in _SILENT:
            unknown.append(name)
    return found, tuple(unknown)


def _told(name: str, value: str) -> None:
    if name in _HIDING:
        raise ReadError(
            f"the option `{name}={value.removeprefix(CODE)}` is code of R, which nbpress does not run to read options",
            hint="Write TRUE or FALSE.",
        )


def _special(name: str, value: Any, every: Mapping[str, Any]) -> dict[str, Any]:
    """Read an option that is another one here, or more than one."""
    if name == "results":
        return {"output": False if value in ("hide", False) else "asis" if value == "asis" else True}
    if name == "message":
        return {"warning": False} if value is False and every.get("warning") is not True else {}
    if name == "fig-width":
        return {} if "out-width" in every else {"fig-width": value}
    return {"code-fold": _FOLDS[value]} if value in _FOLDS else {}


def of_lines(source: str) -> tuple[dict[str, Any], str, int]:
    """Read knitr's option lines, `#| fig.cap = "…", echo = FALSE`: the options, the code without these lines, their number.

    Lines `#| fig.cap: …` stay, with the name as it is here.
    """
    lines = source.split("\n")
    found: dict[str, Any] = {}
    kept: list[str] = []
    end = next((number for number, line in enumerate(lines) if not re.match(r"#[ \t]?\|", line)), len(lines))
    for line in lines[:end]:
        option = _LINE.fullmatch(line.rstrip())
        if option and option[2] == "=":
            found |= ours(parsed(line.partition("|")[2]))[0]
        else:
            kept.append(f"#| {option[1].replace('.', '-')}:{option[3]}" if option and "." in option[1] else line)
    return found, "\n".join([*kept, *lines[end:]]), end - len(kept)


def of_setup(sources: Iterable[str]) -> dict[str, Any]:
    """Give the options that a document sets for all its chunks, `knitr::opts_chunk$set(echo = FALSE)`."""
    found: dict[str, Any] = {}
    for source in sources:
        for place in _SET.finditer(source):
            found |= ours(parsed(_inside(source[place.end() :])))[0]
    return found


def _inside(text: str) -> str:
    """Give what stands before the bracket that closes one which is open."""
    depth = 1
    for at, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if not depth:
            return text[:at]
    return text
