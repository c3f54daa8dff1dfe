"""Whether a process has ended, for tests of what ends with what."""

from __future__ import annotations

import os
import time


def gone(process: int) -> bool:
    """Tell whether a process is gone within ten seconds."""
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
