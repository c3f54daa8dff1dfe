"""The front matter of a post: the author's keys as they were written, and what the run has to say.

What the site's theme wants is rewritten for it, in `theme_keys`; the date of change, `excerpt` and `image.path` are added
where the author left them out; the author's `nbpress:` block gives way to where the page comes from, and the record of the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from nbpress.core.records import Context
from nbpress.notebook import diagrams, dialects, frontmatter, languages, live_values, parameters, settings
from nbpress.notebook.cell_options import tags
from nbpress.notebook.front_images import IMAGE_KEYS
from nbpress.notebook.ipynb import language_of, record
from nbpress.render import escape, plain_text
from nbpress.render.post import provenance, theme_keys

_RECORD = ("parameters", "results", "versions", "date", "duration", "beside")


def header(
    nb: Any, context: Context, images: Mapping[str, str], said: plain_text.Said = plain_text.raw
) -> tuple[str, dict[str, Any]]:
    """Write the front matter of the post: the YAML text between the `---` lines, and its values.

    images: path from the site's root of each picture that is known, by what stands there; empty for one that is nowhere.
    said: gives what a reference says.
    """
    front = frontmatter.read(nb)
    run = record(nb)
    pairs = {key.value: value for key, value in front.node.value}
    _place_images(pairs, images, context)
    _complete(pairs, _prose(nb, front), context, run)
    if "excerpt" not in pairs:
        spoken = dialects.spoken(nb, (*settings.spoken(front.settings.get("dialects")), *context.site.dialects))
        pairs["excerpt"] = frontmatter.to_node(escape.inert(_excerpt(_prose(nb, front), context, said, spoken)))
    answers = live_values.answers(nb["cells"][front.cell], foreign=context.foreign) if front.cell is not None else {}
    texts = {name: escape.inert(live_values.plain(result)) for name, result in answers.items()}
    node = _filled(theme_keys.mapped(pairs, context, _said(nb, front)), texts)
    if settings.sanitized(front.settings, context.site.html):
        node = _inert(node)
    block = _provenance(nb, front, context)
    node.value.append((frontmatter.to_node("nbpress"), frontmatter.to_node(block)))
    text = frontmatter.dump(node)
    return text, {**frontmatter.parse(text).values, "nbpress": block}


def _place_images(pairs: dict[str, yaml.Node], images: Mapping[str, str], context: Context) -> None:
    """Write the pictures that are known as they are found there, and leave out what is nowhere.

    Under a role of `image:` an author names a file below the folder of pictures; anywhere else Jekyll's plugins read a path
    from the site's root.
    """
    folder = f"/{context.site.images}/"
    for key in IMAGE_KEYS:
        node = pairs.get(key)
        placed = _all_placed(node, images, folder if key == "image" else "") if node else None
        if placed is not None:
            pairs[key] = placed
        elif node is not None:
            del pairs[key]


def _all_placed(node: yaml.Node, images: Mapping[str, str], folder: str) -> yaml.Node | None:
    """Copy a picture, or a mapping of roles to pictures, where something of it is known; None where nothing is left."""
    if not isinstance(node, yaml.MappingNode):
        return _placed(node, images, "")
    inner = {key.value: _placed(value, images, folder) for key, value in node.value}
    kept = {role: value for role, value in inner.items() if value is not None}
    if [*kept.values()] == [value for _, value in node.value]:
        return node
    return frontmatter.mapping(kept) if kept else None


def _placed(node: yaml.Node, images: Mapping[str, str], folder: str) -> yaml.Node | None:
    """Copy a value whose picture is known; None for one that is nowhere. folder: what a relative path is below."""
    where = images.get(node.value) if isinstance(node, yaml.ScalarNode) else None
    if where is None:
        return node
    relative = folder and not node.value.startswith("/")
    written = where.removeprefix(folder) if relative else where
    return (node if written == node.value else frontmatter.to_node(written)) if written else None


def _provenance(nb: Any, front: frontmatter.FrontMatter, context: Context) -> dict[str, Any]:
    """What the page says of its own making."""
    run, download = record(nb), provenance.path(context)
    return {
        "notebook": run.get("notebook") or context.name,
        **({"download": f"/{download}"} if download else {}),
        "command": provenance.command(nb, front.settings, context),
        **{key: _as_written(key, run[key], nb, front) for key in _RECORD if run.get(key) not in (None, {}, "")},
    }


def _as_written(key: str, found: Any, nb: Any, front: frontmatter.FrontMatter) -> Any:
    """Bring names into the order that their author gave them: nbformat sorts them in every notebook that it saves."""
    if not isinstance(found, Mapping):
        return found
    if key == "parameters":
        names = [each.name for each in parameters.declared(nb, language_of(nb))]
    elif key == "results":
        names = list(front.settings.get("results") or ())
    else:
        names = [languages.of(language_of(nb)).name, *sorted(found, key=str.lower)]
    return {name: found[name] for name in [*(name for name in names if name in found), *found]}


def _prose(nb: Any, front: frontmatter.FrontMatter) -> list[tuple[Any, str]]:
    """The Markdown cells that the page shows, each with its prose."""
    return [
        (cell, front.rest if index == front.cell else cell["source"])
        for index, cell in enumerate(nb["cells"])
        if cell["cell_type"] == "markdown" and "remove-cell" not in tags(cell["metadata"])
    ]


def _said(nb: Any, front: frontmatter.FrontMatter) -> Iterator[str]:
    """The texts of the page that may hold a formula or a diagram: its prose, and outputs that are one."""
    yield from (source for _, source in _prose(nb, front))
    outputs = (output for cell in nb["cells"] for output in cell.get("outputs") or ())
    signs = {"text/latex": "$", diagrams.MIME: f"```{diagrams.LANGUAGE}"}
    yield from (signs[name] for output in outputs for name in signs.keys() & (output.get("data") or {}).keys())


def _complete(
    pairs: dict[str, yaml.Node],
    prose: list[tuple[Any, str]],
    context: Context,
    run: Mapping[str, Any],
) -> None:
    """Add the keys that a post needs and the author left out, in the order in which posts have them."""
    given = dict(pairs)
    pairs.clear()
    pairs["layout"] = given.get("layout") or frontmatter.to_node(context.layout or "article")
    pairs["title"] = given.get("title") or frontmatter.to_node(escape.inert(_title(prose, context)))
    pairs["date"] = given.get("date") or yaml.ScalarNode("tag:yaml.org,2002:timestamp", context.date)
    pairs |= theme_keys.dates(given, str(run.get("date") or ""), context.site.theme)
    pairs |= {key: value for key, value in given.items() if key not in pairs}
    # Without Liquid no code is highlighted; the author's text is kept from it anyway.
    if "render_with_liquid" in pairs or context.site.illiquid:
        pairs["render_with_liquid"] = frontmatter.to_node(True)


def _title(prose: list[tuple[Any, str]], context: Context) -> str:
    """The first heading of the highest level that there is, else the slug in words."""
    best, title = 7, context.slug.replace("-", " ").replace("_", " ").strip().capitalize()
    for _, source in prose:
        for level, text in plain_text.headings(plain_text.heading_lines(source)):
            if level < best:
                best, title = level, text
        if best == 1:
            break
    return title


def _excerpt(prose: list[tuple[Any, str]], context: Context, said: plain_text.Said, spoken: frozenset[str]) -> str:
    """The text up to the site's separator, else that of the first paragraph; values, references and citations filled in.

    spoken: the dialects of the notebook.
    """
    found: list[str] = []
    cited = (
        {each.source: each.plain for each in reversed(context.cited.mentions) if each.plain} if context.cited else {}
    )
    for cell, source in prose:
        kept = live_values.answers(cell, foreign=context.foreign)
        answers = {name: live_values.plain(result) for name, result in kept.items()}
        before, mark, _ = source.partition(context.site.excerpt_separator or "\0")
        found += [text for kind, text in plain_text.blocks(before, answers, said, cited, spoken) if kind == "paragraph"]
        if mark:
            return " ".join(found)
    return found[0] if found else ""


def _inert(node: Any) -> Any:
    """Copy a node with its texts kept from being HTML."""
    if isinstance(node, yaml.MappingNode):
        return yaml.MappingNode(
            node.tag, [(key, _inert(value)) for key, value in node.value], flow_style=node.flow_style
        )
    if isinstance(node, yaml.SequenceNode):
        return yaml.SequenceNode(node.tag, [_inert(value) for value in node.value], flow_style=node.flow_style)
    return yaml.ScalarNode(node.tag, escape.inert(node.value), style=node.style)


def _filled(node: Any, answers: Mapping[str, str]) -> Any:
    """Copy a node with the live values of its texts filled in."""
    if isinstance(node, yaml.MappingNode):
        return yaml.MappingNode(
            node.tag, [(key, _filled(value, answers)) for key, value in node.value], flow_style=node.flow_style
        )
    if isinstance(node, yaml.SequenceNode):
        return yaml.SequenceNode(
            node.tag, [_filled(value, answers) for value in node.value], flow_style=node.flow_style
        )
    if isinstance(node, yaml.ScalarNode) and "{eval}" in node.value:
        return frontmatter.to_node(live_values.fill(node.value, answers))
    return node
