"""Whose an article is: its notebook's, which is known by its path below the site's own project.

A notebook of another project, or of none, has its place beside that: where it lies below the home folder. Of this only a
hash is kept, made with the article's slug: no path of a machine stands in the site.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nbpress.core import looks
from nbpress.core.articles import Articles
from nbpress.core.errors import ReadError
from nbpress.core.machine import home
from nbpress.core.manifest import Entry, posted
from nbpress.core.project import project_of, site_of
from nbpress.notebook import frontmatter

SHORT = 16  # hexadecimal digits of a place


@dataclass(frozen=True, slots=True)
class Identity:
    """What a notebook is known by in one site.

    name: its path below its project. lies: where it lies; empty in the site's own project. project: name of the folder of
    another project; empty where there is none.
    """

    name: str
    lies: str = ""
    project: str = ""

    def place(self, slug: str) -> str:
        """Hash where the notebook lies, for its article `slug`; nothing in the site's own project.

        After a slash comes what clones of another project have alike: the name of the folder, and the path below it.
        """
        if not self.lies:
            return ""
        own = _hash(slug, self.lies)
        return f"{own}/{_hash(slug, self.project, self.name)}" if self.project else own

    def owns(self, entry: Entry, slug: str) -> bool:
        """Tell whether the article `slug` is that of the notebook."""
        return entry.notebook == self.name and entry.place == self.place(slug)

    def own(self, known: Articles) -> dict[str, Entry]:
        """Give the articles of the notebook by slug, variants too."""
        return {slug: entry for slug, entry in known.of(self.name).items() if self.owns(entry, slug)}

    def may_own(self, entry: Entry, slug: str) -> bool:
        """Tell whether an article is the notebook's by all but where it lies.

        Then it was made in another clone of its project, or by an nbpress that kept no place.
        """
        if not self.lies or entry.notebook != self.name:
            return False
        clone = self.place(slug).partition("/")[2]
        return not entry.place or bool(clone and clone == entry.place.partition("/")[2])


def of(path: Path, root: Path) -> Identity:
    """Say what the notebook at `path` is known by in the site at `root`."""
    project = project_of(path)
    site, name = site_of(project), path.relative_to(project).as_posix()
    if site is not None and looks.place(site) == looks.place(root):
        return Identity(name)
    return Identity(name, _below_home(path), project.name if site else "")


def day(known: Articles, path: Path, root: Path) -> str:
    """Give the date in the name of a notebook's post; empty for a draft, and where there is no post.

    What an nbpress made that kept no place counts as the notebook's: only a link hangs on it.
    """
    own = of(path, root)
    posts = (
        entry.post
        for slug, entry in known.of(own.name).items()
        if not entry.variant and (own.owns(entry, slug) or own.may_own(entry, slug))
    )
    post = next(posts, "")
    return "" if "_drafts" in post.split("/") else posted_on(post, root)


def posted_on(post: str, root: Path) -> str:
    """Give the day of a post of a site: by its name, else, in a collection, by its front matter."""
    if posted(post) or not post:
        return posted(post)
    try:
        head = looks.text(root / post).split("---\n", 2)[1]
        return str(frontmatter.parse(head).values.get("date") or "")[:10]
    except (OSError, ValueError, IndexError, ReadError):
        return ""


def named(path: Path) -> str:
    """Name a notebook by its path below its project."""
    return path.relative_to(project_of(path)).as_posix()


def agree(then: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Tell whether most cells are the same by their ids, in come hashes by id; one of them still has to say the same.

    Tools that number cells give all notebooks the same ids.
    """
    both = then.keys() & now.keys()
    same = any(_shown(then[name]) == _shown(now[name]) for name in both)
    return same and 2 * len(both) > max(len(then), len(now))


def _shown(hash_: str) -> str:
    return hash_.rpartition("-")[2]


def _below_home(path: Path) -> str:
    """Say where a notebook lies below the home folder, so that it is the same there for everybody; else its whole path."""
    whole, own = looks.place(path.parent) / path.name, home()
    below = own and whole.is_relative_to(looks.place(Path(own)))
    return (whole.relative_to(looks.place(Path(own))) if below else whole).as_posix()


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode("utf-8", "surrogatepass")).hexdigest()[:SHORT]
