"""Citations in prose, as Pandoc, MyST and LaTeX write them: `[see @a, p. 3; @b]`, `@a`, `` {cite:t}`a` ``, `\\citep[p. 3]{a}`.

A leaf. In: a line of Markdown, and blocks that say where the list of references stands. Out: inline tokens `citation`, whose
meta holds a `Citation`, and block tokens `references`. They are read where a notebook has a bibliography, and nowhere else:
who parses such a notebook has `CITING` among the dialects that it speaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from nbpress.core.errors import RenderError
from nbpress.core.regex import regex
from nbpress.notebook.dialect import Block, Fence

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

CITING = "citations"
CITATION = "citation"  # in a token's meta
ALL = "*"  # the key that means all
# Forms: in brackets, as words of the sentence, without the author; only the author, only the year; only in the list.
BRACKETED, TEXTUAL, UNNAMED, AUTHOR, YEAR, LISTED = "bracketed", "textual", "unnamed", "author", "year", "listed"


@dataclass(frozen=True, slots=True)
class Item:
    """One work that is cited. key: as it was written. prefix, suffix: the words before and behind, with the pages."""

    key: str
    form: str = BRACKETED
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation. source: as it stands in its cell. bare: whether it is a word of the text where no entry has its key."""

    source: str
    items: tuple[Item, ...]
    bare: bool = False

    def restored(self, restore: Callable[[str], str]) -> Citation:
        """Give it with what was kept from Markdown put back."""
        items = tuple(replace(each, prefix=restore(each.prefix), suffix=restore(each.suffix)) for each in self.items)
        return replace(self, source=restore(self.source), items=items)


_WORD = r"\w(?:\w|[:.#$%&+?~/-](?=\w))*"
_KEY = rf"(?:\{{(?P<braced>[^{{}}\s]+)\}}|(?P<key>{_WORD}|\*))"
_AT = regex(rf"(?<![^\s(\[{{\"'“‘«—–-])(?P<minus>-?)@{_KEY}")
_BARE = regex(
    rf"(?<![^\s(\[{{\"'“‘«—–*_>])@{_KEY}"
    r"(?P<pages>[ \t]?\[(?P<inner>(?![\^ xX]\])[^\[\]@^*`!<>\n]+)\](?![(\[{:]))?"
)
_INNER = r"(?:[^\[\]]|\[[^\[\]]*\])*"
_BRACKETS = regex(rf"\[(?P<inner>{_INNER}@{_INNER})\](?![(\[{{:])")
_ROLE = regex(
    r"\{(?P<name>(?:foot|full)?cite(?::[a-z]+)?)\}(?P<ticks>`+)(?!`)(?P<inner>.+?)(?<!`)(?P=ticks)(?!`)", re.S
)
_ROLE_ITEM = regex(r"\s*(?:\{([^{}]*)\})?\s*([^{},;]+?)\s*(?:\{([^{}]*)\})?\s*")
_COMMAND = regex(
    r"\\(?P<name>[A-Za-z]*[Cc]ite[a-z]*|nocite)\*?(?P<options>(?:\[[^\[\]]*\]){0,2})\{(?P<inner>[^{}\\]+)\}"
)
_RESERVED = regex(r"(?:fig|tbl|eq|sec|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg)-", re.I)  # Quarto's references
_DOI = regex(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.I)
_FORMS = {  # of the names of roles and commands that mean another one than `cite`
    **dict.fromkeys(
        ("citet", "Citet", "textcite", "Textcite", "citealt", "cite:t", "cite:ts", "cite:ct", "cite:cts"), TEXTUAL
    ),
    **dict.fromkeys(("citeauthor", "Citeauthor", "cite:author", "cite:authors", "cite:cauthor"), AUTHOR),
    **dict.fromkeys(("citeyear", "cite:year"), YEAR),
    **dict.fromkeys(("citeyearpar", "cite:yearpar"), UNNAMED),
    "nocite": LISTED,
}
_COMMANDS = (
    frozenset(
        (
            "cite",
            "Cite",
            "citep",
            "Citep",
            "parencite",
            "Parencite",
            "autocite",
            "Autocite",
            "footcite",
            "smartcite",
            "supercite",
        )
    )
    | {"citealp", "fullcite"}
    | {name for name in _FORMS if ":" not in name}
)


def doi(text: str) -> str:
    """Give the DOI that a text is, as DOIs are compared; nothing where it is none."""
    found = _DOI.fullmatch(text.strip())
    return found[1].lower() if found else ""


def keys(text: str) -> tuple[str, ...]:
    """Give the keys that a text names, such as what `nocite:` says."""
    return tuple(match["braced"] or match["key"] for match in _AT.finditer(text))


def near(key: str, keys: frozenset[str]) -> str:
    """Give the key that a word misses by one letter: another, one too many, one too few, or two that changed places."""
    close = get_close_matches(key, sorted(keys), n=3, cutoff=0.6) if len(key) > 3 else ()
    return next((each for each in close if _misses_one(key, each)), "")


