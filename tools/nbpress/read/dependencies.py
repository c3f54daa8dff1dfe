"""Read dependencies: the files and variables that a run depends on, each with a hash of its content.

Three kinds are found without running anything: what `depends:` declares, modules that the code imports or includes from
beside the notebook, and string literals that name a file of the project. What a run was seen to open is in its record.
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from nbpress.core import looks
from nbpress.core.errors import ReadError
from nbpress.core.hashes import ABSENT, KEPT_OUT, LISTING, digest, digests, listing
from nbpress.core.project import project_of
from nbpress.notebook import cell_options, language_values, languages, private_values
from nbpress.notebook.frontmatter import FrontMatter
from nbpress.notebook.languages import Language
from nbpress.notebook.parameters import assigns
from nbpress.read import sources


class Notebook(Protocol):
    """What is asked of a notebook that was read."""

    @property
    def path(self) -> Path:
        """Where it belongs."""

    @property
    def nb(self) -> Any:
        """The notebook as plain mappings."""

    @property
    def front(self) -> FrontMatter:
        """Its front matter."""

    @property
    def language(self) -> str:
        """The language of its kernel."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a notebook names: hashes by name of what `depends:` declares, of modules, and of files named in literals."""

    declared: Mapping[str, str]
    modules: Mapping[str, str]
    literals: Mapping[str, str]

    @property
    def every(self) -> dict[str, str]:
        """All of them, sorted by name."""
        return dict(sorted({**self.literals, **self.modules, **self.declared}.items()))


def found(source: Notebook, given: Mapping[str, Any]) -> Found:
    """Find what the run of a notebook depends on, as far as the notebook says.

    given: values for parameters: a file that one of them names counts, and not the one that its default names.
    """
    folder, project = source.path.parent, project_of(source.path)
    named = hashes(declared(source.front.settings.get("depends")), folder, project)
    language = languages.of(source.language)
    if not language.native:
        return Found(named, *_foreign(source.nb, given, language, folder, project))
    code = [cell for cell in source.nb["cells"] if cell["cell_type"] == "code"]
    trees = [
        _without(tree, given) if "parameters" in cell_options.tags(cell["metadata"]) else tree
        for cell in code
        for tree in _trees([cell["source"]])
    ]
    return Found(named, *_named([*trees, *_trees([repr(list(given.values()))])], folder, project))


