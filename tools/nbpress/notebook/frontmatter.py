"""Front matter: the YAML at the head of a notebook, and of the post that is made of it.

In comes a notebook (or text), out goes a `FrontMatter`; back to text by `dump`. The author's scalars are kept
as YAML nodes, so that they come out as they were written: `date: 2018-11-11` stays bare, `10:30` is no number.
Jekyll reads YAML 1.1 (Psych); so does PyYAML.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import lru_cache
from io import StringIO
from typing import Any

import yaml

from nbpress.core.errors import ReadError
from nbpress.core.regex import regex
from nbpress.notebook import article_options
from nbpress.notebook.dialects import dialects
from nbpress.notebook.yaml_text import bounded, load, refuse_halves

# Keys that are text to Jekyll and every theme, though YAML may see a number, a boolean or a time in them.
TEXT_KEYS = ("title", "subtitle", "excerpt", "description", "slug")
_FENCED = regex(r"\A---[ \t]*\n(?P<yaml>.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n(?P<rest>.*))?\Z", re.DOTALL)
_KEY_LINE = regex(r"\s*(#.*\n\s*)*[\w\"'-]+\s*:")
# A key that no text begins with by chance: where one is, a mistake in the YAML is an error.
_KNOWN_KEY = regex(
    r"^(?:title|layout|date|modified|categories|category|tags|author|excerpt|slug|permalink|published|image|nbpress):",
    re.MULTILINE,
)
_LISTED = regex(r"\s*#[ \t][^\n]*\n(?:[ \t]*(?:>[^\n]*)?\n)*[ \t]*[-*][ \t]+[A-Za-z][\w-]*[ \t]*:")
_PLAIN = regex(r"[A-Za-z](?:[\w ./@-]*[\w/.])?\Z", re.ASCII)
_WORDS = frozenset(["y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf"])
_MAP, _STR = "tag:yaml.org,2002:map", "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The front matter of a notebook.

    node: the author's mapping without its `nbpress` key. values: the same as Python values.
    settings: what stands under `nbpress:`. cell: index of the cell that holds it, if one does.
    rest: the prose that follows it in a Markdown cell. foreign: what is for another tool's rendering, and reaches no post.
    """

    node: yaml.MappingNode
    values: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    cell: int | None = None
    rest: str = ""
    foreign: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_given(self) -> bool:
        """Tell whether the notebook has one, be it empty."""
        return self.cell is not None or bool(self.node.value) or bool(self.settings)

    def quoted(self, name: str) -> bool:
        """Tell whether a value is text because its author put it into quotes."""
        return any(key.value == name and getattr(value, "style", None) in ("'", '"') for key, value in self.node.value)


class _Loader(yaml.SafeLoader):
    """Reads timestamps as the text they are; and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _as_written(loader: _Loader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_written)


class _Dumper(yaml.SafeDumper):
    """Writes block style, lists indented, strings quoted unless they are plain words in every YAML."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(_STR, text, style=None if _is_word(text) else '"')


def _is_word(text: str) -> bool:
    """Tell whether every YAML reads a text as text without quotes."""
    return bool(_PLAIN.match(text)) and text.lower() not in _WORDS


_Dumper.add_representer(str, _string)
_Dumper.add_multi_representer(dict, yaml.SafeDumper.represent_dict)  # nbformat's nodes among them


def read(nb: Mapping[str, Any]) -> FrontMatter:
    """Read the front matter of a notebook: its first cell, else its metadata, else nothing.

    Raises ReadError where it is malformed, with the line.
    """
    cells = nb.get("cells", [])
    if cells and cells[0]["cell_type"] in ("raw", "markdown"):
        fenced = _FENCED.match(cells[0]["source"].lstrip("\n"))
        if fenced and (_shaped if cells[0]["cell_type"] == "raw" else _meant)(fenced["yaml"]):
            front = parse(fenced["yaml"], place="cell 1, front matter")
            return replace(front, cell=0, rest=(fenced["rest"] or "").strip("\n"))
    if spoken := _of_dialect(cells):
        return spoken
    metadata = nb.get("metadata", {})
    block, title = metadata.get("jekyll"), metadata.get("title")
    if not isinstance(block, Mapping) or not block:
        block = {"title": title} if isinstance(title, str) and title else {}
    return parse(dump(block), place="notebook metadata")


def _of_dialect(cells: Sequence[Any]) -> FrontMatter | None:
    """Read the first Markdown cell as a dialect's front matter, where it has a title and a list of `- key: value`."""
    first = next((number for number, cell in enumerate(cells) if cell["cell_type"] == "markdown"), None)
    if first is None or not _LISTED.match(cells[first]["source"]):
        return None
    found = (each.front_matter(cells[first]["source"]) for each in dialects())
    front = next((each for each in found if each), None)
    place = f"cell {first + 1}, front matter"
    return replace(parse(front.yaml, place=place), cell=first, rest=front.rest) if front else None


