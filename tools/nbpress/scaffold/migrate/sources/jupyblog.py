"""jupyblog: `NAME/post.ipynb` below a `jupyblog.yaml`, of which it made Markdown for Hugo.

See its models.py and cli.py: the post is `path_to_posts/NAME.md`, its pictures lie in `path_to_static/NAME/` and are named with
`prefix_img` before that. Hugo's own rule gives the address: what lies in `content/posts/NAME.md` is `/posts/NAME/`.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from nbpress.core.project import INDEX
from nbpress.read import notebook
from nbpress.read.notebook import Notebook
from nbpress.scaffold.migrate import documents, reading
from nbpress.scaffold.migrate.records import Found, Post, Source, Told
from nbpress.scaffold.migrate.tree import Tree

CONFIG = "jupyblog.yaml"
POST = "post.ipynb"
BLOCK = "jupyblog"
CARRIED = ("path_to_posts", "path_to_static", "prefix_img")
CONTENT, STATIC = "content", "static"  # of Hugo


def _is_one(tree: Tree) -> bool:
    return tree.has(CONFIG)


def _read(tree: Tree) -> Found:
    config = reading.mapping(tree, CONFIG)
    above = _below(str(config.get("path_to_posts") or "posts"), CONTENT)
    pictures = _below(str(config.get("prefix_img") or config.get("path_to_static") or "/"), STATIC)
    outside = [
        path for path in documents.notebooks(tree, "_site") if path.name == POST and path.parent != PurePosixPath()
    ]
    slugs = reading.slugs(outside)
    posts: list[Post] = []
    told: list[Told] = []
    for path in outside:
        found = notebook.load(tree.root / path)
        post = Post(path, reading.NOTEBOOKS / path.parent.name / INDEX, found, found.front, _own(found))
        post, said = documents.carried(post, slugs[path], {}, f"/{above / path.parent.name}/")
        posts.append(post)
        told += [*said, *(Told(path, what) for what in _not_carried(found))]
    if posts:
        told.append(
            Told(
                PurePosixPath(CONFIG), f"addresses are those of Hugo, /{above}/NAME/: look whether they are your blog's"
            )
        )
    told += [
        Told(PurePosixPath(CONFIG), f"`{key}` has no setting here: it is left") for key in config if key not in CARRIED
    ]
    moves = documents.moves(tree, posts)
    return Found(
        tuple(posts),
        moves,
        nbpress={},
        told=(*told, *reading.texts(tree)),
        public=lambda path: pictures / path.parent.name / path.name if path.suffix == ".png" else None,
    )


def _below(path: str, root: str) -> PurePosixPath:
    """Give a folder of Hugo's as part of an address."""
    found = PurePosixPath(path.strip("/") or ".")
    return found.relative_to(root) if found.is_relative_to(root) else found


def _own(found: Notebook) -> dict[str, object]:
    """Say what stands in the place of jupyblog's block: a post that it never ran is none that we run."""
    given = found.front.values.get(BLOCK)
    if not isinstance(given, dict):
        return {}
    runs = given.get("execute_code") is not False
    return {BLOCK: None} | ({} if runs else {"nbpress": {"run": "never", **found.front.settings}})


def _not_carried(found: Notebook) -> list[str]:
    given = found.front.values.get(BLOCK)
    names = sorted(given.keys() - {"execute_code"}) if isinstance(given, dict) else []
    return [f"`{BLOCK}: {name}` has no meaning here" for name in names]


SOURCE = Source("jupyblog", (), _is_one, _read)
