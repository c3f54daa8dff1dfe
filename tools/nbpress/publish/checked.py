"""An article is checked before it is written: itself, and what its author promised of its run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nbpress.core.errors import CheckError
from nbpress.core.notices import Notice
from nbpress.core.records import Article
from nbpress.notebook import cell_options, ipynb, languages, live_values
from nbpress.publish.records import Source
from nbpress.read.machine import machine
from nbpress.read.notebook import Notebook


def check(source: Source, nb: Any, article: Article) -> tuple[Notice, ...]:
    """Check an article before it is written; give what is to be warned of. Raises CheckError for what must not go out.

    nb: the executed notebook.
    """
    from nbpress.check import article as articles

    site = source.context.site
    _tells_no_secret(source, nb, article)
    named = articles.named(article.header, site)
    articles.article(article, site, {path: (site.root / path).is_file() for path in named})
    return (*promised(source, ipynb.record(nb)), *(() if source.held else wanting(source.notebook)), *article.warnings)


def _tells_no_secret(source: Source, nb: Any, article: Article) -> None:
    """Raise CheckError where an article would tell a secret, or what is of this machine."""
    from nbpress.check import secrets

    files = {str(path): content for path, content in article.files.items() if isinstance(content, bytes)}
    pieces: dict[str, str | bytes] = {str(article.path): article.text, **files}
    secrets.refuse(nb, pieces, machine(source.path), source.context.site.allow)


def wanting(found: Notebook) -> Iterator[Notice]:
    """Say once what a language lacks that nbpress does not know, if the notebook asks for any of it."""
    if languages.known(found.language):
        return
    cells, settings = found.nb["cells"], found.front.settings
    asked = {
        "live values": live_values.in_front_matter(found.front) or any(map(live_values.in_cell, cells)),
        "results": settings.get("results"),
        "expectations": settings.get("expect") or settings.get("warn"),
    }
    values = [name for name, asks in asked.items() if asks]
    lacks = [f"{', '.join(values)} take the text that its kernel shows"] if values else []
    if any("parameters" in cell_options.tags(cell["metadata"]) for cell in cells):
        lacks.append("parameters are read as `name = value` alone, and papermill writes them if it can")
    if lacks:
        said = f"the language {found.language} is unknown to nbpress: {'; '.join(lacks)}; no line of an error is told"
        yield Notice("nb-unknown-language", said)


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
