"""Processes: do the same work on many items on all cores, and hand the results over in the order of the items.

A leaf. Nothing is printed or written here; what the work raises is raised where its result is asked for.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
_work: Callable[[Any], Any]
SHARE = 4  # items that a process takes at once, where there are many: to hand over one takes a while, too
AHEAD = 16  # items that are worked on before their results are asked for, per process: bounds the memory


def cores() -> int:
    """Give the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pays(items: int) -> bool:
    """Tell whether several processes would do so many items faster, once this one has loaded what the work needs.

    Where they cannot begin as copies of this process, each loads everything itself.
    """
    return cores() > 1 and items >= (4 if _copies() else 200)


def _copies() -> bool:
    """Tell whether processes may begin as copies of this one: a lock that another thread holds stays locked in a copy."""
    return sys.platform == "linux" and threading.active_count() == 1


def mapped(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Do the work on the items in several processes. `work` and what passes have to be picklable.

    A process that dies, say of lack of memory, takes none of the others' work along: what is left is done in this one.
    """
    context = multiprocessing.get_context("fork" if _copies() else "spawn")
    done, count = 0, min(cores(), len(items))
    share = max(1, min(SHARE, len(items) // (count * SHARE)))
    shares = deque(items[start : start + share] for start in range(0, len(items), share))
    waiting: deque[Future[list[Result]]] = deque()
    with ProcessPoolExecutor(count, mp_context=context, initializer=_started, initargs=(work,)) as pool:
        try:
            while shares or waiting:
                while shares and len(waiting) * share < count * AHEAD:
                    waiting.append(pool.submit(_worked, shares.popleft()))
                for result in waiting.popleft().result():
                    yield result
                    done += 1
        except BrokenProcessPool:
            yield from map(work, items[done:])
        finally:
            pool.shutdown(cancel_futures=True)  # waits: a thread of it that outlives this may end in a traceback


def _started(work: Callable[[Any], Any]) -> None:
    """Ready a worker process: Ctrl-C ends it without a word, and so does the end of the process that it works for.

    The work comes once and not with each item: it may hold much.
    """
    global _work
    _work = work
    gc.freeze()  # what is there stays: to look through it again and again would copy it from the other process
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_orphaned, daemon=True).start()


def _worked(items: Sequence[Any]) -> list[Any]:
    return [_work(item) for item in items]


def _orphaned() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
