"""Values in the code of a language that is not nbpress' own: written, read, and found where a cell assigns them.

What a language writes is in `languages`; here is only how these texts are put together and taken apart.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nbpress.core.errors import ParameterError
from nbpress.core.regex import regex
from nbpress.notebook.languages import MARK, Language, Literals
from nbpress.notebook.literals import shown

_OPENING, _CLOSING = "([{", ")]}"
_NUMBER = regex(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_WHOLE = regex(r"[-+]?\d[\d_]*[Ln]?")
_WORD = regex(r"[\w./@%+,:-]+")  # of a shell
_ESCAPE = regex(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-7]{3})|(.))", re.S)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}


# --- written ------------------------------------------------------------------------------------------------


def written(value: Any, language: Language) -> str:
    """Write a value as code of a language; raise ParameterError for one that it has no way to write."""
    literals = language.literals
    nothing, true, false, nan, infinity = literals.words
    if value is None or isinstance(value, bool):
        return nothing if value is None else true if value else false
    if isinstance(value, float) and not math.isfinite(value):
        return nan if math.isnan(value) else infinity if value > 0 else f"-{infinity}"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        frame = literals.moment if isinstance(value, datetime) else literals.date
        return frame.replace("{}", value.isoformat()) if frame else text(value.isoformat(), literals)
    if isinstance(value, Mapping):
        return _mapping(value, language)
    if isinstance(value, list | tuple | set | frozenset):
        return _list(shown(value), language)
    return text(str(value), literals)


def text(value: str, literals: Literals) -> str:
    """Write a text, whatever stands in it."""
    inner = "".join(
        literals.escapes.get(each) or (literals.control.format(ord(each)) if each < " " else each) for each in value
    )
    begin, end = literals.plain if literals.plain[0] and inner == value else literals.quoted
    return f"{begin}{inner}{end}"


def _list(items: list[Any], language: Language) -> str:
    literals = language.literals
    if not literals.mapping and any(isinstance(each, list | Mapping) for each in items):
        raise _unwritable(items, language)
    frame = literals.mixed if not _alike(items) else literals.texts if isinstance(items[0], str) else ""
    return (frame or literals.vector).replace("{}", literals.between.join(written(each, language) for each in items))


def _alike(items: list[Any]) -> bool:
    kinds = {float if type(each) is int else type(each) for each in items}
    return len(kinds) == 1 and not kinds & {type(None), list, dict}


def _mapping(value: Mapping[Any, Any], language: Language) -> str:
    literals = language.literals
    if not literals.mapping:
        raise _unwritable(value, language)
    pairs = (literals.entry.format(text(str(key), literals), written(item, language)) for key, item in value.items())
    return literals.mapping.replace("{}", literals.between.join(pairs))


def _unwritable(value: object, language: Language) -> ParameterError:
    return ParameterError(
        f"{language.name} has no way to write {value!r} as the value of a parameter",
        hint="Give a number, a text, or a list of these; or hand over a file that holds it.",
    )


def assignments(given: Mapping[str, Any], language: Language) -> str:
    """Assign values in a language's own words, one a line."""
    lines = (language.assign.format(name, written(value, language)) for name, value in given.items())
    return "\n".join([f"{language.sign} Parameters", *lines])


# --- read ---------------------------------------------------------------------------------------------------


def parsed(code: str, language: Language) -> Any:
    """Give the value of a literal of a language; raise ValueError where it is none."""
    literals, code = language.literals, code.strip()
    words = dict(zip(literals.words, (None, True, False, math.nan, math.inf), strict=True))
    if _begins_text(code, 0, literals) and _end_of_text(code, 0, literals) == len(code):
        return _unquoted(code, literals)
    if code in words:
        return words[code]
    if code == f"-{literals.words[4]}":
        return -math.inf
    if _WHOLE.fullmatch(code):
        return int(code.rstrip("Ln"))
    if _NUMBER.fullmatch(code):
        return float(code)
    for frame in filter(None, (literals.vector, literals.mixed, literals.texts)):
        inside = _inside(code, frame)
        if inside is not None:
            return [parsed(each, language) for each in _items(inside, literals)]
    if language.shell and re.fullmatch(r"[\w./:@%+,=-]*", code):
        return code
    raise ValueError(f"no literal of {language.name}: {code}")


def _inside(code: str, frame: str) -> str | None:
    begin, end = frame.split("{}")
    fits = code.startswith(begin) and code.endswith(end) and len(code) >= len(begin) + len(end)
    return code[len(begin) : len(code) - len(end)] if fits else None


def _items(inside: str, literals: Literals) -> list[str]:
    found = [inside[start:end].strip() for start, end in _pieces(inside, literals, literals.separators)]
    return found if literals.separators == "," and inside.strip() else [each for each in found if each]


def _unquoted(code: str, literals: Literals) -> str:
    begin, verbatim = _opening(code, 0, literals)
    inner = code[len(begin) : -1]
    if literals.escaped:
        inner = inner.replace(begin * 2, begin)
    return inner if verbatim else _ESCAPE.sub(_letter, inner)