def _misses_one(one: str, other: str) -> bool:
    head = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    one, other = one[head:], other[head:]
    swapped = len(one) > 1 and one[:2] == other[1::-1] and one[2:] == other[2:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped


def unknown(citation: Citation, key: str, near: str, cell: int, source: str) -> RenderError:
    """Word that a citation is of no entry. near: what helps; cell: its number; source: the cell's text."""
    line = source.count("\n", 0, max(source.find(citation.source), 0)) + 1
    first = next((each.strip() for each in source.splitlines() if each.strip()), "")
    hints = (near, f"The cell begins: {first}")
    return RenderError(
        f"`{citation.source}` cites @{key}, which the bibliography does not have",
        place=f"cell {cell}, line {line}",
        hint="\n  ".join(filter(None, hints)),
    )


# --- in a line ----------------------------------------------------------------------------------------------


def install(parser: MarkdownIt) -> None:
    """Add the rules to a parser; they go before those of the dialects."""
    for name, pattern, read in _READERS:
        parser.inline.ruler.before("escape", name, _rule(pattern, read))


Read = Callable[[re.Match[str]], Citation | None]


def _rule(pattern: re.Pattern[str], read: Read) -> Any:
    def rule(state: StateInline, silent: bool) -> bool:
        # Silent is who looks where the words of a link end: brackets within them are for nothing but that.
        found = pattern.match(state.src, state.pos, state.posMax) if not silent or read is not _brackets else None
        if not found or state.linkLevel or (read is _bare and _names_a_link(state, found)):
            return False
        citation = read(found)
        if citation is None:
            return False
        if not silent:
            token: Token = state.push(CITATION, "", 0)
            token.content, token.meta = found[0], {CITATION: citation}
        state.pos = found.end()
        return True

    return rule


def _names_a_link(state: StateInline, found: re.Match[str]) -> bool:
    """Tell whether the brackets behind a word are a link of Markdown's own, `[name]` with its target elsewhere."""
    from markdown_it.common.utils import normalizeReference

    inner = found["inner"]
    return bool(inner) and normalizeReference(inner) in state.env.get("references", {})


def _bare(found: re.Match[str]) -> Citation | None:
    key = found["braced"] or found["key"]
    if key == ALL or _RESERVED.match(key):
        return None
    pages = (found["inner"] or "").strip()
    return Citation(found[0], (Item(key, TEXTUAL, suffix=f", {pages}" if pages else ""),), bare=True)


def _brackets(found: re.Match[str]) -> Citation | None:
    """Read `[see @a, p. 3; @b]`: each part has a key, else the brackets are text."""
    items = tuple(_items(found["inner"]))
    if not items or None in items:
        return None
    named = tuple(each for each in items if each)
    return None if all(_RESERVED.match(each.key) for each in named) else Citation(found[0], named)


def _items(inner: str) -> Iterator[Item | None]:
    for part in inner.split(";"):
        at = _AT.search(part)
        key = at and (at["braced"] or at["key"])
        if not at or not key or key == ALL:
            yield None
        else:
            form = UNNAMED if at["minus"] else BRACKETED
            yield Item(key, form, _line(part[: at.start()]).strip(), _line(part[at.end() :]).rstrip())


def _role(found: re.Match[str]) -> Citation | None:
    """Read `` {cite:p}`{see}a{p. 3}, b` ``."""
    form = _FORMS.get(found["name"], BRACKETED)
    parts = [_ROLE_ITEM.fullmatch(part) for part in re.split(r"[,;](?![^{]*\})", found["inner"])]
    items = (Item(each[2], form, _line(each[1] or "").strip(), _behind(each[3] or "")) for each in parts if each)
    return Citation(found[0], tuple(items)) if all(parts) else None


def _command(found: re.Match[str]) -> Citation | None:
    r"""Read `\citep[see][p. 3]{a,b}`: one option stands behind, of two the first stands before."""
    if found["name"] not in _COMMANDS:
        return None
    options = re.findall(r"\[([^\[\]]*)\]", found["options"])
    before, behind = options if len(options) == 2 else ["", *options, ""][:2]
    keys = [key.strip() for key in found["inner"].split(",") if key.strip()]
    form = _FORMS.get(found["name"], BRACKETED)
    items = [Item(key, form) for key in keys]
    if items:
        items[0] = replace(items[0], prefix=_line(before))
        items[-1] = replace(items[-1], suffix=_behind(behind))
    return Citation(found[0], tuple(items)) if items else None


def _behind(text: str) -> str:
    return f", {_line(text).strip()}" if text.strip() else ""


def _line(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text)


_READERS: tuple[tuple[str, re.Pattern[str], Read], ...] = (
    ("citation_brackets", _BRACKETS, _brackets),
    ("citation_word", _BARE, _bare),
    ("citation_role", _ROLE, _role),
    ("citation_command", _COMMAND, _command),
)


# --- where the list stands ----------------------------------------------------------------------------------


def fence(fence: Fence, spoken: bool) -> Block | None:
    """Read `::: {#refs}` and `{bibliography}` in a notebook that has a bibliography."""
    if spoken and (fence.name == "bibliography" or (not fence.name and fence.id == "refs")):
        return Block("references", finish=lambda content: [])
    return None
