"""Where the links and images of a cell lead: to other posts, to files that come along, or where they always led."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from nbpress.core import file_names
from nbpress.core.notices import Warn
from nbpress.core.records import NO_ARTICLE, Context
from nbpress.core.regex import regex
from nbpress.render import article_files, pictures
from nbpress.render.article_files import ArticleFiles
from nbpress.render.drawn import SHOWN, SVG, Drawn
from nbpress.render.heading_ids import identifier
from nbpress.render.html import ABSOLUTE
from nbpress.render.other_articles import OtherArticles

_NOWHERE = "in an image without an address"
DOCUMENTS = frozenset((".html", ".htm", ".xhtml", ".xht", ".xml"))  # in which browsers run scripts
_DISK = regex(r"file:|[a-zA-Z]:[\\/]", re.I)


class Links:
    """The links of one cell: `attachments` are its own, `name` is that of its files, `warn` takes its warnings."""

    def __init__(
        self,
        context: Context,
        files: ArticleFiles,
        attachments: Mapping[str, Any],
        name: str,
        warn: Warn,
    ) -> None:
        self.context = context
        self.files = files
        self.attachments = attachments
        self.name = name
        self.warn = warn
        self.others = OtherArticles(context)

    def target(self, written: str) -> str:
        """Give the target on the page of a link, by its target as written; one that leads nowhere stays.

        Nothing for a notebook that the site has no article of: what the link says stays, without a link.
        """
        if "{eval}" in unquote(written):
            told = f"a live value stands in the address of a link, where none is filled in: {unquote(written)}"
            self.warn("nb-unfilled-value", told, unquote(written))
        found = self._found(written)
        if doubt := self.others.doubt(written):
            self.warn("nb-dead-anchor", f"the link to {written} leads to no part of that page: {doubt}", written)
        if found is not None:
            return found
        path = _split(written)[0]
        if path.lower().endswith(".ipynb") or self.context.refused.get(path) == NO_ARTICLE:
            why = self.context.refused.get(path, "there is no such file")
            self.warn("nb-no-article", f"the link to {path} is left out, its words stay: {why}", written)
            return ""
        if not self._kept_out(written):
            name = written.removeprefix("attachment:")
            self.warn("nb-dead-link", f"there is no file for the link to {name}", written)
        return written

    def picture(self, written: str) -> Drawn | None:
        """Give a picture by its target as written; nothing where there is none."""
        found = self._found(written)
        if not found or (found == written and self._gone(written)):
            if not self._kept_out(written):
                name = written.removeprefix("attachment:") or _NOWHERE
                self.warn("nb-missing-picture", f"there is no picture {name}", written)
            return None
        return replace(pictures.measured(found, self.files.content(found)), bare=self.files.img(found))

    def _kept_out(self, written: str) -> bool:
        """Tell whether a file that is there does not come along, and warn of it."""
        path = _split(written)[0]
        if path in self.context.refused:
            self.warn("nb-kept-out", f"{path} does not come along: {self.context.refused[path]}", written)
        return path in self.context.refused

    def _gone(self, written: str) -> bool:
        """Tell whether an address of the site, or of a disk, leads to no picture; the article's own may be yet to come."""
        path = _split(written)[0]
        if path in self.context.links:
            return False
        own = article_files.address(self.context.site, self.context.site.images)
        return bool(_DISK.match(path)) or (path.startswith("/") and not path.startswith(("//", f"{own}/")))

    def _found(self, written: str) -> str | None:
        if written.startswith("attachment:"):
            return self._attachment(written)
        if written.startswith("data:image/"):
            return self._inlined(written)
        path, rest = _split(written)
        for known in (written, path, unquote(path)):
            if known in self.context.others and (thing := self.context.others[known].named(unquote(rest[1:]))):
                return self.context.links[known] + (f"#{thing.id}" if thing.id else "")
            if known in self.context.links:
                return self.context.links[known] + _anchor(rest)
            if known in self.context.files:
                kept = self._file(known)
                return written if kept is None else kept + rest
        return written if ABSOLUTE.match(written) or not written else None

    def _file(self, known: str) -> str | None:
        """Keep a file that comes along; None for one that must not, and is told of."""
        path, content = PurePosixPath(unquote(known)), self.context.files[known]
        suffix = file_names.suffix(path.suffix)
        picture = suffix.lower() in SHOWN
        if picture and not pictures.kind(content):
            self.warn(
                "nb-broken-image", f"{known} is no picture, whatever it is called; it stays out of the site", known
            )
            return None
        if suffix.lower() in DOCUMENTS and not self._lets(known):
            return None
        if article_files.shielded(content, suffix) is None:
            why = f"{known} begins with a line `---`: Jekyll would take it for a page; it stays out of the site"
            self.warn("nb-kept-out", why, known)
            return None
        return self.files.add(content, path.stem, pictures.agreeing(suffix, content) if picture else suffix)

    def _lets(self, known: str) -> bool:
        """Tell whether a document may come along that runs its scripts with the blog's origin, and say what it means."""
        if self.files.sanitized:
            why = f"{known} stays out of the site by `html: sanitized`: it would run with the blog's origin"
            self.warn("nb-sanitized", why, known)
            return False
        self.warn(
            "nb-active-file", f"{known} comes along as it is: opened, its scripts run with the blog's origin", known
        )
        return True

    def _attachment(self, written: str) -> str | None:
        name = written.removeprefix("attachment:")
        for known in (name, unquote(name)):
            for mimetype, value in (self.attachments.get(known) or {}).items():
                shown = pictures.picture(mimetype, value, {})
                if shown is not None:
                    path = PurePosixPath(unquote(known))
                    return self.files.add(
                        shown.content, f"{self.name}-{path.stem}", pictures.agreeing(path.suffix, shown.content)
                    )
        return None

    def _inlined(self, written: str) -> str:
        match = re.fullmatch(r"data:(image/[a-z+]+)((?:;[\w=-]+)*),(.*)", written, re.S)
        shown = _picture(match[1], match[2].endswith(";base64"), match[3]) if match else None
        if match and match[1] == SVG and self.context.site.theme.inlined:
            return written
        return self.files.add(shown.content, self.name, shown.suffix) if shown else written


def _picture(mimetype: str, encoded: bool, data: str) -> pictures.Picture | None:
    """Read what an address `data:` holds, base64 or a drawing as text."""
    text = unquote(data)
    if mimetype != SVG:
        return pictures.picture(mimetype, text, {}) if encoded else None
    try:
        drawing = b64decode(text).decode() if encoded else text
    except ValueError:  # no base64, or no text
        return None
    return pictures.picture(mimetype, drawing, {})


def _split(written: str) -> tuple[str, str]:
    """Split a target before its query or fragment."""
    match = re.match(r"[^?#]*", written)
    path = match[0] if match else written
    return path, written[len(path) :]


def _anchor(rest: str) -> str:
    """Turn the fragment of a link to a notebook into the id that its heading has on the page."""
    query, sign, fragment = rest.partition("#")
    return f"{query}#{identifier(unquote(fragment))}" if sign else query
