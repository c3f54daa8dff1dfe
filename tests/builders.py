"""Notebooks for the tests, made of a few words."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from nbpress.core.notices import Notice

HEAD = "---\ntitle: A title\ndate: 2020-01-02\n---"
PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}


def raw(source: str, **metadata: Any) -> Any:
    return new_raw_cell(source, metadata=metadata)


def text(source: str, **metadata: Any) -> Any:
    return new_markdown_cell(source, metadata=metadata)


def code(source: str, *tags: str, outputs: Sequence[Any] = ()) -> Any:
    return new_code_cell(
        source,
        metadata={"tags": list(tags)} if tags else {},
        outputs=[nbformat.from_dict(output) for output in outputs],
    )


def notebook(*cells: Any, head: str | None = HEAD, kernel: dict[str, str] | None = None) -> Any:
    every = ([raw(head)] if head else []) + list(cells)
    for number, cell in enumerate(every):
        cell["id"] = f"cell-{number}"
    return new_notebook(cells=every, metadata={"kernelspec": kernel or PYTHON})


def saved(nb: Any, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nb, path)
    return path


def blog(folder: Path, config: str = "") -> Path:
    """An empty Jekyll site with one bare layout; gives its root."""
    root = folder / "site"
    (root / "_layouts").mkdir(parents=True, exist_ok=True)
    (root / "_config.yml").write_text(config)
    for name in ("article", "post"):
        (root / "_layouts" / f"{name}.html").write_text("<html><body><main>{{ content }}</main></body></html>\n")
    return root


def tree(root: Path) -> dict[str, bytes]:
    """The content of every file below a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def manifest(root: Path) -> dict[str, Any]:
    """The entries of a site's manifest, by slug."""
    entries = [json.loads(path.read_text()) for path in sorted((root / "_nbpress").glob("*.json"))]
    return {"articles": {entry["slug"]: entry for entry in entries}}


def told(found: Iterable[Notice]) -> tuple[str, ...]:
    """Warnings as `cell 2: what happened`."""
    return tuple(f"{f'cell {each.cell}: ' if each.cell else ''}{each.what}" for each in found)


def git(folder: Path, *arguments: str) -> str:
    """What git says in a folder, as somebody without settings."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout
