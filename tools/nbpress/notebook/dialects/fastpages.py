"""fastpages, and the first nbdev: a first cell of title, summary and list, `#hide`, `#collapse-show` at the head of code.

Quotations that begin with `youtube:` or, in its own notebooks alone, `Note:`, `Tip:`, `Important:`, `Warning:`.

See fastpages' README and its example notebook, and `export2html` of nbdev 1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from nbpress.core.regex import regex
from nbpress.notebook import callouts, hiding, videos
from nbpress.notebook.dialect import Dialect, Flags, FrontMatter
from nbpress.notebook.flag_lines import FlagLine, flag_lines, heads
from nbpress.notebook.yaml_text import load

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

HIDING: Mapping[str, Mapping[str, Any]] = {
    "hide": {"include": False},
    "hide-input": {"echo": False},
    "hide-output": {"output": False},
}
FOLDING: Mapping[str, Mapping[str, Any]] = {
    "collapse": {"code-fold": True},
    "collapse-hide": {"code-fold": True},
    "collapse-input": {"code-fold": True},
    "collapse-show": {"code-fold": "show"},
}
FOLDED_OUTPUT = "collapse-output"
ALONE = "collapse"  # a word that may be the author's own, `# collapse`: it counts in a notebook of the dialect
# Keys of the list that no list of an author's has by chance, with what their values look like.
SWITCHES = (
    *("toc", "badges", "comments", "hide", "search_exclude", "show_tags", "use_math", "sticky_rank"),
    *("hide_binder_badge", "hide_colab_badge", "hide_github_badge", "hide_deepnote_badge", "hide_action_button"),
)
_SWITCH = regex(r"true|false|yes|no|on|off|\d+", re.IGNORECASE)
_HEAD = regex(
    r"\s*\#[ \t]+(?P<title>[^\n]+?)[ \t#]*\n\s*"
    r"(?P<summary>(?:>[^\n]*\n)*)\s*"
    r"(?P<list>(?:[-*][ \t]+[A-Za-z][\w-]*[ \t]*:[^\n]*(?:\n[ \t]*(?=[-*][ \t])|\n|\Z))+)"
    r"(?P<rest>.*)\Z",
    re.DOTALL,
)
_ITEM = regex(r"[-*][ \t]+(?P<key>[A-Za-z][\w-]*)[ \t]*:[ \t]*(?P<value>.*?)[ \t]*\Z")


@lru_cache(maxsize=64)
def front_matter(source: str) -> FrontMatter | None:
    """Read a first cell of title, summary and list; None for one whose list says nothing that only a blog's does.

    A page asks for its front matter at every turn; nobody changes what comes out.
    """
    found = _HEAD.match(source if source.endswith("\n") else f"{source}\n")
    if not found:
        return None
    items = [_ITEM.fullmatch(line.strip()) for line in found["list"].splitlines() if line.strip()]
    pairs = {item["key"]: item["value"] for item in items if item}
    if not any(_tells(key, value) for key, value in pairs.items()):
        return None
    lines = {"title": _text(_unquoted(found["title"]))}
    if summary := _unquoted(" ".join(line.lstrip("> \t").rstrip() for line in found["summary"].splitlines())):
        lines["excerpt"] = _text(summary)
    lines |= {key: _value(value) for key, value in pairs.items()}
    return FrontMatter("".join(f"{key}: {value}\n" for key, value in lines.items()), found["rest"].strip("\n"))


def _tells(key: str, value: str) -> bool:
    """Tell whether an item of the list is one that only a blog has."""
    if key in SWITCHES:
        return bool(_SWITCH.fullmatch(value))
    if key in ("categories", "tags"):
        return value.startswith("[") and value.endswith("]")
    return (key == "image" and bool(re.fullmatch(r"\S+\.\w+", value))) or (key == "permalink" and value.startswith("/"))


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _value(text: str) -> str:
    """Write a value as YAML: as it stands where that is a value, else as the text that it is."""
    try:
        read = load(f"key: {text}")
    except (yaml.YAMLError, ValueError):
        return _text(text)
    return (
        text if isinstance(read, dict) and list(read) == ["key"] and not isinstance(read["key"], dict) else _text(text)
    )


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def flags(source: str, metadata: Mapping[str, Any], spoken: bool) -> Flags | None:
    """Read the flags above a cell's code; a word that may be an author's own comment counts only where it is `spoken`.

    There a flag counts on any line, as fastpages searched the whole cell.
    """
    options: dict[str, Any] = {}
    tags: list[str] = []
    lines: set[int] = set()
    for line in _bare(source, everywhere=spoken):
        if line.word == ALONE and line.blank and not spoken:
            continue
        given = HIDING.get(line.word) or FOLDING.get(line.word)
        if given is not None:
            opened = line.word == "collapse-input" and line.rest == "open"
            options |= {"code-fold": "show"} if opened else given
        elif line.word == FOLDED_OUTPUT:
            tags.append("hide-output")
        else:
            continue
        lines.add(line.number)
    doubts = tuple(_doubts(source))
    found = Flags(options=options, tags=tuple(tags), hidden=frozenset(lines), doubts=doubts)
    return found if lines or doubts else None


def _bare(source: str, *, everywhere: bool = False) -> Iterator[FlagLine]:
    """Yield comments of one word."""
    for line in flag_lines(source) if everywhere else heads(source):
        if not line.bar and (not line.rest or (line.word, line.rest) == ("collapse-input", "open")):
            yield line


def _doubts(source: str) -> Iterator[tuple[str, str]]:
    """Yield what was perhaps to be a flag that hides; a short word only as no author's comment is written, `#hdie`."""
    for line in _bare(source):
        if line.word in hiding.TAGS and line.word not in HIDING:
            yield line.word, f"#| tags: {line.word}"
            continue
        known = hiding.doubt(line.word, HIDING)
        certain = "-" in known or (not line.blank and sorted(line.word) == sorted(known))
        if known and line.word not in (*HIDING, *FOLDING) and certain:
            yield line.word, f"#{known}"


