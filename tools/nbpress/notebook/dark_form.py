"""The form of an output for a dark page, which it holds beside its others: made by a run, or by its author (`renderings:`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MIME = "application/vnd.nbpress.dark+json"  # a mapping of MIME types to what stands under them, as a bundle is
LIGHT, DARK = "light", "dark"  # the names of an author's renderings


def of(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what an output holds for a dark page; nothing where it holds none."""
    found = data.get(MIME)
    return found if isinstance(found, Mapping) else {}
