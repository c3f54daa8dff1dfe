"""Macros that formulas define: on a page, as in JupyterLab, one defined in a cell holds for the cells below it.

In comes TeX, out come definitions in the one form that every converter knows, `\\def`, wherever that says it all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial

from nbpress.core.regex import regex

Macros = Mapping[str, str]  # the definition of each, by its name with the backslash

SIGN = regex(r"\\(?:(?:re|provide)?newcommand|providecommand|DeclareMathOperator|[gex]?def|let)(?![a-zA-Z])")
_HEAD = regex(
    r"""\\(?:(?P<new>(?:re)?newcommand|providecommand|DeclareMathOperator)(?P<star>\*?)\s*
            (?:\{\s*(?P<braced>\\(?:[a-zA-Z]+|.))\s*\}|(?P<bare>\\[a-zA-Z]+))
            \s*(?:\[(?P<count>\d)\]\s*)?(?P<default>\[[^\[\]]*\]\s*)?(?=\{)
        |[gex]?def\s*(?P<defined>\\[a-zA-Z]+)\s*(?P<places>(?:\#\d\s*)*)(?=\{)
        |let\s*(?P<let>\\[a-zA-Z]+)\s*=?\s*(?P<same>\\[a-zA-Z]+|[^\s\\{}]))""",
    re.VERBOSE,
)
_BRACE = regex(r"\\.|[{}]", re.S)
_NAME = regex(r"\\(?:[a-zA-Z]+|.)", re.S)


def group(tex: str, start: int) -> int:
    """Find where the group ends that a brace at `start` opens: behind its own closing brace, or -1."""
    depth = 0
    for found in _BRACE.finditer(tex, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return -1


def plain(tex: str) -> str:
    """Write the definitions in a formula as `\\def`, which neither minds an older one nor the lack of one."""
    parts: list[str] = []
    defaults: dict[str, str] = {}
    position = 0
    for start, end, _, definition in _definitions(tex):
        parts += [tex[position:start], _DEFAULT.sub(partial(_without_default, defaults), definition)]
        position = end
    text = "".join([*parts, tex[position:]])
    for name, default in defaults.items():
        uses = re.compile(rf"(?<!\\def){re.escape(name)}(?![a-zA-Z])\s*(?:\[([^\[\]]*)\])?")
        text = uses.sub(partial(_with_default, name, default), text)
    return text


def _with_default(name: str, default: str, use: re.Match[str]) -> str:
    return f"{name}{{{default if use[1] is None else use[1]}}}"


_DEFAULT = regex(r"\A\\(?:re|provide)?(?:new)?command\{(\\[a-zA-Z]+)\}\[(\d)\]\[([^\[\]]*)\]")


def _without_default(defaults: dict[str, str], head: re.Match[str]) -> str:
    """Define a macro whose first argument may be left out as one that always has it; whoever uses it then has to give it."""
    defaults[head[1]] = head[3]
    return f"\\def{head[1]}{_places(int(head[2]))}"


def _places(count: int) -> str:
    return "".join(f"#{number}" for number in range(1, count + 1))


def _definitions(tex: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield each definition: where it begins and ends, its name, and itself."""
    position = 0
    while SIGN.search(tex, position) and (head := _HEAD.search(tex, position)):
        end = head.end() if head["let"] else group(tex, head.end())
        position = max(end, head.end())
        if end >= 0:
            name, definition = _definition(head, tex[head.end() : end])
            yield head.start(), end, name, definition


def _definition(head: re.Match[str], body: str) -> tuple[str, str]:
    if head["let"]:
        return head["let"], f"\\let{head['let']}={head['same']}"
    if head["defined"]:
        return head["defined"], f"\\def{head['defined']}{head['places'].strip()}{body}"
    name = head["braced"] or head["bare"]
    if head["new"] == "DeclareMathOperator":
        return name, f"\\def{name}{{\\operatorname{head['star']}{body}}}"
    if head["default"]:  # which `\def` cannot say
        return name, f"\\{head['new']}{{{name}}}[{head['count'] or 1}]{head['default'].strip()}{body}"
    return name, f"\\def{name}{_places(int(head['count'] or 0))}{body}"


def defined(tex: str) -> dict[str, str]:
    """Give the macros that a formula defines; the last definition of each counts."""
    return {name: text for _, _, name, text in _definitions(tex)}


def needed(tex: str, macros: Macros, most: int) -> str:
    """Give the definitions that a formula needs, each behind those that it uses itself.

    most: characters that a formula may have; one of more comes back where they are too long.
    """
    found: dict[str, None] = {}
    length = 0
    waiting = [(name, False) for name in reversed(_used(tex, macros))]
    entered: set[str] = set()
    while waiting:
        name, done = waiting.pop()
        if done:
            found[name] = None
        elif name not in entered:
            entered.add(name)
            length += len(macros[name])
            if length > most:
                return macros[name].ljust(most + 1)  # which no converter is given
            waiting += [(name, True), *((each, False) for each in reversed(_used(macros[name], macros)))]
    return "".join(macros[name] for name in found)


def _used(tex: str, macros: Macros) -> list[str]:
    return [name for name in dict.fromkeys(_NAME.findall(tex)) if name in macros]
