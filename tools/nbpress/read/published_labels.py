"""The labels of an article as they were published last."""

from __future__ import annotations

from pathlib import Path

from nbpress.core import article_labels, looks
from nbpress.core.labelled import ArticleLabels


def published(root: Path, slug: str) -> ArticleLabels:
    """Read the labels of an article. root: the site's."""
    path = root / article_labels.path(slug)
    if not looks.is_file(path):
        return ArticleLabels(slug, "")
    return article_labels.parse(looks.content(path), str(path))