def _letter(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code or found[4]:
        return chr(int(code, 16) if code else int(found[4], 8))
    return _LETTERS.get(found[5], found[5])


# --- where a cell assigns them ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assigned:
    """A statement that gives a name a value: where that stands in the source. constant: whether nothing can change it."""

    name: str
    start: int
    end: int
    constant: bool = False


def assigned(source: str, language: Language) -> list[Assigned]:
    """Find the statements of a source that give a name a value, at its top level."""
    found = []
    for start, end in _pieces(source, language.literals, "\n;", language):
        statement = source[start:end]
        match = re.fullmatch(rf"\s*{language.assignment}", statement.rstrip(), re.S)
        if match:
            constant = bool(language.constant and re.match(rf"\s*{language.constant}", statement))
            found.append(Assigned(match["name"], start + match.start("value"), start + match.end("value"), constant))
    return found


def without(source: str, names: Container[str], language: Language) -> str:
    """Leave out the values that a source gives to names."""
    for each in reversed(assigned(source, language)):
        if each.name in names:
            source = source[: each.start] + source[each.end :]
    return source


def texts(code: str, language: Language) -> Iterator[str]:
    """Give the texts that stand in code, without their quotation marks; in a shell each of its words may be one."""
    literals, at = language.literals, 0
    while at < len(code):
        behind = _end_of_comment(code, at, language)
        if behind == at and _begins_text(code, at, literals):
            behind = min(_end_of_text(code, at, literals), len(code))
            yield _unquoted(code[at:behind], literals)
        elif behind == at and language.shell and (word := _WORD.match(code, at)):
            behind = word.end()
            yield word[0]
        at = max(behind, at + 1)


def _pieces(source: str, literals: Literals, ends: str, language: Language | None = None) -> Iterator[tuple[int, int]]:
    """Cut a source at the signs that end a piece, outside of texts and brackets; comments of `language` are in no piece."""
    depth, start, at = 0, 0, 0
    while at < len(source):
        letter = source[at]
        behind = _end_of_comment(source, at, language) if language else at
        if behind > at:
            if not depth:
                yield start, at
                start = behind
            at = behind
        elif _begins_text(source, at, literals):
            at = min(_end_of_text(source, at, literals), len(source))
        else:
            depth += (letter in _OPENING) - (letter in _CLOSING)
            if letter in ends and not depth:
                yield start, at
                start = at + 1
            at += 1
    yield start, len(source)


def _end_of_comment(source: str, at: int, language: Language) -> int:
    """Give the place behind a comment that begins here; the same place where none does."""
    begin, end = language.block
    if begin and source.startswith(begin, at):
        found = source.find(end, at)
        return len(source) if found < 0 else found + len(end)
    if not any(source.startswith(sign, at) for sign in (language.sign, *language.signs) if sign):
        return at
    if language.shell and at and not source[at - 1].isspace():  # in a shell a comment begins a word
        return at
    found = source.find("\n", at)
    return len(source) if found < 0 else found


def _begins_text(source: str, at: int, literals: Literals) -> bool:
    """Tell whether a text begins here: a sign behind a name or a bracket transposes, in languages of matrices."""
    if source.startswith(literals.quoted[0], at):
        return True
    behind = at > 0 and (source[at - 1].isalnum() or source[at - 1] in "_)]}'.")
    return source[at : at + 1] in tuple(literals.quotes) and not (source[at] == "'" and behind)


def _opening(source: str, at: int, literals: Literals) -> tuple[str, bool]:
    """Give the sign that a text begins with, and whether a backslash in it is a letter like any."""
    begin = literals.quoted[0]
    if len(begin) > 1 and source.startswith(begin, at):
        return begin, False
    return source[at], source[at] in literals.verbatim


def _end_of_text(source: str, start: int, literals: Literals) -> int:
    """Give the place behind a text that begins at `start`; behind the end of the source where it does not end."""
    begin, verbatim = _opening(source, start, literals)
    sign, at = begin[-1], start + len(begin)
    while at < len(source):
        if source[at] == "\\" and not verbatim:
            at += 2
        elif source[at] != sign:
            at += 1
        elif literals.escaped and source[at + 1 : at + 2] == sign:
            at += 2
        else:
            return at + 1
    return len(source) + 1


# --- asked for ----------------------------------------------------------------------------------------------


def program(expression: str, language: Language) -> str:
    """Write what asks a kernel for the value of an expression."""
    quoted = text(expression, language.literals)
    return language.value.replace("<text>", quoted).replace("<code>", expression)


def told(printed: str) -> dict[str, Any] | None:
    """Read what such a program printed: its JSON, numbers as numbers; None where it printed none."""
    _, mark, rest = printed.rpartition(MARK)
    if not mark:
        return None
    try:
        found = json.loads(rest.replace("\r\n", "\n").strip(), object_hook=_number)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _number(found: dict[str, Any]) -> Any:
    """Turn `{"number": "0.1"}` into the number; JSON itself has neither NaN nor infinity, nor a number's last digits."""
    if found.keys() != {"number"} or not isinstance(found["number"], str):
        return found
    try:
        return int(found["number"])
    except ValueError:
        return float(found["number"])


def line(text_: str, value: Any) -> str:
    """Write a value as a piece of a line: a text as it is, several as a list with commas, anything else as printed."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not value or any(isinstance(each, list | dict) for each in value):
        return text_
    words = text_.split()
    if all(isinstance(each, str) for each in value):
        return ", ".join(value)
    if len(words) != len(value):
        return ", ".join(each if isinstance(each, str) else json.dumps(each) for each in value)
    return text_ if any(word.endswith(",") for word in words) else ", ".join(words)