def _foreign(
    nb: Any, given: Mapping[str, Any], language: Language, folder: Path, project: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """Find the files of another language's code: what it includes, with what that names, and what a text in it names."""
    code = [
        language_values.without(cell["source"], given, language)
        if "parameters" in cell_options.tags(cell["metadata"])
        else cell["source"]
        for cell in nb["cells"]
        if cell["cell_type"] == "code"
    ]
    modules: set[Path] = set()
    literals = set(_named_files(private_values.texts(given), folder, project))
    unread = [(text, folder) for text in code]
    while unread:
        text, place = unread.pop()
        names = [*language_values.texts(text, language), *_functions(text, language)]
        for path in {*_named_files(names, folder, project), *_named_files(names, place, project)} - modules:
            if language.suffix and path.suffix.lower() == language.suffix.lower():
                modules.add(path)
                unread.append((looks.text(path, errors="replace"), path.parent))
            else:
                literals.add(path)
    return _hashed(modules, project), _hashed(literals - modules, project)


def _functions(code: str, language: Language) -> Iterator[str]:
    """Name the files that hold the functions of code, where a language finds these by their names."""
    if language.called:
        yield from {f"{name}{language.suffix}" for name in re.findall(r"[A-Za-z]\w*", code)}


def _without(tree: ast.Module, given: Mapping[str, Any]) -> ast.Module:
    """Leave out of a parameters cell the defaults of the parameters that are given."""
    return ast.Module([node for node in tree.body if not assigns(node, given)], [])


def declared(depends: object) -> tuple[str, ...]:
    """Check the `depends:` of a front matter: one text or a list of them."""
    entries = [depends] if isinstance(depends, str) else depends or []
    if not isinstance(entries, Sequence) or not all(isinstance(entry, str) and entry for entry in entries):
        raise ReadError("`depends:` takes a path, a glob, a folder or a $VARIABLE, or a list of these")
    return tuple(entries)


def hashes(names: Iterable[str], folder: Path, project: Path) -> dict[str, str]:
    """Hash what each declared name stands for now, as seen from the notebook's `folder`.

    A file counts by its content, a folder or a glob by each file in it, a $VARIABLE by the file that it names, else by
    its value. What is not there counts as `absent`. Keys are variables, or paths below the project.
    """
    found: dict[str, str] = {}
    files: dict[str, Path] = {}
    for name in names:
        if name.startswith("$"):
            found[name] = _variable(name)
        else:
            there = _files(folder / name, project)
            files |= there
            found |= {} if there else {_shown(folder / name, project): ABSENT}
    return dict(sorted({**found, **dict(zip(files, digests(list(files.values())), strict=True))}.items()))


def current(names: Iterable[str], project: Path, written: Iterable[str] = ()) -> dict[str, str]:
    """Hash again what was recorded under these names; what the run itself wrote (`written`) is in no listing."""
    names, own = list(names), set(written)
    files = hashes([name for name in names if not name.startswith(LISTING)], project, project)
    return files | {name: _listing(name, project, own) for name in names if name.startswith(LISTING)}


def _listing(name: str, project: Path, written: set[str]) -> str:
    there = looks.named(str(project / name.removeprefix(LISTING)))
    return listing([_shown(Path(path), project) for path in there], written)


def _variable(name: str) -> str:
    value = looks.variable(name[1:].strip("{}"))
    if not value:  # empty is how a workflow has a variable that nobody gave it
        return ABSENT
    path = Path(value)
    return digest(path) if looks.is_file(path) else "value:" + hashlib.sha256(value.encode()).hexdigest()


def _files(path: Path, project: Path) -> dict[str, Path]:
    """The files that a path stands for, by their names."""
    if looks.is_file(path):
        return {_shown(path, project): path}
    root, pattern = (path, "**/*") if looks.is_folder(path) else _glob(path)
    files = (file for file in looks.below(root, pattern) if not KEPT_OUT & set(file.relative_to(root).parts))
    return {_shown(file, project): file for file in files if looks.is_file(file)}


def _glob(path: Path) -> tuple[Path, str]:
    """Split a path into the folder before its first sign of a glob, and the rest."""
    whole = next(
        (index for index, part in enumerate(path.parts) if any(sign in part for sign in "*?[")), len(path.parts) - 1
    )
    return Path(*path.parts[:whole]), str(Path(*path.parts[whole:]))


def _shown(path: Path, project: Path) -> str:
    return Path(os.path.relpath(path, project)).as_posix()


def _named(trees: Iterable[ast.AST], folder: Path, project: Path) -> tuple[dict[str, str], dict[str, str]]:
    modules: set[Path] = set()
    literals: set[Path] = set()
    for tree in trees:
        modules |= _modules(tree, folder)
        literals |= set(_literals(tree, folder, project))
    return _hashed(modules, project), _hashed(literals - modules, project)


def _hashed(files: Iterable[Path], project: Path) -> dict[str, str]:
    paths = sorted(files)
    return {_shown(path, project): hash_ for path, hash_ in zip(paths, digests(paths), strict=True)}


def _trees(sources: Iterable[str]) -> Iterator[ast.Module]:
    for source in sources:
        lines = [line if not line.lstrip().startswith(("%", "!")) else "" for line in source.splitlines()]
        try:
            yield ast.parse("\n".join(lines))
        except (SyntaxError, ValueError):
            continue


def _modules(tree: ast.AST, folder: Path, seen: frozenset[Path] = frozenset()) -> set[Path]:
    """The modules in `folder` that a tree imports, and those that these import."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            base = node.module or ""
            names |= {base, *(f"{base}.{alias.name}".strip(".") for alias in node.names)}
    found: set[Path] = set()
    for name in names:
        for path in _module_files(name, folder):
            if path not in seen | found:
                found.add(path)
                for inner in _trees([looks.text(path, errors="replace")]):
                    found |= _modules(inner, folder, seen | found)
    return found


def _module_files(name: str, folder: Path) -> Iterator[Path]:
    """The files that importing a dotted name from `folder` reads: each package's `__init__.py`, and the module."""
    here = folder
    for part in filter(None, name.split(".")):
        for path in (here / f"{part}.py", here / part / "__init__.py"):
            if looks.is_file(path):
                yield path
        here /= part


def _literals(tree: ast.AST, folder: Path, project: Path) -> Iterator[Path]:
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return _named_files((text for text in constants if isinstance(text, str)), folder, project)


def _named_files(texts: Iterable[str], folder: Path, project: Path) -> Iterator[Path]:
    """The files of the project that texts name, as seen from a folder."""
    for text in texts:
        if not text or len(text) > 255 or "\n" in text or "\0" in text or text.startswith(("/", "~")):
            continue
        path = Path(os.path.normpath(folder / text))
        inside = path.is_relative_to(project) and not KEPT_OUT & set(path.relative_to(project).parts)
        if inside and looks.is_file(path) and not sources.is_notebook(path):
            yield path
