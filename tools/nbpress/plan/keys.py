"""Plan: the two keys of an article, hashes of all that shapes it.

The run key covers what runs: language, code, resolved parameters; the dependencies that belong to it are kept beside it,
by name. The render key covers the rest: every cell, the front matter, the settings that were read.
"""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from nbpress.core.citing import Bibliography
from nbpress.core.records import Context, Site
from nbpress.core.regex import regex
from nbpress.notebook import cell_flags, cell_options, frontmatter, language_values, languages
from nbpress.notebook.dialect import Flags
from nbpress.notebook.ipynb import executed, injected
from nbpress.notebook.languages import Language
from nbpress.notebook.literals import literal
from nbpress.notebook.parameters import assigns
from nbpress.notebook.settings import BOTH, LIGHT, both_figures

# Raised where the same notebook gives another run, or another page. A key is always made under the number that it is to
# be compared with, so that a raised number alone tells nobody that an author changed something.
RUN_FORMAT = 1
RENDER_FORMAT = 3
FORMATS = (RUN_FORMAT, RENDER_FORMAT)
# fields of a site that shape no page, or only by what the context of an article tells
NO_PAGE = (
    *("root", "future", "allow", "files", "quiet", "exclude"),
    *("collections", "collections_dir", "defaults", "layouts", "complete", "theme", "bibliography", "csl", "figures"),
)
YOUNGER = (
    "illiquid",
    "excerpt_separator",
    "html",
    "fold",
    "collection",
    "dialects",
    "lang",
    "numbers",
    "words",
)  # than many a manifest: they count where they are set
LONG = 1000  # characters
_UNSET: Mapping[str, Any] = {
    field.name: {} if field.name == "words" else field.default for field in dataclasses.fields(Site)
}
_MAGIC = regex(r"^(\s*)([%!?].*)$", re.MULTILINE)


def run_key(
    nb: Any, language: str, parameters: Mapping[str, Any], format_: int = RUN_FORMAT, figures: str = LIGHT
) -> str:
    """Hash what runs: 64 hexadecimal digits. `parameters` are the resolved ones, by name.

    format_: the number of the nbpress that the key is compared with; see `FORMATS`. figures: what the site says of them.
    """
    front = frontmatter.read(nb)
    may_fail = cell_flags.running(front)
    both = languages.of(language).native and both_figures(front.settings, figures)
    sources = [_normal(cell, language, parameters, may_fail) for cell in nb["cells"] if executed(cell)]
    values = {name: literal(value) for name, value in parameters.items()}
    return _hash([format_, language, sources, values, *([BOTH] if both else [])])


def cell_hashes(nb: Any, language: str, parameters: Mapping[str, Any]) -> dict[str, str]:
    """Hash each cell by its id, short: what runs of it, nothing where nothing does, and after a dash what it shows."""
    may_fail = cell_flags.running(frontmatter.read(nb))
    runs = {
        cell["id"]: _hash(_normal(cell, language, parameters, may_fail))[:10] for cell in nb["cells"] if executed(cell)
    }
    cells = (cell for cell in nb["cells"] if not injected(cell))
    return {cell["id"]: f"{runs.get(cell['id'], '')}-{_hash(_seen(cell))[:10]}" for cell in cells}


def shown_hashes(nb: Any, front: int | None = None) -> dict[str, str]:
    """Hash all that each cell shows, by its id, as `cell_hashes` does. front: position of a cell that is left out."""
    cells = (cell for index, cell in enumerate(nb["cells"]) if index != front and not injected(cell))
    return {cell["id"]: f"-{_hash(_seen(cell))[:10]}" for cell in cells}


def _seen(cell: Any) -> list[Any]:
    return [cell["cell_type"], cell["source"], _shown(cell["metadata"]), cell.get("attachments")]


def _normal(cell: Any, language: str, parameters: Mapping[str, Any], may_fail: Flags) -> list[Any]:
    """A cell's code without what does not matter to a run, and whether it may fail: what its article says of all, at first."""
    source = cell_options.code(cell["source"], language, cell_flags.comments(cell, language))
    shown = cell_options.display(cell, flags=may_fail)
    tagged = "parameters" in cell_options.tags(cell["metadata"])
    given, of = parameters if tagged else {}, languages.of(language)
    if of.native and not source.lstrip().startswith("%%"):
        source = _syntax(source, given)
    elif not of.native:
        source = _code(language_values.without(source, given, of), of)
    return [source, shown.raises]


def _code(source: str, language: Language) -> str:
    """Code of another language without comments and blank lines; exact text where Pygments does not know it."""
    if not language.lexer:
        return source
    from pygments.lexers import get_lexer_by_name
    from pygments.token import Comment

    out = ""
    for kind, text in get_lexer_by_name(language.lexer, stripnl=False).get_tokens(source):
        comment = kind in Comment and kind not in Comment.Preproc
        if comment or not text.strip():
            lines = "\n" in text
            out = f"{out.rstrip(' ')}\n" if lines and out and not out.endswith("\n") else out
            out += "" if comment else text.rpartition("\n")[2] if out else ""
        else:
            out += text
    return out.strip()


