"""What a run was seen to read and write: the kernel's account in, names and hashes for the record out."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbpress.core import hashes
from nbpress.core.project import project_of, site_of

_MODULE = "_nbpress_opened_files"
ASK = f"__import__('sys').modules['{_MODULE}'].seen()"
_GENERATED = ("_posts", "_drafts", "_site")


def program(path: Path) -> str:
    """Give the Python code that makes a kernel watch the project of the notebook at `path`; it leaves no name behind."""
    source = Path(__file__).with_name("opened_files_hook.py").read_text(encoding="utf-8")
    project = os.path.realpath(project_of(path))
    begin = (
        "import sys, types\n"
        f"sys.modules[{_MODULE!r}] = opened_files_hook = types.ModuleType({_MODULE!r})\n"
        f"exec(compile({source!r}, '<nbpress>', 'exec'), opened_files_hook.__dict__)\n"
        f"opened_files_hook.PROJECT = {project!r}\n"
        "opened_files_hook.watch()"
    )
    return f"exec({begin!r}, {{}})"


def account(text: str, path: Path, began: int) -> dict[str, Any]:
    """Turn the kernel's account into what the record keeps. `began`: nanoseconds of the clock when the run began.

    reads: hashes by name of what the run read and did not write. written: what it wrote, or had written by another program.
    rewritten: what it read before it was changed; no hash could tell later whether that changed once more. changed: what
    changed meanwhile though the run was not seen to write it, so that it may have been somebody else.
    """
    seen, project = json.loads(text), Path(os.path.realpath(project_of(path)))
    own = set(_own(path, project))
    read = {
        name: state for name, state in seen["read"].items() if not _apart(name, own) and not (project / name).is_dir()
    }
    written, rewritten, changed = {name for name in seen["written"] if not _apart(name, own)}, set(), set()
    for name, state in read.items():
        now = _state(project / name)
        made = now is not None and (state is None or state[1] >= began)
        if name in written or (state is not None and not made and now != state):
            rewritten |= {name} if state and not made else set()
            changed |= {name} - written if state and state[1] < began else set()
            written.add(name)
        elif made:
            changed.add(name)
            written.add(name)
    reads = {name: _hash(project / name) for name in sorted(read.keys() - written)}
    for pattern, names in sorted(seen["listed"].items()):
        if not _apart(pattern, own):
            there = glob.glob(str(project / pattern), recursive=True)  # noqa: PTH207 - the same as the kernel did
            written |= {os.path.relpath(each, project) for each in there} - set(names)
            reads[hashes.LISTING + pattern] = hashes.listing(names, written)
    names = {"written": written, "rewritten": rewritten, "changed": changed}
    return {"reads": reads, **{kind: sorted(found) for kind, found in names.items()}}


def _own(path: Path, project: Path) -> Iterator[str]:
    """What belongs to nbpress: the notebook itself, and the site."""
    yield os.path.relpath(os.path.realpath(path), project)
    site = site_of(project)
    yield from [os.path.relpath(site, project)] if site and site != project else _GENERATED


def _apart(name: str, own: set[str]) -> bool:
    return any(name == each or name.startswith(each + os.sep) for each in own)


def _state(path: Path) -> list[int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return [status.st_size, status.st_mtime_ns]


def _hash(path: Path) -> str:
    return hashes.digest(path) if path.is_file() else hashes.ABSENT
