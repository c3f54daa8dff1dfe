"""Run bundles on a Dask cluster: a bundle goes in, the executed notebook comes out; workers need no disk of this machine.

A worker that is lost takes no variant along: Dask gives its bundles to another. Workers need nbpress and what the notebook
imports. Dask (the extra `nbpress[dask]`) is imported here alone, where it is asked for.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import uuid4

from nbpress.core.errors import RunError
from nbpress.run.bundle import Bundle, Reply
from nbpress.run.bundle_process import Processes

ANSWER = 10  # seconds for a scheduler to answer
LOST = 10  # times that a bundle's worker may be lost before the bundle is taken to be the cause
LOOK = 0.5  # seconds between two looks whether the run is still wanted


def run(
    bundles: Sequence[Bundle], scheduler: str, told: Callable[[int, str, str], None], done: Callable[[int, Reply], None]
) -> None:
    """Run bundles on the cluster of a scheduler; each reply is handed over as soon as it is there."""
    with _client(scheduler) as client:
        topic = f"nbpress-{uuid4().hex}"
        client.subscribe_topic(topic, lambda event: told(*event[1]))
        futures = {}
        for number, bundle in enumerate(bundles):
            futures[
                client.submit(_on_worker, number, bundle, topic, key=f"{topic}-{number}", retries=0, pure=False)
            ] = number
        try:
            for future in _module("distributed").as_completed(futures):
                done(futures[future], _answer(future))
        finally:
            client.cancel(list(futures))
            client.unsubscribe_topic(topic)


def _module(name: str) -> Any:
    """Import a module of Dask's, which has no types, and is not everywhere."""
    return importlib.import_module(name)


@contextlib.contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    try:
        dask, client_of = _module("dask"), _module("distributed").Client
    except ImportError as error:
        raise RunError("Dask is not installed", hint='Install it with: pip install "nbpress[dask]"') from error
    settings = {"distributed.scheduler.allowed-failures": LOST, "distributed.comm.timeouts.connect": f"{ANSWER} s"}
    with dask.config.set(settings):
        try:
            client = client_of(scheduler, timeout=ANSWER)
        except (OSError, TimeoutError, ValueError) as error:
            raise RunError(
                f"no scheduler answers at {scheduler}", hint="Start one with: dask scheduler; and workers: dask worker"
            ) from error
    with client:
        yield client


def _answer(future: Any) -> Reply:
    error = future.exception()
    if error is None:
        reply: Reply = future.result()
        return reply
    return Reply(kind="run", what=f"the cluster could not run it: {type(error).__name__}: {error}")


def _on_worker(number: int, bundle: Bundle, topic: str) -> Reply:
    """Run a bundle in a process of its own on this worker, until it ends or is no longer wanted."""
    worker = _module("distributed").get_worker()
    key = f"{topic}-{number}"

    def told(kind: str, text: str) -> None:
        if kind != "text":
            worker.log_event(topic, (number, kind, text))

    def wanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is not None and task.state not in ("cancelled", "released", "forgotten")

    async def whole() -> Reply:
        told("begin", "")
        processes = Processes()
        running = asyncio.ensure_future(processes.run(bundle, 1, told))
        while not running.done():
            await asyncio.wait([running], timeout=LOOK)
            if not wanted():
                running.cancel()
        await processes.close()
        return await running

    try:
        return asyncio.run(whole())
    except asyncio.CancelledError:
        return Reply(kind="run", what="it was stopped")
