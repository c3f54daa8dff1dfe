"""What articles show of each other: the file in which each says what it has, and what is lacking of those that one reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from nbpress.core import article_labels
from nbpress.core.errors import RenderError
from nbpress.core.labelled import ArticleLabels
from nbpress.core.records import Article, Context
from nbpress.notebook import cell_options, dialects, markdown, settings
from nbpress.read.notebook import Notebook


def added(article: Article) -> Article:
    """Add the file of its labelled things to an article that has any."""
    if not article.embeddable:
        return article
    return replace(
        article, files={**article.files, article_labels.path(article.slug): article_labels.dump(of(article))}
    )


def of(article: Article) -> ArticleLabels:
    """Give what others can know of an article."""
    return article_labels.of(article.slug, str(article.header.get("title") or article.slug), article.embeddable)


def read(context: Context, offered: Mapping[str, ArticleLabels]) -> dict[str, str]:
    """Say which articles one reads the labels of, and in which state these were. offered: of articles yet to come."""
    root = context.site.root
    found = {own.slug: own for own in context.others.values()}
    return {slug: _hash(article_labels.dump(offered[slug])) if slug in offered else state(root, slug) for slug in found}


def state(root: Path, slug: str) -> str:
    """Hash the labels of an article as they are now; empty where it has none. root: the site's."""
    path = root / article_labels.path(slug)
    return _hash(path.read_bytes()) if path.is_file() else ""


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def foreseen(found: Notebook, context: Context) -> None:
    """Raise RenderError for what is embedded of another article, or referred to, and is not there."""
    from nbpress.render.other_articles import OtherArticles

    others = OtherArticles(context)
    named = (*settings.spoken(found.front.settings.get("dialects")), *context.site.dialects)
    spoken = dialects.spoken(found.nb, named)
    for number, cell in enumerate(found.nb["cells"]):
        text = found.front.rest if number == found.front.cell else cell["source"]
        hidden = cell["cell_type"] != "markdown" or "remove-cell" in cell_options.tags(cell["metadata"])
        if hidden or "#" not in text or others.provisional:
            continue
        for target, raw in markdown.of_others(text, spoken):
            there = others.find(target)
            if there and there.problem:
                line = text[: max(text.find(raw), 0)].count("\n") + 1
                raise RenderError(f"`{raw}` leads nowhere: {there.problem}", place=f"cell {number + 1}, line {line}")
