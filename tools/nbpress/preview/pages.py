"""The server of the site's pages: shows a folder as Jekyll's would, and lets none of its scripts near anything else.

Whatever stands in an article runs here: so a page has no origin (CSP `sandbox`), may be framed by the control page alone,
and knows nothing by which a run could be had. It is told to reload, and tells where it is, by messages.

To the server, a page without an origin looks like one of anybody's site. What it asks for, and what it frames, therefore
has a pass in its address: with it drafts can be read, and nothing else be done.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nbpress.core.regex import regex
from nbpress.preview.loopback import Handler, Server
from nbpress.preview.state import State

SCRIPT = Path(__file__).with_name("page.js")
ADDRESS = "/.nbpress/page.js"
SANDBOX = "allow-scripts allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox allow-downloads"
SCRIPTED = frozenset((".html", ".htm", ".xhtml", ".svg", ".xml"))  # a browser runs what stands in them
EMPTY = "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Preview</title><body><p>There is no such page.</body></html>"
HEAD = regex(r"<head(?:\s[^>]*)?>", re.I)
FRAME = regex(r"""(<iframe\b[^>]*?\ssrc\s*=\s*)(["']?)((?!//|[a-z][a-z0-9+.-]*:)[^"'\s>]+)\2""", re.I)
# What a browser gives no page without an origin unless the server agrees, and what says nothing of a draft.
LOOKS = frozenset((".css", ".js", ".mjs", ".otf", ".ttf", ".wasm", ".woff", ".woff2"))


class Pages(Server):
    """Serves `folder` below the address `base`. control: the addresses of the page that may frame what is here.

    passes: what a page adds to an address of ours that it asks for or frames.
    """

    def __init__(self, folder: Path, state: State, control: Sequence[str], usual: int) -> None:
        self.folder, self.state, self.control = folder, state, control
        self.passes = f"nbpress={secrets.token_urlsafe(12)}"
        self.base = ""
        super().__init__(partial(_Handler, directory=str(folder)), None, usual)  # type: ignore[arg-type]


class _Handler(Handler, SimpleHTTPRequestHandler):
    server: Pages

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if not self.ours():
            return
        if path == ADDRESS:
            self.answer(HTTPStatus.OK, "text/javascript", SCRIPT.read_bytes())
        else:
            self._file(path)

    do_HEAD = do_GET

    def _file(self, path: str) -> None:
        base = self.server.base
        inside = path.removeprefix(base) if path.startswith(f"{base}/") else ""
        found = self._found(inside) if inside else None
        if (found is None or found.suffix in SCRIPTED or found.is_dir()) and self._on_its_own():
            self.moved(f"{self.server.control[0]}{self.path}")
        elif path == "/" and base:
            self.moved(f"{base}/")
        elif found is None:
            missing = self.server.folder / "404.html"
            text = missing.read_text(encoding="utf-8") if missing.is_file() else EMPTY
            self._page(text, HTTPStatus.NOT_FOUND)
        elif found.is_dir():
            self.moved(urlsplit(self.path)._replace(path=f"{urlsplit(self.path).path}/").geturl())
        elif found.suffix in (".html", ".htm", ".xhtml"):
            self._page(found.read_text(encoding="utf-8", errors="replace"), HTTPStatus.OK)
        else:
            self._send(HTTPStatus.OK, self.guess_type(found), found.read_bytes(), found.suffix)

    def _on_its_own(self) -> bool:
        """Tell whether a tab wants to show a page without the control page around it, as a link opened in a new tab does."""
        return self.headers.get("Sec-Fetch-Dest") == "document" and self.path.startswith("/")

    def _found(self, inside: str) -> Path | None:
        """The file that Jekyll's server gives for an address; a folder where the slash at the end is missing."""
        place = Path(self.translate_path(inside))
        if inside.endswith("/"):
            place /= "index.html"
        if place.is_file():
            return place
        page = place.with_name(f"{place.name}.html")
        if not inside.endswith("/") and page.is_file():
            return page
        return place if (place / "index.html").is_file() else None

    def _page(self, text: str, status: HTTPStatus) -> None:
        server = self.server
        build, mark = server.state.version, sha256(text.encode()).hexdigest()[:16]
        told = f'data-version="{build}" data-mark="{mark}" data-pass="{server.passes}"'
        script = f'<script src="{ADDRESS}" {told}></script>'
        head = HEAD.search(text)
        place = head.end() if head else len(text)
        whole = f"{text[:place]}{script}{text[place:]}"
        self._send(status, "text/html; charset=utf-8", FRAME.sub(self._passing, whole).encode(), ".html")

    def _passing(self, frame: re.Match[str]) -> str:
        """Let a page frame another: a page has no origin, so no policy can name it."""
        address, hash_, part = frame[3].partition("#")
        return f"{frame[1]}{frame[2]}{address}{'&amp;' if '?' in address else '?'}{self.server.passes}{hash_}{part}{frame[2]}"

    def _send(self, status: HTTPStatus, kind: str, content: bytes, suffix: str) -> None:
        passes = self.server.passes in urlsplit(self.path).query.split("&")
        policy = [f"sandbox {SANDBOX}"] if suffix in SCRIPTED else []
        if not passes:
            policy.append(f"frame-ancestors {' '.join(self.server.control)}")
        headers = {"Content-Security-Policy": "; ".join(policy)} if policy else {}
        if passes or suffix in LOOKS:
            headers["Access-Control-Allow-Origin"] = "null"
        self.answer(status, kind, content, headers)
