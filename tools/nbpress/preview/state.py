"""What the control page is told: which build is shown, what is wrong, what is being done."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps an article, or the whole site, from being shown as it is now; `due`: a run would help."""

    name: str
    what: str
    detail: str = ""
    due: bool = False


class State:
    """The state of one preview; each change wakes those that wait for it."""

    def __init__(self) -> None:
        self.session = secrets.token_hex(8)
        self._changed = threading.Condition()
        self._builds = self._parts = self._count = 0
        self._problems: Sequence[Problem] = ()
        self._busy = ""

    @property
    def version(self) -> str:
        """The build that is shown now, of this session; after a dot, how often pages have followed it."""
        return f"{self.session}-{self._builds}.{self._parts}"

    def tell(
        self,
        problems: Sequence[Problem] | None = None,
        *,
        busy: str | None = None,
        built: bool = False,
        followed: bool = False,
    ) -> None:
        """Change what the page knows, and wake those that wait for it."""
        with self._changed:
            self._problems = self._problems if problems is None else problems
            self._busy = self._busy if busy is None else busy
            self._builds += built
            self._parts = 0 if built else self._parts + followed
            self._count += 1
            self._changed.notify_all()

    def text(self) -> str:
        """All of it as JSON."""
        problems = [asdict(each) for each in self._problems]
        return json.dumps({"session": self.session, "version": self.version, "busy": self._busy, "problems": problems})

    def after(self, count: int, seconds: float) -> tuple[int, str]:
        """Wait until something changed since `count`; give the new count, and the state, or "" after some seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._count != count, seconds):
                return count, ""
            return self._count, self.text()
