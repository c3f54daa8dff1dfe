"""jupyter_client's classes, as a run uses them: none waits longer than it has to, and every answer is heard."""

from __future__ import annotations

import contextlib
import math
import time
from queue import Empty
from typing import Any

import zmq.asyncio
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.session import Session
from traitlets import default

LOOK = 0.01  # seconds until somebody looks again


class ListeningSession(Session):  # type: ignore[misc]
    """Sends to a kernel, and has whoever waits for its answers look whether one came meanwhile.

    ZeroMQ tells once that something came (ZMQ_FD in zmq_getsockopt(3)), and whoever sends may be the one who is told:
    jupyter_client sends past the socket that waits, as a widget's state is sent while its cell runs.
    """

    def send(self, stream: Any, *message: Any, **options: Any) -> Any:
        """Send a message; see jupyter_client."""
        sent = super().send(stream, *message, **options)
        if isinstance(stream, zmq.asyncio.Socket):
            stream.get(zmq.EVENTS)  # pyzmq wakes who waits for what it sees there
        return sent


class KernelClient(AsyncKernelClient):  # type: ignore[misc]
    """Speaks with a kernel as soon as it is there."""

    @default("context")  # type: ignore[untyped-decorator]
    def _impatient(self) -> zmq.asyncio.Context:
        """ZeroMQ tries to reach a kernel that is still coming up every tenth of a second where nobody wants it otherwise."""
        self._created_context, context = True, zmq.asyncio.Context()
        context.setsockopt(zmq.RECONNECT_IVL, int(1000 * LOOK))
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its outputs arrive; raise RuntimeError where it dies, or takes longer than
        `timeout` seconds.

        jupyter_client does the same, and then drops what arrives until nothing does for a fifth of a second. That is left out:
        nbclient takes what answers another request for no output of a cell.
        """
        limit = time.monotonic() + (math.inf if timeout is None else timeout)
        while True:
            self.kernel_info()
            with contextlib.suppress(Empty):
                reply = await self.shell_channel.get_msg(timeout=1)
                if reply["msg_type"] == "kernel_info_reply":
                    await self.iopub_channel.get_msg(timeout=0.2)
                    self._handle_kernel_info_reply(reply)
                    return
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it answered")
            if time.monotonic() > limit:
                raise RuntimeError(f"the kernel did not answer in {timeout} seconds")


class KernelManager(AsyncKernelManager):  # type: ignore[misc]
    """Sees at once that a kernel has ended."""

    async def _async_finish_shutdown(self, waittime: float | None = None, *_: Any, restart: bool = False) -> None:
        """Wait for the end of a kernel that was asked for it, and look for it every hundredth of a second, not every tenth."""
        await super()._async_finish_shutdown(waittime, LOOK, restart)
