"""What can have a number: figures, tables, equations, listings, sections, theorems and the like, as data of `kinds.toml`.

A leaf: in comes a label, a class or the name of a directive, out goes the name of a kind.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind. prefix: of its labels. captioned, stated, bare: as the file says."""

    prefix: str
    captioned: bool = False
    stated: bool = False
    bare: bool = False


@cache
def kinds() -> Mapping[str, Kind]:
    """Give the kinds, by name."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return {name: Kind(**given) for name, given in tomllib.loads(text).items()}


@cache
def prefixes() -> Mapping[str, str]:
    """Give the kinds by the prefixes of their labels."""
    return {kind.prefix: name for name, kind in kinds().items()}


def by_kind(options: Any) -> dict[str, Any]:
    """Give what Quarto's `crossref:` holds by kind: `fig-title` as `figure-title`."""
    given = options if isinstance(options, Mapping) else {}
    pairs = ((str(name).partition("-"), value) for name, value in given.items())
    return {f"{prefixes().get(before, before)}-{rest}": value for (before, _, rest), value in pairs}


def of_label(label: str) -> str:
    """Name the kind that a label says, `fig-loss` or `eq:loss`; empty where it says none."""
    prefix, sign, rest = label.replace(":", "-", 1).partition("-")
    return prefixes().get(prefix.lower(), "") if sign and rest else ""


def stated(name: str) -> str:
    """Name the kind of a box by its class or directive, `theorem` or `prf:theorem`; empty where it is none."""
    kind = name.lower().removeprefix("prf:").removesuffix("*")
    return kind if kind in kinds() and kinds()[kind].stated else ""
