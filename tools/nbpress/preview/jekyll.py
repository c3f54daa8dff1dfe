"""Jekyll as one process that builds a folder whenever it is asked to: starting Ruby takes longer than building."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbpress.core.errors import RenderError

BUILDER = Path(__file__).with_name("builder.rb")
PACKAGES = (
    "jekyll ruby-jekyll-feed ruby-jekyll-sitemap ruby-jekyll-seo-tag ruby-jekyll-archives ruby-jekyll-redirect-from"
)
INSTALL = (
    f"Debian: apt install {PACKAGES}\n  elsewhere: gem install bundler, then `bundle install` in the site's folder"
)


@dataclass(frozen=True, slots=True)
class Built:
    """What became of a build: the address of each post by its path in the site, or the error that ended it."""

    pages: Mapping[str, str] = field(default_factory=dict)
    error: str = ""


class Jekyll:
    """Builds the site at `source` into `destination`; use it in a `with` block. options: stand above `_config.yml`.

    followed: called, from a thread, with what became of the pages that list posts, when only posts had changed: their own
    pages are built before.
    """

    def __init__(
        self, source: Path, destination: Path, options: Mapping[str, Any], followed: Callable[[str], None]
    ) -> None:
        self._source, self._followed = source, followed
        self._options = {**options, "source": str(source), "destination": str(destination)}
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Jekyll:
        if shutil.which("ruby") is None:
            raise RenderError("Jekyll is missing, which builds the preview", hint=INSTALL)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def build(self) -> Built:
        """Build the site; raise RenderError where there is no Jekyll."""
        process = self._started()
        assert process.stdin and process.stdout
        with contextlib.suppress(BrokenPipeError):  # it has ended, and may have said why
            process.stdin.write("\n")
            process.stdin.flush()
        told = self._answers.get()
        if told is None:
            self.stop()
            return Built(error="Jekyll ended before it had built the site; what it said is in the terminal")
        if "missing" in told:
            raise RenderError(f"Jekyll is missing, which builds the preview: {told['missing']}", hint=INSTALL)
        return Built(told.get("pages") or {}, told["error"] or "")

    def stop(self) -> None:
        """End the process, if there is one; the next build starts another, which loads plugins and gems anew."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with what builds the other pages
        for stream in (process.stdin, process.stdout):
            if stream:
                with contextlib.suppress(BrokenPipeError):  # what it was told last, and did not read
                    stream.close()
        process.wait()

    def _started(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                ["ruby", "-E", "UTF-8:UTF-8", str(BUILDER)],
                cwd=self._source,
                env={"JEKYLL_ENV": "development", **os.environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for us; the end of its input is the end of it
            )
            assert self._process.stdin
            self._process.stdin.write(json.dumps(self._options) + "\n")
            self._answers: queue.Queue[dict[str, Any] | None] = queue.Queue()
            threading.Thread(target=self._listen, args=(self._process, self._answers), daemon=True).start()
        return self._process

    def _listen(self, process: subprocess.Popen[str], answers: queue.Queue[dict[str, Any] | None]) -> None:
        assert process.stdout
        with contextlib.suppress(ValueError):  # its output was closed, as it is wanted no longer
            for line in process.stdout:
                told = json.loads(line)
                if "rest" in told:
                    self._followed(told["rest"] or "")
                else:
                    answers.put(told)
        answers.put(None)
