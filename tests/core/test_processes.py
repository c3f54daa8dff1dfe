"""Worker processes use all cores: in order, with their faults, and they end with whoever called it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from ended import gone

from nbpress.core import processes


def doubled(number: int) -> int:
    time.sleep(0.05 if number == 0 else 0)
    return 2 * number


def parted(number: int) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def test_results_come_in_the_order_of_the_items() -> None:
    assert list(processes.mapped(doubled, range(40))) == [2 * number for number in range(40)]


def test_the_work_is_done_by_other_processes() -> None:
    assert os.getpid() not in set(processes.mapped(process, range(8)))


def process(number: int) -> int:
    return os.getpid()


def test_what_the_work_raises_is_raised_where_its_result_is_asked_for() -> None:
    results = processes.mapped(parted, range(8))
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(results)


def test_what_a_process_that_died_left_undone_is_done_here() -> None:
    here = os.getpid()

    assert list(processes.mapped(Dying(here), range(12))) == list(range(12))


class Dying:
    """Work that kills its process at the fifth item, unless that is the one named."""

    def __init__(self, here: int) -> None:
        self.here = here

    def __call__(self, number: int) -> int:
        if number == 5 and os.getpid() != self.here:
            os.kill(os.getpid(), signal.SIGKILL)
        return number


def test_few_items_are_no_work_for_several_processes() -> None:
    assert not processes.pays(1)


THREADS = """
import threading
from nbpress.core import processes
pays = [processes.pays(8)]
other = threading.Thread(target=lambda: pays.append(processes.pays(8)))
other.start()
other.join()
print(processes.cores() == 1 or pays)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process is never copied")
def test_a_process_in_which_other_threads_may_hold_locks_is_not_copied() -> None:
    done = subprocess.run([sys.executable, "-c", THREADS], capture_output=True, text=True, check=True)
    assert done.stdout in ("[True, False]\n", "True\n")


PROGRAM = """
import os, time
from nbpress.core import processes
def slow(number):
    os.write(1, b"%d\\n" % os.getpid())  # at once: two processes print here
    time.sleep(60)
if __name__ == "__main__":
    list(processes.mapped(slow, range(8)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a worker imports the program it works for")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_at_once_with_the_process_that_they_work_for(how: signal.Signals) -> None:
    caller = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert caller.stdout and caller.stderr
    workers = [int(caller.stdout.readline()) for _ in range(min(2, processes.cores()))]
    if how == signal.SIGINT:  # as a terminal sends it: to all of them
        os.killpg(caller.pid, how)
    else:
        caller.kill()
    caller.wait(20)
    assert all(gone(worker) for worker in workers)
    assert caller.stderr.read().count("Traceback") <= 1, "a worker says nothing"
