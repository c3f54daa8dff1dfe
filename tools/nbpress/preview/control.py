"""The control page: frames the site's page, says what keeps an article back, and takes the wish for a run.

It has a port, and so an origin, of its own: no script of an article can read it, ask in its name, or draw over it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from html import escape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nbpress.preview.loopback import Handler, Server
from nbpress.preview.pages import SANDBOX
from nbpress.preview.state import State

PORT = 4000  # Jekyll's own
HERE = Path(__file__).parent
INNER = "/.nbpress/"
FILES = {f"{INNER}control.js": "text/javascript", f"{INNER}control.css": "text/css"}
BEAT = 15.0  # seconds after which a quiet connection is tried
NAME_BYTES = 1_000  # of an article that somebody wants run
ONLY_HERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


class Control(Server):
    """Serves the control page at every address of the site. run: called with an article's name, or "".

    pages, base: where the site's pages are served, and below which path; told once they are known.
    """

    def __init__(self, state: State, run: Callable[[str], None], port: int | None) -> None:
        self.state, self.run, self.token = state, run, secrets.token_urlsafe(24)
        self.pages = self.base = ""
        super().__init__(_Handler, port, PORT)

    def page(self) -> bytes:
        """Write the page. It holds the token: the browser gives it to no script of another origin."""
        text = (HERE / "control.html").read_text(encoding="utf-8")
        told = {"TOKEN": self.token, "SESSION": self.state.session, "PAGES": self.pages, "SANDBOX": SANDBOX}
        for name, value in told.items():
            text = text.replace(f"{{{name}}}", escape(value))
        return text.encode()

    def policy(self) -> str:
        """What the page may load, and that nothing may frame it."""
        own = "script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:"
        return f"default-src 'none'; {own}; frame-src {self.pages}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


class _Handler(Handler):
    server: Control

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if not self.ours():
            return
        if path == f"{INNER}events":
            self._events()
        elif path in FILES:
            self.answer(HTTPStatus.OK, FILES[path], (HERE / Path(path).name).read_bytes(), ONLY_HERE)
        elif path.startswith(INNER):
            self.refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")
        elif path == "/" and self.server.base:
            self.moved(f"{self.server.base}/")
        else:
            headers = {**ONLY_HERE, "Content-Security-Policy": self.server.policy()}
            self.answer(HTTPStatus.OK, "text/html; charset=utf-8", self.server.page(), headers)

    def do_POST(self) -> None:
        """Take the wish for a run, of our own page only: it alone has the token, and an origin that no other page has."""
        if not self.ours():
            return
        token, length = self.headers.get("X-Nbpress", ""), self.headers.get("Content-Length", "")
        right = hmac.compare_digest(token.encode(), self.server.token.encode())
        if not right or self.headers.get("Origin") != f"http://{self.headers['Host']}" or self._foreign():
            self.refuse(HTTPStatus.FORBIDDEN, "Only the preview's own page may ask for a run.")
        elif urlsplit(self.path).path != f"{INNER}run":
            self.refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")
        elif not (length.isascii() and length.isdecimal() and int(length[:9]) <= NAME_BYTES):
            self.refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "This is no article's name.")
        else:
            self.server.run(self.rfile.read(int(length)).decode("utf-8", "replace"))
            self.answer(HTTPStatus.ACCEPTED, "text/plain", b"")

    def _foreign(self) -> bool:
        """Tell whether the browser says that a page of another origin asks."""
        return self.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")

    def _events(self) -> None:
        """Tell our page the state, then each change of it, until it hangs up."""
        if self._foreign() or self.command != "GET":
            self.refuse(HTTPStatus.FORBIDDEN, "Only the preview's own page is told.")
            return
        self.send_response(HTTPStatus.OK)
        for name, value in {"Content-Type": "text/event-stream", "Connection": "close", **ONLY_HERE}.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        count, text = -1, ""
        while True:
            count, text = self.server.state.after(count, BEAT)
            self.wfile.write(f"data: {text}\n\n".encode() if text else b": still here\n\n")
            self.wfile.flush()
