"""Children of a process without threads, which has loaded what they need: in a copy of one that has some, a lock may be held
by nobody who is there."""

from __future__ import annotations

import multiprocessing

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["pytest", "loaded"])