def speaks(nb: Any) -> bool:
    """Tell whether a notebook begins as fastpages wants it."""
    first = next((cell for cell in nb["cells"] if cell["cell_type"] == "markdown"), None)
    return first is not None and front_matter("".join(first["source"])) is not None


_SIGN = regex(r"(Note|Tip|Important|Warning):[ \t]*", re.I)
_POSTED = regex(r"twitter:\s*(https?://[^\s<>]+)\s*", re.I)
_VIDEO = regex(r"youtube:\s*(https?://\S+)\s*", re.I)
_LIQUID = regex(r"\{%-?\s*\w[^\n]*?%\}|\{\{-?\s*[\"'][^\n]*?\}\}")


def _liquid(state: StateInline, found: re.Match[str]) -> bool:
    from nbpress.notebook import fences

    fences.unread(state.env, _no_liquid(found[0]), found[0])
    state.push("text", "", 0).content = found[0]
    return True


def _no_liquid(tag: str) -> str:
    """Say that a tag or a box is not read."""
    return f"`{tag}` of fastpages is not read here; it is shown as text"


def _videos(state: StateCore) -> None:
    from nbpress.notebook import quotations

    def turn(quote: quotations.Quotation) -> None:
        found = _VIDEO.fullmatch(quote.text)
        film = videos.node(found[1]) if found else None
        if film:
            quote.opening.type, quote.closing.type = "figure_open", "figure_close"
            quote.first = [film]
        elif posted := _POSTED.fullmatch(quote.text):  # its words are at the other site, which is asked for nothing
            quote.paragraph[1].content = f"<{posted[1]}>"

    quotations.each(state, turn)


def _callouts(state: StateCore) -> None:
    from nbpress.notebook import quotations

    def turn(quote: quotations.Quotation) -> None:
        found = _SIGN.match(quote.text)
        if found:
            callouts.turned(quote.opening, quote.closing, found[1])
            quote.begin(callouts.name(found[1]), quote.text[found.end() :])

    quotations.each(state, turn)


_NOTE_SIGN = regex(r"\{%-?\s*fn\s+([\w-]+)\s*-?%\}")
_NOTE = regex(r"""\{\{-?\s*(["'])(.{1,5000}?)\1\s*\|\s*fndetail:\s*([\w-]+)\s*-?\}\}""", re.S)


def _note_sign(state: StateInline, found: re.Match[str]) -> bool:
    """Refer to a note, which may stand in any cell: no Markdown's footnote reaches so far."""
    sign = f'<sup id="fnref-{found[1]}"><a href="#fn-{found[1]}" class="footnote">{found[1]}</a></sup>'
    state.push("html_inline", "", 0).content = sign
    return True


def _note(state: StateInline, found: re.Match[str]) -> bool:
    state.push("html_inline", "", 0).content = f'<span id="fn-{found[3]}">{found[3]}. </span>'
    state.push("text", "", 0).content = f"{found[2]} "
    state.push("html_inline", "", 0).content = f'<a href="#fnref-{found[3]}">↩</a>'
    return True


def _rules(parser: Any, spoken: bool) -> None:
    from nbpress.notebook import spans

    parser.core.ruler.before("inline", "quoted_videos", _videos)
    if spoken:
        parser.core.ruler.before("inline", "quoted_callouts", _callouts)
        spans.add(parser, "note_sign", _NOTE_SIGN, _note_sign)
        spans.add(parser, "note", _NOTE, _note)
        spans.add(parser, "liquid_tag", _LIQUID, _liquid)


DIALECT = Dialect("fastpages", speaks=speaks, front_matter=front_matter, flags=flags, rules=_rules)
