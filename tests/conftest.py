"""What several test modules share: a browser, the blog as Jekyll builds it, a server for it on loopback."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
import sample

from nbpress.core.lean import lean

if TYPE_CHECKING:
    from playwright.sync_api import Browser

lean()  # as the commands under test are

# Playwright answers for a frame without an origin only where that lives in its page's process; the others are its own.
FEATURES = "IsolateSandboxedIframes,HttpsUpgrades,MediaRouter,PaintHolding,Translate"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    f"--disable-features={FEATURES}",
)


LONGEST = (  # they begin first, so that none is alone at the end
    "test_first_two_articles.py",
    "test_site_browser.py",
    "test_foreign_browser.py",
    "test_bad_input.py",
    "test_sweep.py",
    "test_preview.py",
    "test_inputs.py",
    "test_cluster.py",
)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say how many processes test: two more than there are cores, since browsers, kernels and servers are waited for."""
    return min(4, (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1) + 2)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the modules that take longest first."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c() -> None:
    """Heed Ctrl-C, also where a shell started the tests in the background: the programs under test inherit that."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _own_environment() -> None:
    """Run notebooks in the tests' own environment, whichever the terminal is in."""
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "NBPRESS_PYTHON"):
        os.environ.pop(name, None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the system's Chromium once a module; Playwright holds an event loop open, which others must not meet."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        missing("Chromium is missing: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright is missing: pip install playwright (no browser needs to be downloaded)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the blog with made-up articles, at the root of its host."""
    return sample.build(tmp_path_factory.mktemp("blog"), {})


@pytest.fixture(scope="session")
def blog_below(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the same blog for `/below/`, as the pages of a single project are, with all that is off by default."""
    repository = "https://github.com/you/name"
    settings = {"baseurl": "/below", "repository": repository, "colab": "true", "binder": "true", "repo": "you/talk"}
    settings |= {"citation": "true"}
    return sample.build(tmp_path_factory.mktemp("below"), settings)


@pytest.fixture(scope="session")
def address(blog: Path) -> Iterator[str]:
    """Serve the blog; the address has no slash at its end."""
    yield from serve(blog)


@pytest.fixture(scope="session")
def address_below(blog_below: Path) -> Iterator[str]:
    """Serve the blog that lives below `/below/`."""
    for host in serve(blog_below):
        yield f"{host}/below"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the blog as it is, with the articles that were published into it."""
    return sample.published(tmp_path_factory.mktemp("published"))


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a failed request fails its test."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing either: a browser that moves on hangs up in the middle of an answer."""


def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port of loopback until the generator is closed."""
    with _Server(("127.0.0.1", 0), functools.partial(_Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def missing(what: str) -> NoReturn:
    """Skip what this machine cannot test; where everything has to be there, fail."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
