"""A server on loopback: shows a folder as Jekyll's would, tells its pages to reload, and takes the wish for a run."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nbpress.core.errors import WriteError

HOST, PORT = "127.0.0.1", 4000  # Jekyll's own
NAMES = frozenset((HOST, "localhost"))
SCRIPT = Path(__file__).with_name("page.js")
INNER = "/.nbpress/"
BEAT = 15.0  # seconds after which a quiet connection is tried
EMPTY = "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Preview</title><body><p>There is no such page.</body></html>"


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps an article, or the whole site, from being shown as it is now; `due`: a run would help."""

    name: str
    what: str
    detail: str = ""
    due: bool = False


class State:
    """What the pages are told: which build is shown, what is wrong, what is being done."""

    def __init__(self) -> None:
        self.token = secrets.token_hex(8)
        self._changed = threading.Condition()
        self._builds = self._count = 0
        self._problems: Sequence[Problem] = ()
        self._busy = ""

    @property
    def version(self) -> str:
        """The build that is shown now, of this session."""
        return f"{self.token}-{self._builds}"

    def tell(self, problems: Sequence[Problem] | None = None, *, busy: str | None = None, built: bool = False) -> None:
        """Change what the pages know, and wake those that wait for it."""
        with self._changed:
            self._problems = self._problems if problems is None else problems
            self._busy = self._busy if busy is None else busy
            self._builds += built
            self._count += 1
            self._changed.notify_all()

    def text(self) -> str:
        """All of it as JSON."""
        return json.dumps(
            {"version": self.version, "busy": self._busy, "problems": [asdict(each) for each in self._problems]}
        )

    def after(self, count: int, seconds: float) -> tuple[int, str]:
        """Wait until something changed since `count`; give the new count, and the state, or "" after some seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._count != count, seconds):
                return count, ""
            return self._count, self.text()


class Server(ThreadingHTTPServer):
    """Serves `folder` below the address `base`; use it in a `with` block. run: called with an article's name, or ""."""

    daemon_threads = True

    def __init__(self, folder: Path, state: State, run: Callable[[str], None], port: int | None) -> None:
        self.folder, self.state, self.run = folder, state, run
        self.base = ""
        handler = partial(_Handler, directory=str(folder))
        try:
            super().__init__((HOST, PORT if port is None else port), handler)
        except OSError as error:
            if port is not None:
                raise WriteError(f"port {port} cannot be used: {error.strerror}", hint="Leave --port out.") from error
            super().__init__((HOST, 0), handler)
        self.url = f"http://{HOST}:{self.server_port}"

    def __enter__(self) -> Server:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that moves on hangs up in the middle of an answer."""


class _Handler(SimpleHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of every request."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        if not self._known():
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"This address is not the preview's.")
        elif path == f"{INNER}events":
            self._events()
        elif path == f"{INNER}page.js":
            self._answer(HTTPStatus.OK, "text/javascript", SCRIPT.read_bytes())
        elif path == "/" and self.server.base:
            self._moved(f"{self.server.base}/")
        else:
            self._file(path)

    do_HEAD = do_GET

    def do_POST(self) -> None:
        """Take the wish for a run, of our own pages only: another site's page cannot know the token."""
        length = int(self.headers.get("Content-Length") or 0)
        name = self.rfile.read(min(length, 1_000)).decode("utf-8", "replace")
        if not self._known() or self.headers.get("X-Nbpress") != self.server.state.token:
            self._answer(HTTPStatus.FORBIDDEN, "text/plain", b"Only a page of the preview may ask for a run.")
            return
        self.server.run(name)
        self._answer(HTTPStatus.ACCEPTED, "text/plain", b"")

    def _known(self) -> bool:
        """Tell whether we were asked by our own name: a foreign one that leads to loopback is an attack."""
        return (self.headers.get("Host") or "").rsplit(":", 1)[0] in NAMES

    def _file(self, path: str) -> None:
        base = self.server.base
        inside = path.removeprefix(base) if path.startswith(f"{base}/") else ""
        found = self._found(inside) if inside else None
        if found is None:
            missing = self.server.folder / "404.html"
            text = missing.read_text(encoding="utf-8") if missing.is_file() else EMPTY
            self._page(text, HTTPStatus.NOT_FOUND)
        elif found.is_dir():
            self._moved(f"{urlsplit(self.path).path}/")
        elif found.suffix in (".html", ".htm", ".xhtml"):
            self._page(found.read_text(encoding="utf-8", errors="replace"), HTTPStatus.OK)
        else:
            self._answer(HTTPStatus.OK, self.guess_type(found), found.read_bytes())

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
        state = self.server.state
        script = f'<script src="{INNER}page.js" data-version="{state.version}" data-token="{state.token}"></script>'
        head, end, tail = text.rpartition("</body>")
        whole = f"{head}{script}{end}{tail}" if end else f"{text}{script}"
        self._answer(status, "text/html; charset=utf-8", whole.encode())

    def _events(self) -> None:
        """Tell a page the state, then each change of it, until it hangs up."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        count, text = -1, ""
        while True:
            count, text = self.server.state.after(count, BEAT)
            self.wfile.write(f"data: {text}\n\n".encode() if text else b": still here\n\n")
            self.wfile.flush()

    def _moved(self, where: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