def _syntax(source: str, parameters: Mapping[str, Any]) -> Any:
    """Python code as its syntax tree, magics verbatim; exact text where it is no Python."""
    try:
        tree = ast.parse(_MAGIC.sub(lambda match: f"{match[1]}__magic__({match[2]!r})", source))
    except (SyntaxError, ValueError):
        return source.strip()
    # the resolved value of a parameter is in the key, and not its default
    return [_tree(node) for node in tree.body if not assigns(node, parameters)]


def _tree(node: Any) -> Any:
    """A syntax tree as nested lists, the same for every Python: empty fields and positions are left out."""
    if isinstance(node, ast.AST):
        parts = [each for each in node.values if not _empty(each)] if isinstance(node, ast.JoinedStr) else None
        fields = [
            [name, _tree(parts if parts is not None and name == "values" else value)]
            for name, value in ast.iter_fields(node)
            if value not in (None, []) and name not in ("ctx", "kind", "type_comment")
        ]
        return [type(node).__name__, fields]
    if isinstance(node, list):
        return [_tree(item) for item in node]
    return repr(node)


def _empty(node: ast.expr) -> bool:
    """Tell whether a part of an f-string is an empty text, as Python 3.12 adds them."""
    return isinstance(node, ast.Constant) and node.value == ""


def render_key(
    nb: Any,
    front: frontmatter.FrontMatter,
    context: Context,
    *,
    outputs: bool = False,
    format_: int = RENDER_FORMAT,
) -> str:
    """Hash all that shapes the page and does not run: 64 hexadecimal digits. `outputs`: those of the notebook too."""
    site = {**_fields(context.site), **_themed(context, format_)}
    for name in NO_PAGE:
        del site[name]
    if not context.site.cell_defaults:
        del site["cell_defaults"]
    if format_ < 3:
        site["lang"] = ""  # before it no page had words of a language
    for name in YOUNGER:
        if site[name] == _UNSET[name]:
            del site[name]
    shown = [
        [cell["cell_type"], cell["source"], cell["id"], _shown(cell["metadata"]), cell.get("attachments")]
        for cell in nb["cells"]
    ]
    if front.cell is not None and not outputs and format_ > 2:
        shown[front.cell][1] = front.rest  # its front matter counts by its values
    if outputs:
        shown += [[_brief(cell.get("outputs")), cell["metadata"].get("user_expressions")] for cell in nb["cells"]]
        shown += [_brief(nb["metadata"]["widgets"])] if "widgets" in nb["metadata"] else []
    files = {name: hashlib.sha256(content).hexdigest() for name, content in context.files.items()}
    settings = {key: front.settings[key] for key in sorted(front.settings) if key != "quiet"}
    settings |= {"foreign": front.foreign} if front.foreign else {}
    settings |= {"metadata": asked} if (asked := cell_flags.metadata_of(nb)) else {}
    settings |= {"others": others} if (others := _of_others(context)) else {}
    settings |= {"cites": _cites(context.bibliography)} if context.bibliography else {}
    return _hash(
        [
            format_,
            shown,
            "" if outputs and front.cell is not None else frontmatter.dump(front.node),  # the cell is among the others
            settings,
            site,
            context.name,
            context.slug,
            context.date,
            context.draft,
            files,
            dict(context.links),
        ]
    )


def _of_others(context: Context) -> dict[str, Any]:
    """What a page shows of other articles, or says of it: as these were published, by the path of their notebook."""
    return {
        path: [own.title, [dataclasses.asdict(thing) for thing in own.things]]
        for path, own in context.others.items()
        if own.things
    }


def _cites(found: Bibliography) -> list[Any]:
    """What the citations of a page depend on, beside the front matter."""
    files = {name: hashlib.sha256(content).hexdigest() for name, content in found.files.items()}
    return [list(files), files, hashlib.sha256(found.style).hexdigest(), found.lang, found.engine]


def _themed(context: Context, format_: int) -> dict[str, Any]:
    """What a theme wants of a page; before format 3 it was less."""
    theme = context.site.theme
    if format_ < 3:
        layouts = {name: own for name, own in theme.layouts.items() if name == "article"}
        full = bool(theme.images) and theme.paths == "root"
        return {"mapper": {"layouts": layouts, "images": theme.images, "full": full}}
    return {"wants": _fields(theme), "layout": context.layout}


def _fields(record: Any) -> dict[str, Any]:
    return {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}


def _shown(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The metadata of a cell that a page can depend on: not a session's own live values, nor papermill's times."""
    own = {
        key: value for key, value in sorted(metadata.items()) if key in ("tags", "jupyter", "raw_mimetype", "format")
    }
    return own | cell_flags.metadata_read(metadata)


def _brief(value: Any) -> Any:
    """Put hashes in the place of long texts, such as pictures: to write these as JSON would take longer."""
    if isinstance(value, str):
        return (
            value
            if len(value) < LONG
            else {"sha256": hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()}
        )
    if isinstance(value, Mapping):
        return {name: _brief(each) for name, each in value.items()}
    return [_brief(each) for each in value] if isinstance(value, list) else value


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()
