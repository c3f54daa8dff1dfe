"""Quarto: a website or blog, `posts/NAME/index.ipynb` below a `_quarto.yml`.

See Quarto's pages "Creating a Blog" and "Website Basics", and website-aliases.ts in quarto-cli: a document keeps its folder and
its name, `posts/x.ipynb` is `/posts/x.html`, an index is its folder's page; `output-file` is another name. An alias without a
suffix is a folder. Files that a document names are copied to where they lie. `_metadata.yml` speaks for all below its folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from nbpress.notebook import article_options
from nbpress.notebook.article_options import EXECUTE, FORMAT
from nbpress.read import notebook
from nbpress.scaffold.migrate import documents, reading
from nbpress.scaffold.migrate.records import Found, Post, Source, Told
from nbpress.scaffold.migrate.tree import Tree

CONFIGS = ("_quarto.yml", "_quarto.yaml")
SHARED = ("_metadata.yml", "_metadata.yaml")
OUTPUT = "_site"
WORDS = ("quarto",)
SITE = ("title", "description", "site-url", "site-path", "repo-url")  # what is carried of `website:`
SIDE = ("error", "eval")  # of `execute:`; what runs is said in an article
LEFT = ("project", "website.title", "website.description", "execute.freeze", "execute.enabled", "execute.cache")


def _is_one(tree: Tree) -> bool:
    return tree.has(*CONFIGS)


def _read(tree: Tree) -> Found:
    name = next(each for each in CONFIGS if tree.has(each))
    config = reading.mapping(tree, name)
    website = {**reading.block(config, "book"), **reading.block(config, "website")}
    output = str(reading.block(config, "project").get("output-dir") or OUTPUT)
    paths = documents.notebooks(tree, output)
    home = PurePosixPath("index.ipynb")
    posts, told = _posts(tree, config, [path for path in paths if path != home])
    moves = documents.moves(tree, posts)
    settings = {
        **{key: website[key] for key in ("title", "description") if website.get(key)},
        **({"author": config["author"]} if config.get("author") else {}),
        **({"lang": config["lang"]} if config.get("lang") else {}),
        **reading.addressed(website.get("site-url")),
        **({"baseurl": str(website["site-path"]).rstrip("/")} if website.get("site-path") else {}),
    }
    if home in paths:
        told = [*told, Told(home, "is the home page, and the new site has one of its own: it is left")]
    return Found(
        tuple(posts),
        moves,
        settings=settings,
        nbpress=_nbpress(config, website),
        kept=tuple(_named(tree, config)),
        told=(*told, *_told(tree, name, config), *reading.built(tree, output), *reading.texts(tree)),
        public=lambda path: path,
    )


def _nbpress(config: Mapping[str, Any], website: Mapping[str, Any]) -> dict[str, Any]:
    """Give the settings of nbpress: how cells are shown, the dialect, where the notebooks are to be had."""
    shown = {
        "execute": {
            key: value for key, value in reading.block(config, "execute").items() if key in EXECUTE and key not in SIDE
        },
        "format": {
            "html": {key: value for key, value in reading.block(config, "format", "html").items() if key in FORMAT}
        },
    }
    defaults = {key: value for key, value in shown.items() if value and value != {"html": {}}}
    return {
        "dialects": ["quarto"],
        **({"defaults": defaults} if defaults else {}),
        **({"source": {"repository": website["repo-url"]}} if website.get("repo-url") else {}),
    }


def _posts(tree: Tree, config: Mapping[str, Any], paths: list[PurePosixPath]) -> tuple[list[Post], list[Told]]:
    slugs, to = reading.slugs(paths), documents.places(paths)
    own = {key: value for key, value in reading.block(config, "execute").items() if key in SIDE}
    posts: list[Post] = []
    told: list[Told] = []
    for path in paths:
        found = notebook.load(tree.root / path)
        shared = {"execute": own} if own else {}
        for folder in reversed(path.parents):
            for name in SHARED:
                shared = documents.merged(shared, reading.mapping(tree, folder / name))
        post = Post(path, to[path], found, found.front)
        post, said = documents.carried(post, slugs[path], shared, documents.page(path, found.front.values))
        posts.append(post)
        told += said
    return posts, told


def _named(tree: Tree, config: Mapping[str, Any]) -> Iterator[PurePosixPath]:
    """Yield the files that the settings name, and so the site has: style sheets, a logo, resources."""
    texts = [config]
    names: set[str] = set()
    while texts:
        value = texts.pop()
        if isinstance(value, Mapping):
            texts += value.values()
        elif isinstance(value, list):
            texts += value
        elif isinstance(value, str):
            names.add(value.strip("/"))
    for path in tree.files:
        if str(path) in names and path.suffix not in (".scss", ".ipynb", *reading.TEXTS):
            yield path


def _told(tree: Tree, name: str, config: Mapping[str, Any]) -> Iterator[Told]:
    carried = {*(f"website.{key}" for key in SITE), *(f"execute.{key}" for key in (*EXECUTE, *SIDE)), "author", "lang"}
    rest = {key: value for key, value in config.items() if key != "format"}
    html = {f"format.html.{key}" for key in reading.block(config, "format", "html") if key not in FORMAT}
    others = {f"format.{key}" for key in reading.block(config, "format") if key != article_options.HTML}
    for key in sorted({*reading.leaves(rest), *html, *others}):
        if key not in carried and key.split(".")[0] not in LEFT and key not in LEFT:
            yield Told(PurePosixPath(name), f"`{key}` has no setting here: it is left")
    for path in reading.workflows(tree, WORDS):
        yield Told(path, "builds the site with Quarto: let Jekyll build it")
    if tree.has(".nojekyll"):
        yield Told(PurePosixPath(".nojekyll"), "keeps GitHub Pages from building with Jekyll: take it out")


SOURCE = Source("Quarto", ("nbdev",), _is_one, _read)
