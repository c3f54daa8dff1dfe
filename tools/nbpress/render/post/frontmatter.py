"""The front matter of a post: the author's keys as they were written, and what the run has to say.

`layout` and `image:` are rewritten as the site's theme wants them; `modified`, `excerpt` and `image.path` are added where
the author left them out; the author's `nbpress:` block gives way to where the page comes from, and the record of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from nbpress.core.errors import RenderError
from nbpress.core.records import Context, Mapper
from nbpress.notebook import frontmatter, live_values, parameters, settings
from nbpress.notebook.cell_options import tags
from nbpress.notebook.front_images import IMAGE_KEYS
from nbpress.notebook.ipynb import language_of, record
from nbpress.render import escape, plain_text
from nbpress.render.post import provenance
from nbpress.render.prose import fragment

_RECORD = ("parameters", "results", "versions", "date", "duration")
_BANNERS = ("feature", "teaser", "thumb")


def header(nb: Any, context: Context, images: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Write the front matter of the post: the YAML text between the `---` lines, and its values.

    images: path from the site's root of each picture that is known, by what stands there; empty for one that is nowhere.
    """
    front = frontmatter.read(nb)
    run = record(nb)
    pairs = {key.value: value for key, value in front.node.value}
    _place_images(pairs, images, context)
    _complete(pairs, _prose(nb, front), context, run)
    answers = live_values.answers(nb["cells"][front.cell], foreign=context.foreign) if front.cell is not None else {}
    texts = {name: escape.inert(live_values.plain(result)) for name, result in answers.items()}
    node = _filled(_mapped(pairs, context), texts)
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
    return _mapping(kept) if kept else None


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
        names = ["python", *sorted(found, key=str.lower)]
    return {name: found[name] for name in [*(name for name in names if name in found), *found]}


def _prose(nb: Any, front: frontmatter.FrontMatter) -> list[tuple[Any, str]]:
    """The Markdown cells that the page shows, each with its prose."""
    return [
        (cell, front.rest if index == front.cell else cell["source"])
        for index, cell in enumerate(nb["cells"])
        if cell["cell_type"] == "markdown" and "remove-cell" not in tags(cell["metadata"])
    ]


def _complete(
    pairs: dict[str, yaml.Node], prose: list[tuple[Any, str]], context: Context, run: Mapping[str, Any]
) -> None:
    """Add the keys that a post needs and the author left out, in the order in which posts have them."""
    given = dict(pairs)
    pairs.clear()
    pairs["layout"] = given.get("layout") or frontmatter.to_node("article")
    pairs["title"] = given.get("title") or frontmatter.to_node(escape.inert(_title(prose, context)))
    pairs["date"] = given.get("date") or yaml.ScalarNode("tag:yaml.org,2002:timestamp", context.date)
    if run.get("date") and "modified" not in given:
        pairs["modified"] = yaml.ScalarNode("tag:yaml.org,2002:timestamp", str(run["date"]).replace("T", " "))
    pairs |= {key: value for key, value in given.items() if key not in pairs}
    # Without Liquid no code is highlighted; the author's text is kept from it anyway.
    if "render_with_liquid" in pairs or context.site.illiquid:
        pairs["render_with_liquid"] = frontmatter.to_node(True)
    if "excerpt" not in pairs:
        pairs["excerpt"] = frontmatter.to_node(escape.inert(_excerpt(prose, context)))


def _title(prose: list[tuple[Any, str]], context: Context) -> str:
    """The first heading of the highest level that there is, else the slug in words."""
    best, title = 7, context.slug.replace("-", " ").replace("_", " ").strip().capitalize()
    for _, source in prose:
        for level, text in plain_text.headings(fragment.headings(source)):
            if level < best:
                best, title = level, text
        if best == 1:
            break
    return title


def _excerpt(prose: list[tuple[Any, str]], context: Context) -> str:
    """The text up to the site's separator, else that of the first paragraph; live values filled in."""
    found: list[str] = []
    for cell, source in prose:
        kept = live_values.answers(cell, foreign=context.foreign)
        answers = {name: live_values.plain(result) for name, result in kept.items()}
        before, mark, _ = source.partition(context.site.excerpt_separator or "\0")
        found += [text for kind, text in plain_text.blocks(before, answers) if kind == "paragraph"]
        if mark:
            return " ".join(found)
    return found[0] if found else ""


def _mapped(pairs: dict[str, yaml.Node], context: Context) -> yaml.MappingNode:
    """Rewrite `layout` and `image:` for the site's theme."""
    mapper = context.site.mapper
    layout = _scalar("layout", pairs["layout"])
    pairs["layout"] = frontmatter.to_node(mapper.layouts.get(layout, layout))
    image = pairs.get("image")
    if isinstance(image, yaml.MappingNode):
        _images(pairs, image, mapper, context)
    return yaml.MappingNode(
        "tag:yaml.org,2002:map",
        [(yaml.ScalarNode("tag:yaml.org,2002:str", key), value) for key, value in pairs.items()],
        flow_style=False,
    )


def _images(pairs: dict[str, yaml.Node], image: yaml.MappingNode, mapper: Mapper, context: Context) -> None:
    roles = {key.value: value for key, value in image.value}
    single = {role: _scalar(f"image: {role}", roles[role]) for role in (*_BANNERS, *mapper.images) if role in roles}
    full = {role: _full(single[role], context) for role in _BANNERS if role in roles}
    banner = next((full[role] for role in _BANNERS if role in full), "")
    if not mapper.images:
        if banner and "path" not in roles:  # the feed and SEO plugins read this key
            roles["path"] = frontmatter.to_node(banner)
        pairs["image"] = _mapping(roles)
        return
    del pairs["image"]
    for role, targets in mapper.images.items():
        value = roles.pop(role, None)
        for target in targets if value is not None else ():
            written = full.get(role, single[role]) if mapper.full else single[role]
            _put(pairs, target.split("."), frontmatter.to_node(written))
    rest = {role: value for role, value in roles.items() if role not in _BANNERS}
    if rest and "image" not in pairs:
        pairs["image"] = _mapping(rest)


def _scalar(key: str, node: yaml.Node) -> str:
    """Give the text of a value that is to be one; raise RenderError for a list or a mapping."""
    if not isinstance(node, yaml.ScalarNode):
        raise RenderError(f"`{key}:` takes a name, no list and no mapping", place="front matter")
    return str(node.value)


def _full(value: str, context: Context) -> str:
    """An image as a path from the site's root; an address stays."""
    return value if value.startswith("/") or "://" in value else f"/{context.site.images / value}"


def _mapping(pairs: Mapping[str, yaml.Node]) -> yaml.MappingNode:
    nodes = [(yaml.ScalarNode("tag:yaml.org,2002:str", key), value) for key, value in pairs.items()]
    return yaml.MappingNode("tag:yaml.org,2002:map", nodes, flow_style=False)


def _put(pairs: dict[str, yaml.Node], keys: list[str], value: yaml.Node) -> None:
    """Set a dotted key, beside what the author wrote under the same first key."""
    if len(keys) == 1:
        pairs.setdefault(keys[0], value)
        return
    inner = pairs.get(keys[0])
    below = {key.value: each for key, each in inner.value} if isinstance(inner, yaml.MappingNode) else {}
    _put(below, keys[1:], value)
    pairs[keys[0]] = _mapping(below)


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
