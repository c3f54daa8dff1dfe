"""Diagrams of mermaid: a fence of its name, `{mermaid}` of MyST, and Quarto's with options in lines `%%| name: value`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from markdown_it.token import Token

from nbpress.core.regex import regex
from nbpress.notebook.yaml_text import bounded

MIME = "text/vnd.mermaid"
LANGUAGE = "mermaid"
OPTIONS = "options"  # in a token's meta: what its directive says
_INFO = regex(r"\{?\.?mermaid\b", re.I)
_OPTION = regex(r"^[ \t]*%%\|[ \t]?(.*)\n?", re.M)


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram: its source, and what its author says of it. alt: what it shows, for who does not see it."""

    source: str
    caption: str = ""
    alt: str = ""
    label: str = ""


def read(token: Token, content: str) -> Diagram | None:
    """Read a block of code as a diagram; None where it is none. content: its text as the author wrote it."""
    if token.type != "fence" or not _INFO.match(token.info.strip()):
        return None
    return diagram(content, token.meta.get(OPTIONS) or {})


def diagram(content: str, options: Mapping[str, str] | None = None) -> Diagram:
    """Read the source of a diagram; `options` are those of its directive, which go first."""
    found = {**_quarto(content), **(options or {})}

    def said(*names: str) -> str:
        return next((str(found[name]).strip() for name in names if found.get(name)), "")

    return Diagram(
        "\n".join(line.rstrip() for line in _OPTION.sub("", content).strip("\n").split("\n")),
        said("fig-cap", "caption"),
        said("fig-alt", "alt"),
        said("label", "name"),
    )


def _quarto(content: str) -> dict[str, Any]:
    """Read the lines of options; a text that is no YAML says nothing."""
    lines = "\n".join(_OPTION.findall(content))
    try:
        found = yaml.safe_load(bounded(lines)) if lines else {}
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return {str(name): value for name, value in found.items()} if isinstance(found, dict) else {}
