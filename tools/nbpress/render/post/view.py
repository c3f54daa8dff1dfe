"""What the template asks for: each cell of a notebook as text of the post.

In come a notebook and its `Context`. A `View` lives as long as one page is made; it gathers the files and the warnings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from nbpress.core.labelled import Embeddable
from nbpress.core.notices import CellNotices, Notice, Warn
from nbpress.core.records import Context
from nbpress.notebook import cell_flags, frontmatter, hiding, markdown, settings
from nbpress.notebook.cell_options import Display, display
from nbpress.notebook.citations import CITING
from nbpress.notebook.dialects import spoken
from nbpress.notebook.ipynb import record
from nbpress.render import article_files, math, numbered_formula, page_references, pictures, plain_text
from nbpress.render import escape as escape_text
from nbpress.render.links import Links
from nbpress.render.math_macros import Macros
from nbpress.render.other_articles import OtherArticles
from nbpress.render.outputs import mime, outputs, widgets
from nbpress.render.outputs.output_sink import PAGE, OutputSink
from nbpress.render.page_blocks import UNFOLDED, Block, Html, Prose, folding, joined_blocks
from nbpress.render.page_citations import PageCitations
from nbpress.render.page_diagrams import PageDiagrams
from nbpress.render.page_numbers import PageNumbers, Settled
from nbpress.render.post import (
    cell_code,
    code,
    embeddables,
    hidden_code,
    live_values,
    named_images,
    numbering,
    output_captions,
    page_macros,
    provenance,
    stylesheet,
)
from nbpress.render.post.frontmatter import header
from nbpress.render.post.page_cells import PageCells
from nbpress.render.prose import fragment, prose
from nbpress.render.prose.anchors import Anchors
from nbpress.render.prose.cell import Ids, Place
from nbpress.render.prose.cited_works import ID
from nbpress.render.stable_ids import PageIds
from nbpress.render.terminal import joined

RAW_PROSE = frozenset(("", "text/markdown", "text/x-markdown", "text/plain"))


class View:
    """One notebook as its template sees it; cells are named by their position, from 0."""

    def __init__(self, nb: Any, context: Context, known: Settled | None = None) -> None:
        """known: what the page shows that has a number or is referred to, once it has been written to see that."""
        self.nb = nb
        self.context = context
        self.front = frontmatter.read(nb)
        self.language = code.language(nb["metadata"])
        asked = cell_flags.read(nb, self.front, self.language, context.site.cell_defaults, context.site.dialects)
        flags = [asked.of(cell) for cell in nb["cells"]]
        self._numbered = asked.defaults.get("code-line-numbers") is True
        self.displays = [display(cell, self.language, own) for cell, own in zip(nb["cells"], flags, strict=True)]
        self._cells = PageCells(nb, self.front, self.language, self.displays, flags)
        self._allowed = settings.words_allowed(self.front.settings, context.site.allow)
        hidden_code.refuse(self.displays, self._allowed)
        named = {} if context.variant else self.front.values
        dialects = (*settings.spoken(self.front.settings.get("dialects")), *context.site.dialects)
        self.citations = PageCitations(context.bibliography, context.cited)
        self._spoken = spoken(nb, dialects) | (frozenset((CITING,)) if context.bibliography else frozenset())
        self._sanitized = settings.sanitized(self.front.settings, context.site.html)
        self.files = article_files.ArticleFiles(
            context.site,
            article_files.folder(named, context.site, context.slug),
            self._sanitized,
            article_files.Claims(context.slug, context.claims, context.own),
        )
        self.diagrams = PageDiagrams(context.drawings, self.files.put, bool(context.site.theme.mermaid))
        self.cells: list[str] = []
        self._outputs: dict[int, str] = {}  # of labelled cells, as other articles embed them
        self._said: list[Notice] = []
        self._warns: dict[int, Warn] = {}  # of the cells, as they are asked for
        self._linked: dict[int, Links] = {}  # so, too
        self._labels: set[str] = set()  # those of the page up to here
        self._headed = False  # whether the page has come to the heading beyond which none repeats its title
        self._ids = Ids()
        self._ids.update(each.id for each in self.citations.works)
        policy, others = numbering.policy(self.front, context.site), OtherArticles(context)
        own = (name for shown in self.displays for name in (shown.label, shown.listing.label) if name)
        self.numbers = PageNumbers(policy, known, plain_text.line, others, frozenset(own))
        self.faults: list[Notice] = []  # what keeps the article from being published
        # Not a method: a view that leads to itself keeps the article's pictures until Python looks for such rings.
        beyond = partial(_ids_beyond_prose, self._cells, self.numbers, self.citations if context.bibliography else None)
        self._anchors = Anchors(self._cells.sources, beyond, self._spoken)
        self._richest = (*context.site.richest, *(form for form in outputs.RICHEST if form not in context.site.richest))
        self._libraries: list[str] = []
        self._room = [PAGE]
        self._room_of_formulas = [math.PAGE]
        self._output_ids = PageIds()
        self._offer_notebook()
        first = self.front.cell or 0
        cells = zip(nb["cells"], self.displays, strict=True)
        images = named_images.keep(self.front.values, cells, self._links(first), self._warn(first))
        said = partial(page_references.text, numbers=self.numbers)
        self.header, self.values = header(nb, context, images, said)
        self._title = escape_text.readable(str(self.values.get("title") or ""))

    # --- what the template asks -----------------------------------------------------------------------------

    def style(self) -> str:
        """Link the style sheet that a foreign theme needs, apart from what stands before it."""
        if self.context.site.styled:
            return ""
        return f"\n\n{joined_blocks([stylesheet.link(self.files.share(stylesheet.content(), stylesheet.NAME))])}"

    def cell(self, index: int, wanted: Mapping[str, bool]) -> str:
        """A cell's blocks, each apart from what stands before it; `wanted`: what nbconvert's options want of a notebook."""
        first = len(self.numbers.things)
        text = "".join(f"\n\n{block}" for block in self._blocks(index, wanted) if block)
        self.cells.append(text)
        numbering.tell_twice(self.numbers.things[first:], self._labels, self._warn(index))
        return text

    def input(self, index: int) -> str:
        """The code of a cell."""
        shown = self.displays[index]
        text = self._code(index) if shown.input else ""
        if not text or not shown.fold_input:
            return text
        return joined_blocks([folding(shown.summary or "Show code", shown.opened), Prose(text), UNFOLDED])

    def _code(self, index: int) -> str:
        own = replace(self.displays[index].listing, explained=bool(self._cells.explained(index, self._spoken)))
        place, markup = self._place(index, prefix="l"), partial(fragment.markup, inline=True)
        named = self.displays[index].language
        return cell_code.shown(
            self._cells.code(index), code.rouge(named) if named else self.language, own, place, markup
        )

    def outputs(self, index: int) -> str:
        """The outputs of a cell."""
        shown = self.displays[index]
        if not shown.output or not self.nb["cells"][index]["outputs"]:
            return ""
        parts = output_captions.blocks(shown, self._sink(index), self.numbers, index, partial(self._blocks_of, index))
        if shown.label and parts:
            self._outputs[index] = self._asis(index) if shown.asis else joined_blocks(parts)
        if parts and shown.scroll:
            parts = [Html('<div class="nb-scroll" tabindex="0">'), *parts, Html("</div>")]
        if parts and shown.fold_output:
            parts = [folding("Show output"), *parts, UNFOLDED]
        return joined_blocks(parts)

    def _blocks_of(self, index: int, sink: OutputSink) -> list[Block]:
        return outputs.blocks(self._cells.outputs(index), sink)

    def _asis(self, index: int) -> str:
        """What a cell prints as the author's Markdown, as HTML that can stand within other HTML."""
        printed = (output for output in self._cells.outputs(index) if output.get("name") == "stdout")
        unheard = self._noting(index, [])
        place = replace(self._place(index, prefix="e"), ids=Ids(), numbers=None, citations=None, warn=unheard)
        return fragment.markup("".join(joined(output.get("text")) for output in printed), place)

    def embeddable(self) -> tuple[Embeddable, ...]:
        """What of the page other articles can refer to and embed."""
        shown, results = list(self._labelled_cells()), record(self.nb).get("results") or {}
        return embeddables.found(self.numbers.labelled(), self.cells, shown, self.numbers.through, results)

    def _labelled_cells(self) -> Iterator[embeddables.CellShown]:
        for index, shown in enumerate(self.displays):
            code = self._cells.code(index).strip("\n") if shown.input and self._cells.shows(index) else ""
            if shown.listing.label and code:
                yield embeddables.CellShown((shown.listing.label,), "", code, self.language, listing=True)
            if shown.label:
                names = self.numbers.labels_of(index) or (shown.label,)
                yield embeddables.CellShown(names, self._outputs.get(index, ""), code, self.language)

    def markdown(self, index: int) -> str:
        """The prose of a Markdown cell."""
        source = self._cells.prose(index)
        place = self._place(index, skip_title="" if self._headed else self._title)
        place = replace(place, explains=self._cells.explains(index, self._spoken))
        self._headed = self._headed or self._heads(source)
        return prose.render(source, place)

    def references(self) -> str:
        """The list of what the page cites, apart from what stands before it, where its author gave it no other place."""
        if self.citations.placed or not self.context.cited or not self.citations.works:
            return ""
        last = len(self.nb["cells"]) - 1
        signs = "#" * self._cells.section_level(self._title)
        heading = "" if self._ends_with_heading() else f"{signs} {self.context.cited.title}"
        return f"\n\n{prose.references(self._place(last, prefix='r'), heading)}"

    def _ends_with_heading(self) -> bool:
        """Whether the page ends with a heading and nothing below it, as Pandoc's authors write one for the list."""
        last = max((index for index, text in enumerate(self.cells) if text), default=-1)
        if last < 0 or self.nb["cells"][last]["cell_type"] != "markdown":
            return False
        tokens = markdown.parse(self._cells.prose(last), spoken=self._spoken).tokens
        return bool(tokens) and tokens[-1].type == "heading_close"

    def raw(self, index: int) -> str:
        """A raw cell, if a web page can hold its format."""
        cell = self.nb["cells"][index]
        kind = str(cell["metadata"].get("raw_mimetype") or cell["metadata"].get("format") or "").lower()
        if kind in RAW_PROSE:
            return self.markdown(index)
        if kind == "text/html":
            return joined_blocks([mime.fragment(joined(cell["source"]), self._sink(index))])
        self._warn(index)("nb-raw-cell", f"a raw cell of {kind} has no place on a web page; it is left out")
        return ""

    def refuse(self) -> None:
        """Raise RenderError for what the article cannot be published with."""
        sources = (joined(cell["source"]) for cell in self.nb["cells"])
        numbering.refuse(
            self.faults, {number: text.strip().partition("\n")[0] for number, text in enumerate(sources, 1)}
        )

    def warnings(self) -> tuple[Notice, ...]:
        """Everything that somebody should know, each once, in the order of the cells."""
        for index, shown in enumerate(self.displays):
            for name in shown.unknown:
                self._warn(index)("nb-unknown-option", f"the option {name} is not known; it is left out", f"| {name}")
            for tag, known in shown.misspelt.items():
                if hiding.plain(tag) in self._allowed:
                    continue
                self._warn(index)("nb-unknown-tag", f"the tag {tag} is not known; did you mean {known}?")
            if shown.problem:
                self._warn(index)("nb-option-lines", shown.problem, _first_line(self.nb["cells"][index]))
        trust = settings.contradictions(self.front.settings, self.context.site.html)
        return tuple(dict.fromkeys([*trust, *sorted(self._said, key=lambda notice: notice.cell)]))

    # --- how ------------------------------------------------------------------------------------------------

    def _warn(self, index: int) -> Warn:
        if index not in self._warns:
            self._warns[index] = self._noting(index, self._said)
        return self._warns[index]

    def _noting(self, index: int, said: list[Notice]) -> Warn:
        source, pieces = joined(self.nb["cells"][index]["source"]), self._cells.pieces(index)
        return CellNotices(said, index + 1, source, pieces)

    def _blocks(self, index: int, wanted: Mapping[str, bool]) -> list[str]:
        if not self._cells.shows(index):
            return []
        cell = self.nb["cells"][index]
        transient = cell["metadata"].get("transient")  # a preprocessor of nbconvert's speaks there
        kept = not (isinstance(transient, Mapping) and transient.get("remove_source"))
        if cell["cell_type"] == "code":
            found = (
                [self._form(index), self.input(index)]
                if wanted["include_code"] and wanted["include_input"] and kept
                else []
            )
            found += [self.outputs(index)] if wanted["include_code"] and wanted["include_output"] else []
        elif cell["cell_type"] == "markdown":
            found = [self.markdown(index)] if wanted["include_markdown"] and kept else []
        else:
            found = [self.raw(index)] if wanted["include_raw"] and kept else []
        if self.displays[index].fold_cell:
            found = [joined_blocks([folding("Show cell")]), *found, joined_blocks([UNFOLDED])]
        return found

    def _form(self, index: int) -> str:
        """The prose that stands in the comments of a cell whose code is shown."""
        shown = self.displays[index]
        return prose.render(shown.prose, self._place(index, prefix="f")) if shown.prose and shown.input else ""

    def _heads(self, source: str) -> bool:
        """Whether a cell has the heading that says the title; where the author wrote that one down, any heading."""
        found = [text for _, text in plain_text.headings(plain_text.heading_lines(source))]
        return bool(found) if "title" in self.front.values else self._title in found

    def _place(self, index: int, *, prefix: str = "", skip_title: str = "") -> Place:
        cell, links = self.nb["cells"][index], self._links(index)
        warn = self._warn(index)
        values = live_values.Values(cell, self.context.foreign, partial(self._sink, index))
        return Place(
            link=links.target,
            picture=links.picture,
            anchor=self._anchors.find,
            value=values.text,
            block=values.block,
            math=self._math(index, warn),
            prefix=prefix + str(index + 1),
            warn=warn,
            ids=self._ids,
            liquid=bool(self.front.settings.get("liquid")) and not self._sanitized,
            sanitized=self._sanitized,
            skip_title=skip_title,
            code=self.context.site.theme.code,
            numbered=self._numbered,
            spoken=self._spoken,
            callouts=self.context.site.theme.callouts,
            diagrams=self.diagrams,
            numbers=self.numbers,
            stop=self._noting(index, self.faults),
            citations=self.citations.of(index + 1, joined(cell["source"])),
        )

    def _links(self, index: int) -> Links:
        if index not in self._linked:
            attachments, name = self.nb["cells"][index].get("attachments") or {}, self._cells.name(index)
            self._linked[index] = Links(self.context, self.files, attachments, name, self._warn(index))
        return self._linked[index]

    def _math(self, index: int, warn: Warn) -> Callable[[str, bool], str]:
        style, macros, room = self.context.site.math, self._macros[index], self._room_of_formulas
        plain = partial(math.render, style=style, warn=warn, macros=macros, room=room)
        tagged = partial(math.tagged, style=style, macros=macros, room=room)
        stop = self._noting(index, self.faults)
        return partial(numbered_formula.render, numbers=self.numbers, stop=stop, plain=plain, tagged=tagged)

    @cached_property
    def _macros(self) -> list[Macros]:
        return page_macros.by_cell(self.nb["cells"])

    @cached_property
    def _widgets(self) -> Mapping[str, Any]:
        return widgets.models(self.nb["metadata"])

    def _sink(self, index: int) -> OutputSink:
        cell, warn, links = self.nb["cells"][index], self._warn(index), self._links(index)
        return OutputSink(
            display=self.displays[index],
            name=self._cells.name(index),
            about=lambda: pictures.described(joined(cell["source"]), self._cells.heading(index), self._title),
            files=self.files,
            prose=lambda text: prose.render(text, self._place(index, prefix="o")),
            link=links.target,
            picture=links.picture,
            markup=lambda text, inline: fragment.markup(text, self._place(index, prefix="m"), inline=inline),
            math=self._math(index, warn),
            warn=warn,
            widgets=self._widgets,
            libraries=self._libraries,
            fold=self._fold(self.displays[index]),
            room=self._room,
            ids=self._output_ids,
            sanitized=self._sanitized,
            richest=self._richest,
            diagrams=self.diagrams,
        )

    def _fold(self, shown: Display) -> int:
        """Say after how many lines a text folds: nowhere in what scrolls or is folded itself, unless the cell says so."""
        if shown.folded_after is not None:
            return shown.folded_after
        return 0 if shown.scroll or shown.fold_output or shown.fold_cell else self.context.site.fold

    def _offer_notebook(self) -> None:
        """Keep the notebook for download, where the site offers it."""
        path = provenance.path(self.context)
        if path:
            self.files.put(provenance.content(self.nb), path)


def _ids_beyond_prose(cells: PageCells, numbers: PageNumbers, citations: PageCitations | None) -> Iterator[str]:
    """The ids of the page that stand in no prose."""
    yield from cells.ids_of_outputs()
    yield from (each.id for each in numbers.known.things)
    yield from (ID, *(each.id for each in citations.works)) if citations else ()


def _first_line(cell: Mapping[str, Any]) -> str:
    return joined(cell["source"]).strip().partition("\n")[0]
