"""What a theme wants of a post's front matter: the author's keys in, the theme's out.

Keys that the author wrote for the theme himself stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any

import yaml

from nbpress.core.errors import RenderError
from nbpress.core.records import CHANGED, Context, Theme
from nbpress.core.regex import regex
from nbpress.notebook import frontmatter

_BANNERS = ("feature", "teaser", "thumb")


def dates(given: Mapping[str, yaml.Node], end: str, theme: Theme) -> dict[str, yaml.Node]:
    """Give the keys that say when the post changed: the author's word, else the end of the run, nothing where there is none.

    The plug-ins for feeds, search engines and site maps read `last_modified_at`, and themes often another one.
    """
    names = tuple(filter(None, (theme.modified, CHANGED)))
    ended = yaml.ScalarNode("tag:yaml.org,2002:timestamp", end.replace("T", " ")) if end else None
    said = next((given[name] for name in (*names, "modified") if name in given), ended)
    return {name: given.get(name) or deepcopy(said) for name in names} if said else {}  # a node twice is an alias


def mapped(pairs: dict[str, yaml.Node], context: Context, said: Iterable[str]) -> yaml.MappingNode:
    """Rewrite a front matter for the site's theme. said: the texts of the page that may hold a formula or a diagram."""
    theme = context.site.theme
    pairs["layout"] = frontmatter.to_node(context.layout or _scalar("layout", pairs["layout"]))
    image = pairs.get("image")
    if isinstance(image, yaml.MappingNode):
        _images(pairs, image, theme, context)
    if theme.tags == "lower" and "tags" in pairs:
        pairs["tags"] = _lower(pairs["tags"])
    if theme.excerpt and "excerpt" in pairs:
        pairs.setdefault(theme.excerpt, deepcopy(pairs["excerpt"]))
    _contents(pairs, theme)
    _drawn(pairs, context, list(said))
    return frontmatter.mapping(pairs)


def _contents(pairs: dict[str, yaml.Node], theme: Theme) -> None:
    """Ask for a table of contents as the theme does, where the author wrote `toc: true`."""
    asked = pairs.get("toc")
    if theme.toc and isinstance(asked, yaml.ScalarNode) and asked.value.lower() == "true":
        del pairs["toc"]
        _add(pairs, theme.toc)


def _drawn(pairs: dict[str, yaml.Node], context: Context, said: Sequence[str]) -> None:
    """Let the theme load the scripts that draw what the page leaves to them: formulas as kramdown writes them, diagrams."""
    theme = context.site.theme
    if context.site.math == "kramdown" and any(_FORMULA.search(text) for text in said):
        _add(pairs, theme.math)
    if any(_DIAGRAM.search(text) for text in said):
        _add(pairs, theme.mermaid)


_FORMULA = regex(r"\$|\\\(|\\\[|\\begin\{")
_DIAGRAM = regex(r"^ {0,3}(?:```+|~~~+|:::+)\s*\{?mermaid\b", re.M)


def _add(pairs: dict[str, yaml.Node], keys: Mapping[str, Any]) -> None:
    """Set the keys that the author left out."""
    for key, value in keys.items():
        pairs.setdefault(key, frontmatter.to_node(value))


def _lower(node: yaml.Node) -> yaml.Node:
    if isinstance(node, yaml.SequenceNode):
        return yaml.SequenceNode(node.tag, [_lower(each) for each in node.value], flow_style=node.flow_style)
    return (
        yaml.ScalarNode(node.tag, node.value.lower(), style=node.style) if isinstance(node, yaml.ScalarNode) else node
    )


def _images(pairs: dict[str, yaml.Node], image: yaml.MappingNode, theme: Theme, context: Context) -> None:
    roles = {key.value: value for key, value in image.value}
    single = {role: _scalar(f"image: {role}", roles[role]) for role in (*_BANNERS, *theme.images) if role in roles}
    full = {role: _full(single[role], context) for role in _BANNERS if role in roles}
    banner = next((full[role] for role in _BANNERS if role in full), "")
    if not theme.images:
        if banner and "path" not in roles:  # the feed and SEO plugins read this key
            roles["path"] = frontmatter.to_node(banner)
        pairs["image"] = frontmatter.mapping(roles)
        return
    del pairs["image"]
    fallback = "" if "feature" in roles or "teaser" in theme.images else banner
    for role, targets in theme.images.items():
        value = roles.pop(role, None)
        written = _path(full.get(role, single[role]), context) if value is not None else ""
        written = written or (_path(fallback, context) if role == "feature" else "")
        for target in targets if written else ():
            _put(pairs, target.split("."), frontmatter.to_node(written))
    for role in (role for role in roles if role not in _BANNERS):
        if isinstance(pairs.get("image"), yaml.MappingNode | None):
            _put(pairs, ["image", role], roles[role])


def _scalar(key: str, node: yaml.Node) -> str:
    """Give the text of a value that is to be one; raise RenderError for a list or a mapping."""
    if not isinstance(node, yaml.ScalarNode):
        raise RenderError(f"`{key}:` takes a name, no list and no mapping", place="front matter")
    return str(node.value)


def _full(value: str, context: Context) -> str:
    """An image as a path from the site's root; an address stays."""
    return value if value.startswith("/") or "://" in value else f"/{context.site.images / value}"


def _path(value: str, context: Context) -> str:
    """A picture's path from the root as the theme writes it; any other text, and an address, stay."""
    if not value.startswith("/") or value.startswith("//"):
        return value
    folder = f"/{context.site.images}/"
    return {"bare": value[1:], "folder": value.removeprefix(folder)}.get(context.site.theme.paths, value)


def _put(pairs: dict[str, yaml.Node], keys: list[str], value: yaml.Node) -> None:
    """Set a dotted key, beside what the author wrote under the same first key."""
    if len(keys) == 1:
        pairs.setdefault(keys[0], value)
        return
    inner = pairs.get(keys[0])
    below = {key.value: each for key, each in inner.value} if isinstance(inner, yaml.MappingNode) else {}
    _put(below, keys[1:], value)
    pairs[keys[0]] = frontmatter.mapping(below)
