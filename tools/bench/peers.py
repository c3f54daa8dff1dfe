"""Other tools, each in an environment of its own in a cache folder: made by pip at the first call, and used again.

The tools of Jupyter have the versions of requirements.lock, the others the newest there are. `NBPRESS_PEERS`
names the folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

LOCK = Path(__file__).parents[2] / "requirements.lock"
PACKAGES = {
    "jupyter": ("nbconvert", "papermill", "nbclient", "ipykernel"),
    "jupyter-book": ("jupyter-book<2",),
    "mystmd": ("mystmd",),  # runs where there is Node
}
LOCKED = {"jupyter"}


def folder() -> Path:
    """Give the folder of all environments."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("NBPRESS_PEERS") or cache / "nbpress-bench")


def programs(name: str) -> Path:
    """Give the folder of an environment's programs; it is made where it is not there."""
    given = ["-c", str(LOCK)] if name in LOCKED else []
    told = repr((PACKAGES[name], sys.version, LOCK.read_bytes() if given else b""))
    place = folder() / f"{name}-{sha256(told.encode()).hexdigest()[:8]}"
    if not place.exists():
        print(f"Installing {', '.join(PACKAGES[name])} into {place}", flush=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        _made(place, [*given, *PACKAGES[name]])
    return place / "bin"


def node() -> bool:
    """Tell whether there is Node, in which mystmd runs."""
    return shutil.which("node") is not None


def _made(place: Path, requirements: list[str]) -> None:
    """Make an environment; one that is cut short does not stay. Its programs name the place, so it is made there."""
    ready = False
    try:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        pip: list[str | Path] = [
            place / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        with tempfile.TemporaryFile() as said:
            if subprocess.run([*pip, *requirements], stdout=said, stderr=said, check=False).returncode:
                said.seek(0)
                sys.exit(
                    f"{' '.join(requirements)} could not be installed:\n{said.read().decode(errors='replace')[-2000:]}"
                )
        ready = True
    finally:
        if not ready:
            shutil.rmtree(place, ignore_errors=True)
