"""The two servers of the preview: what they give to whom, and that no client can hold them up."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nbpress.preview import loopback
from nbpress.preview.control import Control
from nbpress.preview.pages import Pages
from nbpress.preview.state import State

if TYPE_CHECKING:
    from playwright.sync_api import Browser

INNER = "<p>An inner page</p>"
OUTER = """<!DOCTYPE html><html><head><title>Outer</title>
<style>@font-face { font-family: own; src: url(own.woff2); } p { font-family: own; }</style></head><body>
<p>An outer page</p>
<iframe src="inner.html#part"></iframe><iframe src='/inner.html?a=1'></iframe><iframe src=inner.html></iframe>
<script type="module" src="own.mjs"></script>
<script>fetch("data.json").then((each) => each.json()).then((each) => { document.title = each; });
const ask = new XMLHttpRequest();
ask.onload = () => { document.body.dataset.asked = ask.responseText; };
ask.open("GET", new URL("/data.json?b=2", location));
ask.send();</script></body></html>"""


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[Control, Pages]]:
    site = {
        "inner.html": INNER,
        "outer.html": OUTER,
        "data.json": '"own data"',
        "d/index.html": "<p>d",
        "x.svg": "<svg/>",
    }
    for name, content in {
        **site,
        "own.mjs": "document.body.dataset.module = 1;",
        "own.woff2": "x",
        "x.pdf": "x",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    state = State()
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    with Control(state, lambda name: None, port) as control, Pages(tmp_path, state, control.origins, 0) as pages:
        control.pages = pages.url
        yield control, pages


def get(server: loopback.Server, path: str, **headers: str) -> HTTPResponse:
    with closing(HTTPConnection("127.0.0.1", server.server_port, timeout=30)) as connection:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.read()
        return answer


def test_a_page_uses_its_own_fonts_modules_data_and_frames(servers: tuple[Control, Pages], browser: Browser) -> None:
    from playwright.sync_api import expect

    page = browser.new_page()
    fonts: list[bool] = []
    page.on("requestfinished", lambda each: fonts.append(True) if "own.woff2" in each.url else None)
    page.goto(f"{servers[0].url}/outer.html")
    frame = page.frame_locator("iframe").first
    frame.locator("body[data-module][data-asked='\"own data\"']").wait_for(state="attached")
    for number in range(3):
        inner = frame.frame_locator("iframe").nth(number)
        inner.get_by_text("An inner page").wait_for(state="visible")
        assert inner.locator("body").evaluate("origin") == "null"
    expect(page).to_have_title("own data")
    assert fonts
    page.close()


def test_who_is_no_page_of_the_preview_reads_and_frames_nothing(servers: tuple[Control, Pages]) -> None:
    control, pages = servers
    only = f"frame-ancestors {control.origins[0]} {control.origins[1]}"
    for path, boxed in {"/outer.html": True, "/d/": True, "/absent": True, "/x.svg": True, "/x.pdf": False}.items():
        answer = get(pages, path, Origin="null")
        policy = answer.headers["Content-Security-Policy"]
        assert policy.endswith(only) and policy.startswith("sandbox allow-scripts ") == boxed
        assert "allow-same-origin" not in policy and answer.headers["Access-Control-Allow-Origin"] is None
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert get(pages, "/data.json?nbpress=guessed", Origin="null").headers["Access-Control-Allow-Origin"] is None
    page = get(control, "/outer.html")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert f"frame-src {pages.url};" in page.headers["Content-Security-Policy"]
    assert page.headers["Access-Control-Allow-Origin"] is None
    assert page.headers["Cross-Origin-Resource-Policy"] == page.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_tab_is_led_to_the_control_page_and_a_file_that_no_script_is_in_is_shown(
    servers: tuple[Control, Pages],
) -> None:
    control, pages = servers
    for path in ("/outer.html?q=1", "/d", "/absent", "/x.svg"):
        answer = get(pages, path, Sec_Fetch_Dest="document")
        assert (answer.status, answer.headers["Location"]) == (302, f"{control.url}{path}")
    assert get(pages, "/x.pdf", Sec_Fetch_Dest="document").status == 200
    moved = get(pages, f"/d?{pages.passes}", Sec_Fetch_Dest="iframe")
    assert (moved.status, moved.headers["Location"]) == (302, f"/d/?{pages.passes}")


def ended(connection: socket.socket, seconds: float = 20) -> bytes:
    """What a server says until it hangs up."""
    connection.settimeout(seconds)
    said = b""
    try:
        while more := connection.recv(65536):
            said += more
    except ConnectionResetError:
        pass
    return said


@pytest.mark.parametrize("number", [0, 1])
def test_connections_are_bounded_and_come_free_again(servers: tuple[Control, Pages], number: int) -> None:
    server = servers[number]
    held = [socket.create_connection(("127.0.0.1", server.server_port)) for _ in range(loopback.CONNECTIONS)]
    with socket.create_connection(("127.0.0.1", server.server_port)) as another:
        assert ended(another) == b""
    for each in held:
        each.close()
    end = time.monotonic() + 20
    while True:
        try:
            assert get(server, "/").status in (200, 404)
            return
        except ConnectionError:
            assert time.monotonic() < end, "they never come free"


@pytest.mark.parametrize("number", [0, 1])
def test_a_request_has_so_much_time_however_it_drips(
    servers: tuple[Control, Pages], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loopback, "REQUEST_SECONDS", 0.5)
    for drop in (b"", b"x"):
        with socket.create_connection(("127.0.0.1", servers[number].server_port)) as slow:
            slow.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
            began, alive = time.monotonic(), True
            while alive and time.monotonic() - began < 20:
                time.sleep(0.05)
                try:
                    slow.sendall(drop)
                    slow.settimeout(0.01)
                    alive = bool(slow.recv(100))
                except TimeoutError:
                    continue
                except ConnectionError:
                    alive = False
            assert not alive


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"x" * 40_000,
        b"GET / HTTP/1.1\r\n" + b"X-Long: xxxxxxxxxxxxxxxxxxxx\r\n" * 2_000,
        b"POST /.nbpress/run HTTP/1.1\r\nHost: h\r\nContent-Length: 9999999999\r\n\r\n" + b"x" * 100,
    ],
    ids=["line", "headers", "body"],
)
def test_a_request_has_so_many_bytes(servers: tuple[Control, Pages], number: int, request_: bytes) -> None:
    with socket.create_connection(("127.0.0.1", servers[number].server_port)) as large:
        try:
            large.sendall(request_)
        except ConnectionError:
            return
        said = ended(large, loopback.REQUEST_SECONDS / 2)  # it hangs up at once, long before the time is over
        assert not said or said.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501"))
