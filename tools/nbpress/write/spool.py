"""Files that wait on the site's own file system until their article is written.

A process that made a picture hands over its place, not its bytes: a few hundred articles fit into the memory that way, and
into the pipe between two processes.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from nbpress.core.errors import WriteError
from nbpress.core.records import Article, Waiting
from nbpress.write.transaction import SPOOL as SPOOL

SMALL = 16_384  # bytes of a file that rather stays in the memory
_numbers = itertools.count()


@contextlib.contextmanager
def opened(root: Path) -> Iterator[Path]:
    """Name a folder where files of articles can wait, for as long as this lasts; the caller holds the site's lock."""
    folder = root / SPOOL
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def spooled(article: Article, folder: Path) -> Article:
    """Put an article's larger files into the folder; raise WriteError where there is no room for them."""
    try:
        files = {path: _waiting(content, folder) for path, content in article.files.items()}
    except OSError as error:
        raise WriteError(f"the site cannot be written: {error}", path=folder.parent) from error
    return dataclasses.replace(article, files=files)


def _waiting(content: bytes | Waiting, folder: Path) -> bytes | Waiting:
    if isinstance(content, Waiting) or len(content) < SMALL:
        return content
    place = folder / str(os.getpid()) / str(next(_numbers))  # two processes that write into one folder would wait
    try:
        place.write_bytes(content)
    except FileNotFoundError:
        place.parent.mkdir(parents=True)
        place.write_bytes(content)
    return Waiting(digest(content), place)


def digest(content: bytes | Waiting) -> str:
    """Hash a file's content with SHA-256."""
    return content.digest if isinstance(content, Waiting) else hashlib.sha256(content).hexdigest()


def read(content: bytes | Waiting) -> bytes:
    """Give a file's content."""
    return content.place.read_bytes() if isinstance(content, Waiting) else content