def _shaped(text: str) -> bool:
    """Tell whether what stands between two rules of a raw cell has any shape of YAML, be it a broken one."""
    return not text.strip() or bool(re.search(r":(?:\s|\Z)|^\s*[-?\[{]", text, re.MULTILINE))


def _meant(text: str) -> bool:
    """Tell whether what stands between two rules of a Markdown cell is front matter, and no prose with a colon."""
    if not _KEY_LINE.match(text):
        return False
    if _KNOWN_KEY.search(text):
        return True
    try:
        return isinstance(load(text), dict)
    except (yaml.YAMLError, ValueError):
        return False


def parse(text: str, *, place: str = "front matter") -> FrontMatter:
    """Read YAML text (without the `---` lines) as front matter."""
    try:
        return _parsed(text)
    except ReadError as error:
        error.place = place
        raise


@lru_cache(maxsize=64)
def _parsed(text: str) -> FrontMatter:
    """Read YAML text once, though a page asks for its front matter at every turn. Nobody changes what comes out."""
    node, values = keyed(text)
    settings = values.pop("nbpress", None)
    if settings is None:
        _unmistaken(values)
        settings = {}
    if not isinstance(settings, dict):
        raise ReadError("`nbpress:` holds no mapping of keys to values")
    foreign = article_options.foreign(values)
    if foreign or any(isinstance(value, Mapping) for value in values.values()):
        article_options.checked(values, settings.get("allow") or ())
    settings = settings if article_options.runs(foreign) else {"run": "never", **settings}
    gone = {"nbpress", *foreign}
    node = yaml.MappingNode(_MAP, [pair for pair in node.value if pair[0].value not in gone], flow_style=False)
    values = {key: value for key, value in values.items() if key not in foreign}
    contents = article_options.contents(foreign)
    if contents is not None and "toc" not in values:
        values["toc"] = contents
        node.value.append((to_node("toc"), to_node(contents)))
    for position, (key, value) in enumerate(node.value):
        if (
            key.value in TEXT_KEYS
            and isinstance(value, yaml.ScalarNode)
            and not value.style
            and not _is_word(value.value)
        ):
            values[key.value] = value.value
            node.value[position] = (key, yaml.ScalarNode(_STR, value.value, style='"'))
    return FrontMatter(node, values, settings, foreign=foreign)


def keyed(text: str) -> tuple[yaml.MappingNode, dict[Any, Any]]:
    """Read YAML text as a node and as values, times as they are written; raise ReadError where it is no mapping."""
    try:
        node = _composed(text)
        loader = _Loader("")
        values = loader.construct_document(node) if node is not None else {}
        refuse_halves(text, values)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: `!!int x`
        raise ReadError(
            f"the front matter is not YAML: {_fault(error)}",
            hint='A value that holds ": " or begins with @, [ or { needs quotes.',
        ) from error
    if node is None:
        node = yaml.MappingNode(_MAP, [])
    if not isinstance(values, dict) or not isinstance(node, yaml.MappingNode):
        raise ReadError("the front matter is no mapping of keys to values")
    return node, values


def _unmistaken(values: Mapping[Any, Any]) -> None:
    """Refuse a misspelt `nbpress:`, which Jekyll would take: what the author promises there would go unchecked."""
    for key in get_close_matches("nbpress", [str(key).lower() for key in values], cutoff=0.85):
        raise ReadError(f'the front matter has a key "{key}"', hint="did you mean `nbpress:`?")


def _composed(text: str) -> yaml.Node | None:
    """Read YAML as nodes, with libyaml as Jekyll does; the reader written in Python is slow, and explains faults better."""
    bounded(text)
    with contextlib.suppress(yaml.YAMLError, ValueError, AttributeError):  # AttributeError: PyYAML without libyaml
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    return yaml.compose(text, Loader=_Loader)


def _fault(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    return f"line {mark.line + 1}: {problem}" if mark else problem


def to_node(value: Any) -> yaml.Node:
    """Turn a Python value into a YAML node, strings quoted so that Jekyll reads them back."""
    node: yaml.Node = _Dumper(StringIO(), sort_keys=False, default_flow_style=False).represent_data(value)
    return node


def mapping(pairs: Mapping[str, yaml.Node]) -> yaml.MappingNode:
    """Make a mapping of nodes one node."""
    return yaml.MappingNode(
        _MAP, [(yaml.ScalarNode(_STR, key), value) for key, value in pairs.items()], flow_style=False
    )


def dump(values: Mapping[str, Any] | yaml.Node) -> str:
    """Write front matter as YAML text, without the `---` lines; ends in a newline."""
    node = values if isinstance(values, yaml.Node) else to_node(dict(values))
    if isinstance(node, yaml.MappingNode) and not node.value:
        return ""
    text: str = yaml.serialize(node, Dumper=_Dumper, width=float("inf"), allow_unicode=True)
    return text


def scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Yield each text scalar of a front matter node, in the order it was written."""
    if isinstance(node, yaml.ScalarNode):
        if node.tag == _STR:
            yield node
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from scalars(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from scalars(value)
