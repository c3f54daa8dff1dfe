"""nbdev: the notebooks of a library, and the pages of its documentation, by Jekyll (nbdev 1) or Quarto (nbdev 2).

See settings.ini in nbdev's template. nbdev 1 (export2html): a page is named after its notebook, without the digits in front,
all in one folder. nbdev 2 (frontmatter.py): after the module that it exports, else as Quarto names it. The first Markdown cell
is the front matter: `# Title`, `> description`, `- key: value`. What exports a cell stays, since the library is made by it.
"""

from __future__ import annotations

import re
from configparser import ConfigParser, Error, SectionProxy
from dataclasses import replace
from pathlib import PurePosixPath

from nbpress.core.errors import ReadError
from nbpress.core.regex import regex
from nbpress.notebook import frontmatter
from nbpress.notebook.frontmatter import FrontMatter
from nbpress.read import notebook
from nbpress.read.notebook import Notebook
from nbpress.scaffold.migrate import documents, reading
from nbpress.scaffold.migrate.records import Found, Post, Source, Told
from nbpress.scaffold.migrate.tree import Tree

SETTINGS = PurePosixPath("settings.ini")
WORDS = ("nbdev",)
_HOME = regex(r"(?:\d*_)?index")
_DIGITS = regex(r"^\d+\S*?_")  # export2html of nbdev 1
_EXPORTED = regex(r"^\s*#\s*\|\s*default_exp\s+([\w.]+)", re.M)
_HEAD = regex(r"\s*#[ \t]+(?P<title>\S.*?)[ \t]*(?:\n+|\Z)(?:>[ \t]*(?P<about>\S.*?)[ \t]*(?:\n+|\Z))?")


def _settings(tree: Tree) -> SectionProxy | None:
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(tree.text(SETTINGS) or "")
    except Error as error:
        raise ReadError(f"the file cannot be read: {error.message}", path=tree.root / SETTINGS) from error
    return parser["DEFAULT"] if parser.has_option("DEFAULT", "lib_name") else None


def _is_one(tree: Tree) -> bool:
    return _settings(tree) is not None


def _read(tree: Tree) -> Found:
    ini = _settings(tree)
    assert ini is not None
    folder = ini.get("nbs_path", "nbs").strip("/")
    by_quarto = tree.has(f"{folder}/_quarto.yml", f"{folder}/nbdev.yml")
    docs = ini.get("doc_path", "docs").strip("/") or "docs"
    every = documents.notebooks(tree, docs, folder)
    paths = [path for path in every if not _HOME.fullmatch(path.stem)]
    slugs, to = reading.slugs(paths), documents.places(paths)
    posts, told = (
        [],
        [
            Told(path, "is the home page, and the new site has one of its own: it is left")
            for path in every
            if path not in paths
        ],
    )
    for path in paths:
        found = notebook.load(tree.root / path)
        front = found.front if found.front.is_given else _headed(found)
        address = _page(path.relative_to(folder), found, front, by_quarto)
        post, said = documents.carried(Post(path, to[path], found, front), slugs[path], {}, address)
        posts.append(post)
        told += said
    if paths:
        told.append(Told(SETTINGS, f"`nbs_path = {folder}`: write {reading.NOTEBOOKS} there, where the notebooks go"))
        told.append(
            Told(SETTINGS, "pages of nbdev have no date: each article has the day on which it is first published")
        )
    moves = documents.moves(tree, posts)
    return Found(
        tuple(posts),
        moves,
        settings={
            "title": ini.get("title") or ini["lib_name"],
            **({"description": ini["description"]} if ini.get("description") else {}),
            **({"author": ini["author"]} if ini.get("author") else {}),
            **reading.addressed(ini.get("doc_host", "").rstrip("/") + ini.get("doc_baseurl", "/")),
        },
        nbpress={"dialects": ["nbdev", *(["quarto"] if by_quarto else [])]},
        told=(
            *told,
            *reading.built(tree, docs),
            *reading.texts(tree),
            *(Told(path, "runs nbdev: look what of it is still needed") for path in reading.workflows(tree, WORDS)),
        ),
        public=lambda path: path.relative_to(folder) if path.is_relative_to(folder) else None,
    )


def _headed(found: Notebook) -> FrontMatter:
    """Read title and description of the first Markdown cell."""
    number = next((n for n, cell in enumerate(found.nb["cells"]) if cell["cell_type"] == "markdown"), None)
    head = _HEAD.match(found.nb["cells"][number]["source"]) if number is not None else None
    if number is None or not head:
        return found.front
    values = {"title": head["title"], **({"description": head["about"]} if head["about"] else {})}
    rest = found.nb["cells"][number]["source"][head.end() :].strip("\n")
    return replace(frontmatter.parse(frontmatter.dump(values)), cell=number, rest=rest)


def _page(path: PurePosixPath, found: Notebook, front: FrontMatter, by_quarto: bool) -> str:
    if not by_quarto:
        return f"/{_DIGITS.sub('', path.stem)}.html"
    code = (cell["source"] for cell in found.nb["cells"] if cell["cell_type"] == "code")
    exported = next((each[1] for source in code if (each := _EXPORTED.search(source))), "")
    return documents.page(path, {"output-file": exported} if exported else front.values)


SOURCE = Source("nbdev", ("nbdev",), _is_one, _read)
