"""Children of a process without threads: in a copy of one that has some, a lock may be held by nobody who is there."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any
from unittest import mock

_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(["pytest", "loaded"])  # what each child would load by itself


def child(work: Callable[..., object], *given: Any) -> BaseProcess:
    """Start a child that does some work, of which all is pickled, and ends."""
    # The process whose copies they are begins with the first, and finds `loaded` by this.
    with mock.patch.dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)):
        process = _SERVER.Process(target=work, args=given)
        process.start()
    return process
