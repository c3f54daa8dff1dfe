"""The input of a code cell: in its language, without option lines, with the parameters that ran.

In come a cell's source and its notebook's language, out goes a highlight block. Papermill's `injected-parameters` cell
is merged into the cell that it overrides, so that a reader sees one.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from nbpress.core.notices import Warn
from nbpress.core.regex import regex
from nbpress.notebook import language_values, languages
from nbpress.notebook.languages import Language
from nbpress.notebook.listings import Listing
from nbpress.render import ipython_syntax, liquid
from nbpress.render.listing import framed
from nbpress.render.terminal import plain

NAME = regex(r"[a-z0-9.+#_-]+")
MAGIC = regex(r"\s*%%(?P<name>!|\w+)(?P<rest>[^\n]*)")


def language(metadata: Mapping[str, Any]) -> str:
    """Name the language of a notebook as Rouge does; plain text where nobody says."""
    info, spec = _block(metadata, "language_info"), _block(metadata, "kernelspec")
    for name in (info.get("name"), info.get("pygments_lexer"), spec.get("language"), spec.get("name")):
        if name:
            return rouge(str(name))
    return "python"


def rouge(name: str) -> str:
    """Turn a notebook's or kernel's word for a language into one that Rouge knows, or at least that Jekyll can read."""
    found = languages.of(name)
    called = found.rouge or found.name
    return called if NAME.fullmatch(called) else "text"


def cell_language(source: str, notebook: str) -> str:
    """Name the language of one cell: that of its magic, else the notebook's."""
    magic = MAGIC.match(source)
    if not magic:
        return notebook
    rest = magic["rest"].split()
    if magic["name"] in ("writefile", "file") and rest:
        found = languages.of_file(rest[-1])
        return rouge(found.name) if found else "text"
    if magic["name"] == "script" and rest:
        return rouge(rest[0].rsplit("/", 1)[-1])
    other = languages.of(notebook).magics.get(magic["name"])
    return rouge(other) if other else notebook


def block(source: str, notebook: str, style: str = "highlight") -> str:
    """Write a cell's code as highlight blocks that a theme can tell from an output; nothing if there is none.

    It is one block but where IPython's own syntax stands beside the language. style: how the site's theme wants code.
    """
    text = "\n".join(_trimmed(plain(source).split("\n")))
    if not text:
        return ""
    shown = ipython_syntax.parts(text, cell_language(text, notebook))
    write, read = liquid.WRITERS[style], ' markdown="1"' if style == "fence" else ""
    blocks = "\n".join(write("\n".join(_trimmed(part.split("\n"))), name) for name, part in shown)
    return f'<div class="nb-input"{read}>\n{blocks}\n</div>'


def listed(source: str, notebook: str, listing: Listing, warn: Warn, style: str = "highlight") -> str:
    """Write a cell's code with what stands beside it; nothing if there is none."""
    text = "\n".join(_trimmed(plain(source).split("\n")))
    return framed(text, cell_language(text, notebook), listing, warn, style) if text else ""


def _trimmed(lines: list[str]) -> list[str]:
    shown = [number for number, line in enumerate(lines) if line.strip()]
    return lines[shown[0] : shown[-1] + 1] if shown else []


def _block(metadata: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = metadata.get(name)
    return value if isinstance(value, Mapping) else {}


def merged(source: str, injected: str, notebook: str) -> str:
    """Put the values that ran into the source of a parameters cell; its comments and annotations stay.

    source: of the cell tagged `parameters`. injected: of the cell that papermill put in.
    """
    try:
        of = languages.of(notebook)
        return _python(source, injected) if of.native else _statements(source, injected, of)
    except (SyntaxError, ValueError):
        return injected


def _python(source: str, injected: str) -> str:
    ran = dict(_assigned(injected))
    encoded = source.encode()
    starts = [0]
    for line in encoded.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    known = set()
    for name, old in reversed(_assigned(source)):  # from the end, so that places before stay true
        if name in ran and name not in known:  # the last assignment is the one that papermill overrides
            known.add(name)
            value = ran[name]
            if ast.dump(value) != ast.dump(old):
                start, end = _span(old, starts)
                encoded = encoded[:start] + _segment(injected, value).encode() + encoded[end:]
    more = [f"{name} = {_segment(injected, value)}" for name, value in ran.items() if name not in known]
    return "\n".join([encoded.decode(), *more])


def _assigned(source: str) -> list[tuple[str, ast.expr]]:
    """List the names that a source assigns on its top level, with the values."""
    found: list[tuple[str, ast.expr]] = []
    for node in ast.parse(source).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        alone = len(targets) == 1  # in `a = b = 3` the value is another's as well
        found.extend((each.id, value) for each in targets if alone and isinstance(each, ast.Name) and value is not None)
    return found


def _span(node: ast.expr, starts: list[int]) -> tuple[int, int]:
    """Give the bytes that an expression takes in its source."""
    line, column = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return starts[node.lineno - 1] + node.col_offset, starts[line - 1] + column


def _segment(source: str, node: ast.expr) -> str:
    return ast.get_source_segment(source, node) or ast.unparse(node)


def _statements(source: str, injected: str, language: Language) -> str:
    """Put each value into its statement, where all have one; else show the injected cell."""
    ran = {each.name: injected[each.start : each.end] for each in language_values.assigned(injected, language)}
    places = language_values.assigned(source, language)
    if not ran or not ran.keys() <= {each.name for each in places}:
        return injected
    for each in reversed(places):  # from the end, so that places before stay true
        source = source[: each.start] + ran.get(each.name, source[each.start : each.end]) + source[each.end :]
    return source
