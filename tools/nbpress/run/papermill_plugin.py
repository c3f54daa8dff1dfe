"""What papermill's entry point names: an engine that is loaded when it is used.

papermill loads the engines of all packages while it is imported itself (`papermill/engines.py`, `register_entry_points`):
one that imports papermill cannot be whole by then.
"""

from __future__ import annotations

from typing import Any


class _Lazy(type):
    def __getattr__(cls, name: str) -> Any:
        from nbpress.run import engine

        return getattr(engine.Engine, name)


class Engine(metaclass=_Lazy):
    """The engine `nbpress` of papermill: whatever is asked of it, `nbpress.run.engine.Engine` answers."""
