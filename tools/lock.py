"""Write requirements.lock: the exact versions of every dependency, for all platforms, from pyproject.toml.

Names, versions and platform markers only: no addresses of a package index. Needs uv.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = [
    "uv",
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version",
    "3.11",
    "--all-extras",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--upgrade",
    "pyproject.toml",
    "-o",
    "requirements.lock",
]


def main() -> None:
    """Resolve the dependencies with uv."""
    try:
        subprocess.run(COMMAND, cwd=ROOT, check=True)
    except FileNotFoundError:
        sys.exit("lock: uv is missing; pip install uv")


if __name__ == "__main__":
    main()
