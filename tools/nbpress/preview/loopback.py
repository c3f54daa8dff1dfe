"""A server for this machine alone, whose connections are few, short and small, whoever opens them."""

from __future__ import annotations

import http.client
import io
import socket
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

from nbpress.core.errors import WriteError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
CONNECTIONS = 64  # at a time; a browser opens six
REQUEST_SECONDS = 10.0  # from its first byte, or from the end of the one before it, to its last
REQUEST_BYTES = 32_000
ANSWER_SECONDS = 60.0  # for one piece of an answer


class Server(ThreadingHTTPServer):
    """Listens on loopback; use it in a `with` block. port: None for the first of `usual` that is free, else any."""

    daemon_threads = True
    request_queue_size = CONNECTIONS

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int | None, usual: int) -> None:
        self._free = threading.BoundedSemaphore(CONNECTIONS)
        try:
            super().__init__((HOST, usual if port is None else port), handler)
        except (OSError, OverflowError) as error:
            if port is not None:
                why = error.strerror if isinstance(error, OSError) else error
                raise WriteError(f"port {port} cannot be used: {why}", hint="Leave --port out.") from error
            super().__init__((HOST, 0), handler)
        self.hosts = frozenset(f"{name}:{self.server_port}" for name in NAMES)
        self.origins = tuple(f"http://{name}:{self.server_port}" for name in NAMES)
        self.url = self.origins[0]

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Take a connection, unless there are too many."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """Answer on a connection until it ends."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that moves on hangs up in the middle of an answer."""


class _Incoming(io.RawIOBase):
    """What comes in on a connection; one request has so much time and so many bytes, and no more."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.begin()

    def begin(self) -> None:
        """Wait for another request."""
        self._until, self._left = time.monotonic() + REQUEST_SECONDS, REQUEST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._connection.settimeout(max(0.001, self._until - time.monotonic()))
        try:
            size = self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(ANSWER_SECONDS)
        self._left -= size
        if self._left < 0:
            raise http.client.HTTPException(f"a request of more than {REQUEST_BYTES} bytes")
        return size


class Handler(BaseHTTPRequestHandler):
    """What the handlers of both servers share: bounded requests, of our own name only, and short ways to answer."""

    server: Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self._incoming = _Incoming(self.connection)
        self.rfile = io.BufferedReader(self._incoming)

    def handle_one_request(self) -> None:
        self._incoming.begin()
        super().handle_one_request()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of every request."""

    def version_string(self) -> str:
        return "nbpress"

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def ours(self) -> bool:
        """Tell whether we were asked by our own name, and refuse: a foreign one that leads to loopback is an attack."""
        if self.headers.get("Host") in self.server.hosts:
            return True
        self.refuse(HTTPStatus.FORBIDDEN, "This address is not the preview's.")
        return False

    def refuse(self, status: HTTPStatus, why: str) -> None:
        """Say why there is no answer, and hang up: what the request still holds is not read."""
        self.close_connection = True
        self.answer(status, "text/plain; charset=utf-8", why.encode())

    def moved(self, where: str) -> None:
        """Send the browser to another address."""
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, status: HTTPStatus, kind: str, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        """Send a whole answer."""
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
