"""Quarto: a notebook whose front matter has its keys. What they say is read in `article_options`."""

from __future__ import annotations

from typing import Any

from nbpress.notebook.dialect import Dialect
from nbpress.notebook.frontmatter import read


def speaks(nb: Any) -> bool:
    """Tell whether a notebook's front matter is written for Quarto."""
    return bool(read(nb).foreign)


DIALECT = Dialect("quarto", speaks=speaks)
