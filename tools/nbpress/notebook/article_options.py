"""What an article, or a site, says for all its cells: `nbpress: {code: …}`, and Quarto's `execute:` and `format:`.

In come the mappings as they were written, out go options of `cell_options`, by name; a cell's own go before them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nbpress.core.errors import ReadError
from nbpress.notebook import hiding

CODE: Mapping[str, Mapping[str, Any]] = {  # the values of `code:`
    "show": {"echo": True, "code-fold": False},
    "fold": {"echo": True, "code-fold": True},
    "hide": {"echo": False},
}
EXECUTE = ("echo", "warning", "error", "output", "include")  # options that Quarto's `execute:` has, and a cell
FORMAT = ("code-fold", "code-summary", "code-line-numbers")  # those of `format: html:`
BARE = ("echo", "code-fold")  # those of them that no theme has
FOREIGN = ("execute", "format")  # keys of Quarto that are for its own rendering
FORMATS = frozenset(
    (
        "html",
        "pdf",
        "docx",
        "odt",
        "epub",
        "gfm",
        "commonmark",
        "hugo-md",
        "ipynb",
        "revealjs",
        "pptx",
        "beamer",
        "typst",
    )
)
HTML = "html"


def foreign(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the keys of a front matter that are for Quarto's rendering, and no theme's."""
    found = {key: values[key] for key in FOREIGN if key in values}
    if not isinstance(found.get("execute", {}), Mapping):
        del found["execute"]
    if "format" in found and not _formats(found["format"]):
        del found["format"]
    alone = {*BARE, *EXECUTE, *FORMAT} if found else BARE  # Quarto sorts what stands beside these into them
    return {**{key: value for key, value in values.items() if key in alone and _is_switch(value)}, **found}


def _is_switch(value: Any) -> bool:
    return isinstance(value, bool) or value in ("show", "fenced")


def _formats(given: Any) -> bool:
    names = {given} if isinstance(given, str) else set(given) if isinstance(given, (Mapping, list)) else set()
    return bool(names) and all(isinstance(name, str) and name in FORMATS for name in names)


def checked(values: Mapping[str, Any], allowed: Iterable[str]) -> None:
    """Raise ReadError for what was to hide code and does not, such as `execute: {ehco: false}`."""
    for key, value in values.items():
        if isinstance(value, Mapping) and key not in FOREIGN and hiding.doubt(str(key), FOREIGN):
            raise ReadError(
                f'the front matter has a key "{key}"', hint=f"did you mean `{hiding.doubt(key, FOREIGN)}:`?"
            )
    allowed = {hiding.plain(each) for each in ([allowed] if isinstance(allowed, str) else allowed)}
    html = _html(values)
    given = {
        **_block(values, "execute"),
        **{key: html[key] for key in EXECUTE if key in html},
        **_block(html, "execute"),
    }
    for written, meant in hiding.options({str(name): value for name, value in given.items()}, (*EXECUTE, "eval")):
        if hiding.plain(written) not in allowed:
            raise ReadError(f"`execute: {written}` hides nothing", hint=hiding.way_out(written, meant))


def runs(values: Mapping[str, Any]) -> bool:
    """Tell whether the cells of an article run at all, by its `execute:`."""
    execute = _block(values, "execute")
    return execute.get("eval") is not False and execute.get("enabled") is not False


def contents(values: Mapping[str, Any]) -> Any:
    """Give what `format: html: toc:` says, None where it says nothing."""
    return _html(values).get("toc")


def sections(values: Mapping[str, Any]) -> Any:
    """Give what `format: html: number-sections:` says, None where it says nothing."""
    return _html(values).get("number-sections")


def options(*layers: tuple[Mapping[str, Any], Any]) -> dict[str, Any]:
    """Give the options of all cells. layers: the foreign keys and the word of `code:`, the site's first, then the article's."""
    found: dict[str, Any] = {}
    for keys, code in layers:
        found.update(_quarto(keys))
        found.update(CODE.get(code, {}))
    return found


def _quarto(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    html = _html(values)
    for block in (values, _block(values, "execute"), html, _block(html, "execute")):
        yield from ((name, block[name]) for name in EXECUTE if name in block)
    for block in (values, html):
        yield from ((name, block[name]) for name in FORMAT if name in block)


def _html(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return _block(_block(values, "format"), HTML)


def _block(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    return found if isinstance(found, Mapping) else {}
