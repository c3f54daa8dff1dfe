"""A cell whose outputs are shown, and outputs to show."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from pictures import png

from nbpress.core.notices import CellNotices
from nbpress.core.records import Site
from nbpress.notebook.cell_options import Display
from nbpress.render.article_files import ArticleFiles
from nbpress.render.drawn import Drawn
from nbpress.render.outputs.output_sink import OutputSink
from nbpress.render.outputs.outputs import RICHEST, blocks
from nbpress.render.page_blocks import joined_blocks
from nbpress.render.page_diagrams import PageDiagrams


class Case:
    """A sink for the outputs of one cell, and what came of them."""

    def __init__(self, display: Display | None = None, richest: tuple[str, ...] = RICHEST) -> None:
        self.notices = CellNotices()
        self.targets: dict[str, str] = {}
        self.files = ArticleFiles(Site(Path("site")), PurePosixPath("post"))
        self.sink = OutputSink(
            display=display or Display(),
            name="fig",
            about=lambda: "Figure: Heading",
            files=self.files,
            prose=lambda text: f"PROSE {text}",
            link=self.link,
            picture=lambda written: Drawn(self.link(written)),
            markup=lambda text, inline: f"MARKUP {text}",
            math=lambda tex, display: f"$${tex}$$",
            warn=self.notices,
            richest=richest,
            diagrams=PageDiagrams({}, self.files.put, itself=False),
        )

    def link(self, written: str) -> str:
        """Turn the one picture of these tests into a file, as the links of a page do."""
        return (
            self.files.add(png(), "fig", ".png") if written.startswith("data:") else self.targets.get(written, written)
        )

    def show(self, *outputs: dict[str, Any]) -> str:
        return joined_blocks(blocks(outputs, self.sink))

    @property
    def warnings(self) -> list[str]:
        return [said.what for said in self.notices.said]

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.files.contents)


def shown(data: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def stream(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def value(text: str) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}, "execution_count": 1}
