"""What the list of references is called in the language of its page."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

PLAIN = "en"  # where nobody says, or the language is none of those that are known


@cache
def _titles() -> Mapping[str, str]:
    return tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))


def title(lang: str) -> str:
    """Give the title for a language, such as `de` or `pt-BR`."""
    name = lang.lower().replace("_", "-")
    found = _titles()
    return found.get(name) or found.get(name.partition("-")[0]) or found[PLAIN]
