"""What articles show of each other: the file in which each says what it has, and what is lacking of those that one reads."""

from __future__ import annotations

from dataclasses import replace

from nbpress.core import article_labels
from nbpress.core.records import Article


def added(article: Article) -> Article:
    """Add the file of its labelled things to an article that has any."""
    if not article.embeddable:
        return article
    own = article_labels.of(article.slug, str(article.header.get("title") or article.slug), article.embeddable)
    return replace(article, files={**article.files, article_labels.path(article.slug): article_labels.dump(own)})
