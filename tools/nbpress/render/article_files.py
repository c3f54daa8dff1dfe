"""The files of an article: what they are called and where they lie. Nothing is written.

In come bytes with the label or id of their cell, out go addresses on the site. Names never come from positions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from nbpress.core import file_names
from nbpress.core.records import Site
from nbpress.core.regex import regex
from nbpress.notebook import front_images
from nbpress.render import sanitized_svg
from nbpress.render.drawn import SHOWN
from nbpress.render.terminal import joined

_HEADED = regex(rb"---[ \t\r\f\v]*\n")  # https://github.com/jekyll/jekyll: has_yaml_header? of lib/jekyll/utils.rb
_SHIELDED = frozenset((".bib", ".log", ".markdown", ".md", ".rst", ".tex", ".txt")) | frozenset(
    (".cfg", ".css", ".htm", ".html", ".ini", ".jl", ".js", ".mjs", ".py", ".r", ".toml", ".yaml", ".yml")
)


@dataclass(frozen=True, slots=True)
class Claims:
    """Which files the site has of which articles, for the article `slug`.

    known: hashes by slug, by the file's path as `file_names.folded` writes it. own: slugs that count as its own.
    """

    slug: str = ""
    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    own: frozenset[str] = frozenset()

    def others(self, path: PurePosixPath) -> frozenset[str]:
        """Give the hashes of what other articles have at a path."""
        return frozenset(kept for slug, kept in self._at(path).items() if slug not in self.own)

    def has(self, path: PurePosixPath) -> bool:
        """Tell whether the article had a file at a path when it was published last."""
        return not self.own.isdisjoint(self._at(path))

    def _at(self, path: PurePosixPath) -> Mapping[str, str]:
        return self.known.get(file_names.folded(str(path)), {})


class ArticleFiles:
    """The files of one article, by path below the site's root.

    site: says where images lie and how addresses begin. folder: of this article, below the site's images.
    sanitized: whether they are those of an author who is not trusted. claims: what the site has of others.
    """

    def __init__(
        self, site: Site, folder: PurePosixPath, sanitized: bool = False, claims: Claims | None = None
    ) -> None:
        self.site = site
        self.sanitized = sanitized
        self._claims = claims or Claims()
        self.folder = folder
        self.contents: dict[PurePosixPath, bytes] = {}
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}
        self._same: dict[tuple[bytes, str], PurePosixPath] = {}
        self._shown: dict[str, bytes] = {}

    def add(self, content: bytes, name: str, suffix: str) -> str:
        """Keep a file under `name`, or under its first name if the same bytes are here; return its address."""
        suffix = file_names.suffix(suffix)
        content = self._harmless(shielded(content, suffix) or content, suffix)
        path = self._same.get((sha256(content).digest(), suffix))
        if path is None or self.contents[path] != content:
            path = self._free(clean(name), suffix, content)
            self.put(content, path)
        return self.address(path)

    def share(self, content: bytes, name: str) -> str:
        """Keep a file that articles share, whichever of them needs it; return its address. name: says its content."""
        path = self.site.images / "nbpress" / name
        if path not in self.contents:
            self.put(content, path)
        return self.address(path)

    def put(self, content: bytes, path: PurePosixPath) -> None:
        """Keep a file at exactly `path`, below the site's root."""
        content = self._harmless(content, path.suffix)
        self.contents[path] = content
        self._same.setdefault((sha256(content).digest(), path.suffix), path)
        self._shown[self.address(path)] = content
        self._taken.add(file_names.folded(str(path)))

    def address(self, path: PurePosixPath) -> str:
        """Give the address of a file: absolute, so that no permalink can bend it."""
        return address(self.site, path)

    def img(self, src: str) -> str:
        """Give an address as an `<img>` takes it: without `baseurl`, where the theme puts that before it."""
        base = f"{self.site.baseurl}/"
        return src[len(base) - 1 :] if self.site.theme.prefixed and src.startswith(base) else src

    def content(self, src: str) -> bytes:
        """Give the file that is kept at an address; nothing where there is none."""
        return self._shown.get(src, b"")

    def _harmless(self, content: bytes, suffix: str) -> bytes:
        return sanitized_svg.harmless(content) if self.sanitized and suffix.lower() == ".svg" else content

    def _free(self, name: str, suffix: str, content: bytes) -> PurePosixPath:
        """Find a free path for a file: named after its article as well where another one has other bytes there, or had."""
        path, claims, digest = self._unused(name, suffix), self._claims, sha256(content).hexdigest()
        if not claims.others(path):
            return path
        longer = self._unused(clean(f"{claims.slug}-{name}"), suffix)
        if claims.others(path) == {digest} and not (claims.has(longer) and not claims.has(path)):
            return path
        return longer if claims.others(longer) <= {digest} else longer.with_stem(f"{longer.stem}-{digest[:8]}")

    def _unused(self, name: str, suffix: str) -> PurePosixPath:
        path = self.site.images / self.folder / f"{name}{suffix}"
        first, number = str(path), self._last.get(str(path), 2)
        while file_names.folded(str(path)) in self._taken:
            path = path.with_name(f"{name}-{number}{suffix}")
            number += 1
        self._last[first] = max(2, number - 1)
        return path


def shielded(content: bytes, suffix: str) -> bytes | None:
    """Keep Jekyll from taking a file for a page; None where that cannot be done without harm to what the file is.

    Jekyll runs Liquid over each file whose first line is `---`, whatever its name. A blank line before it means nothing in
    prose, code and style sheets; in a table it is a row, in XML an error, and in what is no text it is damage.
    """
    if not _HEADED.match(content):
        return content
    return b"\n" + content if suffix.lower() in _SHIELDED else None


def address(site: Site, path: PurePosixPath) -> str:
    """Give the address of a file below the site's root."""
    base = site.baseurl.strip("/")
    return quote(f"/{base}/{path}" if base else f"/{path}", safe="/~@:+,;=!()*")


def clean(name: str) -> str:
    """Make a file name of a label: Jekyll leaves out names that begin with `_`, `.` or `#`, or end with `~`."""
    return file_names.fitted(re.sub(r"[^\w.-]+", "-", name).strip("-_.~#") or "figure")


def cell_name(cell: Mapping[str, Any], label: str) -> str:
    """Name a cell's files: by its label, else its id, else by what it says."""
    return (
        label
        or str(cell.get("id") or "")
        or sha256(joined(cell.get("source")).encode("utf-8", "replace")).hexdigest()[:8]
    )


def folder(values: Mapping[str, Any], site: Site, slug: str) -> PurePosixPath:
    """Choose the article's folder below the site's images: where its teaser or feature lies, else one of its own."""
    image = values.get("image")
    for role in ("teaser", "feature"):
        path = below(image.get(role), site) if isinstance(image, Mapping) else None
        if path is not None and path.parent != PurePosixPath("."):
            return path.parent
    return PurePosixPath(clean(slug))


def named(values: Mapping[str, Any], site: Site) -> dict[str, PurePosixPath]:
    """List the images that the front matter names, by what stands there: paths below the site's images."""
    paths = {text: below(text, site) for text in front_images.images(values)}
    return {text: path for text, path in paths.items() if path is not None and path.suffix.lower() in SHOWN}


def below(text: Any, site: Site) -> PurePosixPath | None:
    """Read a front matter image as a path below the site's images; nothing if it is an address elsewhere."""
    if not isinstance(text, str) or not text or "//" in text:
        return None
    path = PurePosixPath(text.lstrip("/"))
    if path.is_relative_to(site.images):
        path = path.relative_to(site.images)
    return None if ".." in path.parts or path == PurePosixPath(".") else path
