"""The languages of kernels: each that nbpress knows well is a module here, and no other file names one.

A module has a `LANGUAGE`: text that is sent to a kernel, and patterns of text that comes from one. `others.toml` holds
those of which only words are known: a comment sign, a name.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, resources
from pkgutil import iter_modules

from nbpress.core.regex import regex

_VERSION = regex(r"[-_ ]?v?\d+(\.\d+)*$")  # julia-1.9, python3
MARK = "nbpress-value:"  # stands before the JSON that a program for a value prints


@dataclass(frozen=True, slots=True)
class Literals:
    """How a language writes values.

    words: the texts of None, True, False, NaN, infinity. quoted: what stands around a text; where it begins, and where it
    ends; around one in which nothing is written otherwise (`plain`). escapes: letters of a text that are written otherwise.
    control: how any other control character is. quotes: what begins a text in the code of an author. verbatim: of these,
    those in which a backslash is a letter like any. escaped: whether a quotation mark within a text is written twice.
    vector, mixed, texts: around the items of a list: of one kind, of several, of texts; nothing where that is as the first.
    mapping: around the entries of a mapping; nothing where there is none. entry: one of them. between: stands between two
    items; separators: what may. date, moment: around a day and a point in time as ISO 8601 writes them.
    """

    words: tuple[str, str, str, str, str] = ("null", "true", "false", "NaN", "Infinity")
    quoted: tuple[str, str] = ('"', '"')
    plain: tuple[str, str] = ("", "")
    escapes: Mapping[str, str] = field(default_factory=lambda: {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"})
    control: str = "\\u{:04x}"
    quotes: str = "\"'"
    verbatim: str = ""
    escaped: bool = False
    vector: str = "[{}]"
    mixed: str = ""
    texts: str = ""
    mapping: str = ""
    entry: str = "{}: {}"
    between: str = ", "
    separators: str = ","
    date: str = ""
    moment: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    name: as kernels call it, in lower case. aliases: what else kernels, magics and fences call it. rouge, lexer: what Rouge
    and Pygments call it. suffix: of a file of it. sign: begins a comment, as others may
    (`signs`), or what stands between two (`block`). flagged: whether a comment may be another tool's
    flag. native: whether nbpress itself is written in it: its parser and its hooks then do what the rest of this cannot.
    magics: cell magics of its kernel, with the language of what follows. sockets: whether its kernel takes sockets that are
    files.

    literals, assignment, assign: how values are written; a pattern of a statement that gives a name a value; such a
    statement. constant: pattern of one that can be made but once. numbers: whether whole numbers are of no type of their own.
    declare: such a statement where the name is new; nothing where that is no other one. collected: makes the list in which
    R Markdown's authors find their parameters, of `<pairs>`.

    value: a program that prints `MARK` and JSON with `text` (as a line shows it), `html` (of a table), `value`, or `error`;
    in it `<code>` stands for the expression, `<text>` for the expression as a text of the language. printed: the program
    prints the value itself. answered: the program is an expression that the kernel answers. versions: an expression that
    gives versions by name; `<names>` stands for the names that `imports` finds in the code.
    cleared: is sent before each cell; failed: asks, after it, for the error that its kernel does not tell.
    frame: pattern of the place in a traceback that tells the line of a cell (`line`, and `cell`, its execution count).
    late: whether its kernel may send what a cell shows after it said that it is done with the cell.
    shell: whether any word of the code may name a file. called: whether the name of a function names the file that it is in.
    """

    name: str
    aliases: tuple[str, ...] = ()
    rouge: str = ""
    lexer: str = ""
    suffix: str = ""
    sign: str = ""
    signs: tuple[str, ...] = ()
    block: tuple[str, str] = ("", "")
    flagged: bool = True
    native: bool = False
    magics: Mapping[str, str] = field(default_factory=dict)
    sockets: bool = False
    literals: Literals = Literals()
    assignment: str = ""
    assign: str = ""
    constant: str = ""
    numbers: bool = False
    declare: str = ""
    collected: str = ""
    value: str = ""
    printed: bool = False
    answered: bool = False
    versions: str = ""
    imports: str = ""
    cleared: str = ""
    failed: str = ""
    frame: str = ""
    late: bool = False
    shell: bool = False
    called: bool = False


@cache
def names() -> frozenset[str]:
    """Name the languages that have a module, without loading one."""
    return frozenset(each.name for each in iter_modules(__path__))


@cache
def languages() -> tuple[Language, ...]:
    """Give all languages that have a module."""
    return tuple(_module(name) for name in sorted(names()))


def _module(name: str) -> Language:
    found: Language = import_module(f"{__name__}.{name}").LANGUAGE
    return found


@cache
def others() -> tuple[Language, ...]:
    """Give the languages of which only words are known."""
    table = tomllib.loads(resources.files(__name__).joinpath("others.toml").read_text(encoding="utf-8"))
    return tuple(Language(name, **{**own, "aliases": tuple(own.get("aliases", ()))}) for name, own in table.items())


@cache
def of(name: str) -> Language:
    """Give a language by its name or one of its aliases, be a version behind it; one that nobody knows is only a name."""
    lower = name.strip().lower()
    if lower in names():
        return _module(lower)
    by_name = _by_name()
    bare = _VERSION.sub("", lower)
    return by_name.get(lower) or by_name.get(bare) or Language(bare)


@cache
def _by_name() -> Mapping[str, Language]:
    every = (*others(), *languages())
    return {name: each for each in every for name in (*each.aliases, each.name)}


def known(name: str) -> bool:
    """Tell whether a language has a module."""
    return of(name).name in names()


def of_file(name: str) -> Language | None:
    """Give the language that a file is written in, by what its name ends in; None where nobody knows."""
    suffix = "." + name.rsplit(".", 1)[-1].lower()
    found = next((each for each in (*languages(), *others()) if each.suffix.lower() == suffix), None)
    return found or _by_name().get(suffix[1:])
