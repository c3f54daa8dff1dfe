"""Start a kernel, run the code cells of a notebook in it, and stop it: with jupyter_client, and nothing else."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from jupyter_client.manager import start_new_kernel


def main(path: Path) -> None:
    """Run the notebook at `path`."""
    manager, client = start_new_kernel()
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            client.execute_interactive(cell["source"], output_hook=lambda message: None)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
