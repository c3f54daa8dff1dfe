"""An article is checked before it is written: itself, and what its author promised of its run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbpress.core.errors import CheckError
from nbpress.core.notices import Notice
from nbpress.core.records import Article
from nbpress.notebook import ipynb
from nbpress.publish.records import Source
from nbpress.read.machine import machine


def check(source: Source, nb: Any, article: Article) -> tuple[Notice, ...]:
    """Check an article before it is written; give what is to be warned of. Raises CheckError for what must not go out.

    nb: the executed notebook.
    """
    from nbpress.check import article as articles

    site = source.context.site
    _tells_no_secret(source, nb, article)
    named = articles.named(article.header, site)
    articles.article(article, site, {path: (site.root / path).is_file() for path in named})
    return (*promised(source, ipynb.record(nb)), *article.warnings)


def _tells_no_secret(source: Source, nb: Any, article: Article) -> None:
    """Raise CheckError where an article would tell a secret, or what is of this machine."""
    from nbpress.check import secrets

    files = {str(path): content for path, content in article.files.items() if isinstance(content, bytes)}
    pieces: dict[str, str | bytes] = {str(article.path): article.text, **files}
    secrets.refuse(nb, pieces, machine(source.path), source.context.site.allow)


def promised(source: Source, record: Mapping[str, Any]) -> tuple[Notice, ...]:
    """Check what the author promised: raises CheckError for a missed expectation, gives what is to be warned of."""
    from nbpress.check import expectations

    def missed(key: str) -> tuple[str, ...]:
        return expectations.missed(expectations.conditions(source.settings.get(key), key), names) if record else ()

    names = {**record.get("parameters", {}), **record.get("results", {})}
    broken = missed("expect")
    if broken:
        raise CheckError(
            "the run misses what the article promises",
            path=source.path,
            hint="\n  ".join([*broken, "Nothing is published; the run is kept."]),
        )
    rewritten = (
        Notice("nb-rewritten-file", f"{name} was read and then changed by the run: no later change of it runs it again")
        for name in record.get("rewritten", ())
    )
    return (*(Notice("nb-warn", said) for said in missed("warn")), *rewritten)
