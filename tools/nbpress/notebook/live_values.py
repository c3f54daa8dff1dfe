"""Live values: inline `` {eval}`expression` `` in prose and front matter, and their answers; in prose `` `{python} x` `` too.

The answers are kept in a cell's `user_expressions` metadata, in the schema of JupyterLab's MyST extension
(`src/userExpressions.ts` of jupyterlab-myst): a list of `{"expression": …, "result": …}`, where the result is what a
kernel answers to `user_expressions` (Jupyter messaging protocol, "execute"). Ours carry a mark in the result's
metadata: JupyterLab evaluates its own late, after the last cell.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from typing import Any

from nbpress.core.regex import regex
from nbpress.notebook import frontmatter, ipynb
from nbpress.notebook.protected import holds_values

MARK = "nbpress"
_ROLE = regex(r"\{eval\}(`+)(.+?)(?<!`)\1(?!`)", re.DOTALL)


def in_text(text: str) -> tuple[str, ...]:
    """Give the expressions of a front matter text, in order."""
    return tuple(match[2].strip() for match in _ROLE.finditer(text))


def fill(text: str, answers: Mapping[str, str]) -> str:
    """Put the answers in the place of a front matter text's expressions; one without an answer stays."""
    return _ROLE.sub(lambda match: answers.get(match[2].strip(), match[0]), text)


def in_cell(cell: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the expressions of a Markdown cell, in order and without repetition."""
    if cell["cell_type"] != "markdown" or not holds_values(cell["source"]):
        return ()
    from nbpress.notebook.markdown import expressions  # the parser is loaded by notebooks that need it

    return tuple(dict.fromkeys(expressions(cell["source"])))


def in_front_matter(front: frontmatter.FrontMatter) -> tuple[str, ...]:
    """Give the expressions of all texts of the front matter, in order and without repetition."""
    found = (name for scalar in frontmatter.scalars(front.node) for name in in_text(scalar.value))
    return tuple(dict.fromkeys(found))


def entries(results: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Turn a kernel's answers, by expression, into the list that a cell's metadata keeps, with our mark."""
    return [
        {"expression": expression, "result": {**result, "metadata": {**result.get("metadata", {}), MARK: True}}}
        for expression, result in results.items()
    ]


def answers(cell: Mapping[str, Any], *, foreign: bool = False) -> dict[str, Mapping[str, Any]]:
    """Read a cell's kept answers by expression: those that our engine wrote, or with `foreign` all."""
    kept = cell.get("metadata", {}).get("user_expressions")
    found: dict[str, Mapping[str, Any]] = {}
    for entry in kept if isinstance(kept, list) else ():
        result = entry.get("result") if isinstance(entry, Mapping) else None
        if isinstance(result, Mapping) and (foreign or _block(result, "metadata").get(MARK)):
            found[str(entry.get("expression")).strip()] = result
    return found


def failure(result: Mapping[str, Any]) -> str:
    """Say why a result is no answer; an empty string where it is one."""
    if result.get("status") == "error":
        return f"{result.get('ename', 'error')}: {result.get('evalue', '')}".strip(": ")
    if not _block(result, "data"):
        return "the kernel gave no answer (it may not know `user_expressions`)"
    return ""


def plain(result: Mapping[str, Any]) -> str:
    """Give the text of an answer, without the quotes that `repr` put around a string."""
    text = str(_block(result, "data").get("text/plain", ""))
    if _block(result, "metadata").get("strip-quotes") is False:
        return text
    return unquoted(text)


def _block(result: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = result.get(name)
    return found if isinstance(found, Mapping) else {}


def unquoted(text: str) -> str:
    """Take the string out of its Python literal; any other text stays."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        try:
            value = ast.literal_eval(text)
        except ValueError:  # no literal, but an expression that begins and ends with one
            return text
        except SyntaxError:  # another language's literal
            return text[1:-1]
        return value if isinstance(value, str) else text
    return text


def lacking(nb: Mapping[str, Any], front: frontmatter.FrontMatter, *, foreign: bool = False) -> list[list[str]]:
    """List what has no usable answer in an executed notebook: the cell, the expression, and why."""
    found: list[list[str]] = []
    for number, cell in enumerate(nb["cells"], 1):
        kept = answers(cell, foreign=foreign)
        wanted = in_front_matter(front) if number - 1 == front.cell else in_cell(cell)
        found += [[ipynb.place(nb, number), name, failure(kept.get(name, {}))] for name in missing(wanted, kept)]
    return found


def missing(wanted: Iterable[str], kept: Mapping[str, Mapping[str, Any]]) -> tuple[str, ...]:
    """Name the expressions that have no usable answer."""
    return tuple(name for name in wanted if name not in kept or failure(kept[name]))
