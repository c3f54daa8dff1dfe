"""Make a blog of fastpages, nbdev, Quarto or jupyblog one of nbpress: `plan` says what is to be changed, `write` does it.

A kind of blog (`sources/`) says which articles there are, where each goes, and what their front matter and the settings are to
say. Here that becomes files. Nothing is written but by `write`, all or nothing, into a tree in which everything is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from nbpress.core import looks
from nbpress.core.errors import ReadError, WriteError
from nbpress.core.project import CONFIG
from nbpress.core.regex import regex
from nbpress.notebook import front_images
from nbpress.read import companions
from nbpress.scaffold import new_blog
from nbpress.scaffold.migrate import cells, config, documents, links, reading, tree
from nbpress.scaffold.migrate.records import Found, Plan, Post, Source, Told
from nbpress.scaffold.migrate.sources import sources
from nbpress.scaffold.migrate.tree import Tree
from nbpress.write import site as writer
from nbpress.write import transaction

_QUOTED = regex(r"""["']([^"'\n]{1,200})["']""")
MADE = ("_posts/2020-01-02-any.md", "_nbpress/any.json")  # what nbpress will write, and is to be committed


def plan(root: Path) -> Plan:
    """Say what makes the blog in a folder one of nbpress; a plan without changes where it is one.

    Raises ReadError for what is no blog that is known, or cannot be read whole, and WriteError for what cannot be written.
    """
    root = root.resolve()
    found_tree = _authored(tree.read(root))
    source = _recognised(found_tree)
    found = source.read(found_tree)
    moves = {post.path: post.to for post in found.posts if post.to != post.path} | dict(found.moves)
    _free(found_tree, moves)
    rewritten = ((post.to, _rewritten(found_tree, post, source, found, moves)) for post in found.posts)
    files = {to: content for to, content in rewritten if content is not None}
    changes = {**_moved(found_tree, moves, files), **files}
    public = _public(found_tree, found)
    there = {path for path in found_tree.files if path not in moves}
    copies = {path: to for path, to in public.items() if to not in there}
    changes |= _copied(found_tree, copies, changes)
    told = [*found.told, *documents.unfound(found.posts), *_opened(found_tree, found, moves), *_linked(found_tree)]
    if changes or not _settled(found_tree):
        settings, others = config.changes(found_tree, found, [*public.values()], redirects=_redirects(found))
        changes |= settings
        told += others
    return _kept(Plan(root, source.title, changes, moves, copies, tuple(dict.fromkeys(told))), found_tree)


def _kept(planned: Plan, found_tree: Tree) -> Plan:
    """Leave out copies that git passes over; raise WriteError where it would pass over what has to be, or nothing can be."""
    new = [path for path, content in planned.changes.items() if content is not None]
    new_blog.possible(planned.root, new, "the blog")
    made = [PurePosixPath(name) for name in MADE]
    ignored = tree.passed_over(planned.root, [*(path for path in new if path not in found_tree.files), *made])
    lost = {path: to for path, to in planned.copies.items() if to in ignored}
    changes = {path: content for path, content in planned.changes.items() if path not in lost.values()}
    if ignored & changes.keys():
        raise WriteError(
            f"git passes over {min(ignored & changes.keys())}, and could not take it back",
            path=planned.root,
            hint="Take the line out of .gitignore that names it.",
        )
    told = [
        *(Told(path, f"git passes over {to}: no copy is made there") for path, to in lost.items()),
        *(Told(path, "git passes over it, and it has to be committed") for path in made if path in ignored),
    ]
    copies = {path: to for path, to in planned.copies.items() if path not in lost}
    return replace(planned, changes=changes, copies=copies, told=(*planned.told, *told))


def write(planned: Plan) -> None:
    """Do what a plan says, all or nothing; raise WriteError where not everything is committed."""
    with transaction.locked(planned.root):
        tree.committed(planned.root)
        transaction.apply(planned.root, planned.changes)


def _authored(found_tree: Tree) -> Tree:
    """Leave out what nbpress wrote itself: posts, pictures, downloads."""
    entries = writer.load(found_tree.root).entries.values() if CONFIG in map(str, found_tree.files) else ()
    own = {PurePosixPath(name) for entry in entries for name in entry.files}
    return replace(found_tree, files=tuple(path for path in found_tree.files if path not in own))


def _recognised(found_tree: Tree) -> Source:
    for each in sources():
        if each.found(found_tree):
            return each
    names = ", ".join(each.title for each in sources())
    hint = f"Blogs of these are known by their files: {names}."
    if CONFIG in map(str, found_tree.files):
        hint += f" A Jekyll blog is made ready by: nbpress init {found_tree.root}"
    raise ReadError("nothing tells what kind of blog this is", path=found_tree.root, hint=hint)


def _settled(found_tree: Tree) -> bool:
    """Tell whether a blog has settings for nbpress."""
    return "nbpress" in reading.mapping(found_tree, config.PATH)


def _free(found_tree: Tree, moves: Mapping[PurePosixPath, PurePosixPath]) -> None:
    """Raise WriteError where two files would go to one place, or one to where another is."""
    taken = {path: path for path in found_tree.files if path not in moves}
    for old, new in moves.items():
        if new in taken:
            raise WriteError(
                f"{old} would go to {new}, and {taken[new]} {'is there' if taken[new] == new else 'as well'}",
                path=found_tree.root,
                hint="Give one of them another name first.",
            )
        taken[new] = old


def _rewritten(
    found_tree: Tree, post: Post, source: Source, found: Found, moves: Mapping[PurePosixPath, PurePosixPath]
) -> bytes | None:
    """Give the content of a notebook that changes; None where it stays as it is."""
    text = found_tree.text(post.path) or ""
    folder, to, files = post.path.parent, post.to.parent, frozenset(found_tree.files)
    turned = cells.migrated(text, post, source, found, lambda part: links.rewritten(part, folder, to, files, moves))
    return turned.encode() if turned != text else None


def _moved(
    found_tree: Tree, moves: Mapping[PurePosixPath, PurePosixPath], files: Mapping[PurePosixPath, bytes]
) -> dict[PurePosixPath, bytes | Path | None]:
    """Say what becomes of the files that move: each is renamed, and its old place is empty."""
    there: dict[PurePosixPath, bytes | Path | None] = {
        new: found_tree.root / old for old, new in moves.items() if new not in files
    }
    return {**there, **dict.fromkeys(moves)}


def _public(found_tree: Tree, found: Found) -> dict[PurePosixPath, PurePosixPath]:
    """Say where readers have the files that an article names: there they stay, or come."""
    known = {path for path in found_tree.files if path not in found_tree.links}
    out: dict[PurePosixPath, PurePosixPath] = {}
    for post in found.posts:
        for path in _named(post, found, known):
            to = found.public(path)
            if to is not None and _is_offered(found_tree.root, path):
                out[path] = to
    return out


def _is_offered(root: Path, path: PurePosixPath) -> bool:
    """Tell whether pages offer a file: of a kind that they do, from the blog, and not hidden."""
    hidden = any(part.startswith(".") for part in path.parts)
    return path.suffix.lower() in companions.KINDS and not hidden and (root / path).resolve().is_relative_to(root)


def _named(post: Post, found: Found, known: set[PurePosixPath]) -> Iterator[PurePosixPath]:
    """Yield the files that an article names in its prose and its front matter."""
    texts = [cell["source"] for cell in post.notebook.nb["cells"] if cell["cell_type"] == "markdown"]
    pictures = [name.lstrip("/") for name in front_images.images(post.front.values)]
    named = {path for text in texts for path in links.named(text, post.path.parent)}
    named |= {post.path.parent / name for name in pictures}
    named |= {path for path in known if str(found.public(path)) in pictures and path.suffix != ".ipynb"}
    yield from sorted(path for path in named & known if path.suffix != ".ipynb")


def _copied(
    found_tree: Tree,
    copies: Mapping[PurePosixPath, PurePosixPath],
    changes: Mapping[PurePosixPath, bytes | Path | None],
) -> dict[PurePosixPath, bytes | Path | None]:
    """Give the changes that leave a copy of each file."""
    out: dict[PurePosixPath, bytes | Path | None] = {}
    for old, new in copies.items():
        content = looks.content(found_tree.root / old)
        out[new] = content
        out |= {at: content for at, where in changes.items() if where == found_tree.root / old}
    return out


def _redirects(found: Found) -> bool:
    """Tell whether an article has addresses that lead to it."""
    return any("redirect_from" in {**post.front.values, **post.keys} for post in found.posts)


def _linked(found_tree: Tree) -> Iterator[Told]:
    for path in sorted(found_tree.links):
        within = (found_tree.root / path).resolve().is_relative_to(found_tree.root)
        yield Told(path, f"is a symbolic link{'' if within else ' that leads out of the blog'}: it is left as it is")


def _opened(found_tree: Tree, found: Found, moves: Mapping[PurePosixPath, PurePosixPath]) -> Iterator[Told]:
    """Tell code that names a file which is elsewhere from where its notebook goes."""
    for post in (post for post in found.posts if post.path != post.to):
        for number, cell in enumerate(post.notebook.nb["cells"], 1):
            names = _QUOTED.findall(cell["source"]) if cell["cell_type"] == "code" else ()
            for name in dict.fromkeys(names):
                path = PurePosixPath(os.path.normpath(f"{post.path.parent}/{name}"))
                new = os.path.relpath(moves.get(path, path), post.to.parent)
                if path in found_tree.files and new != os.path.normpath(name):
                    yield Told(post.path, f"its code names {name}, which is {new} from where the notebook goes", number)
