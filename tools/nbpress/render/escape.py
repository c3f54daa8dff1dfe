"""Plain text as kramdown's Markdown: only what kramdown or Liquid would read gets a backslash or an entity.

Each rule holds for `input: GFM`, with and without `hard_wrap`, and for `input: kramdown`. The rules look at one
text between two pieces of markup; its ends count as dangerous, because what stands beside them is not known.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from nbpress.core.regex import regex

_ENTITY = {
    "|": "&#124;", "`": "&#96;", "{": "&#123;", "<": "&lt;", ">": "&gt;", "&": "&amp;", "~": "&#126;", "\\": "&#92;",
    "\n": " ", "\t": " ",
}  # fmt: skip

_RISKY = regex(
    r"""
    [|`\n\t]                                # tables, code
  | \{(?=[{%:\#]|\Z)                        # Liquid, attribute lists, ids
  | <(?![ =])                               # tags, << as a quotation mark
  | >(?=>|\Z)
  | &(?=\#?[\w:][\w.:-]*;|\Z)               # entities
  | ~(?=~|\Z) | (?<=~)~                     # strikethrough
  | \\(?=[\\.*_+`<>()\[\]{}\#!:|"'$=~-]|\Z)
  | (?<!\ )\* | \*(?!\ )                    # emphasis
  | (?<![A-Za-z])_ | _(?![^\W_])
  | \$(?=\$|\Z) | (?<=\$)\$ | \A\$          # mathematics
  | (?<=-)-                                 # dashes
  | \[(?![^\[\]]*\](?:[^(\[:{]|\Z))        # links
    """,
    re.X,
)
_ANY = regex(r"[|`\n\t{<>&~\\*_$\[-]")  # without one of these, most of a text, there is no need to look closer
_BRACKET = regex(r"[\[\]]")
_START = regex(r"(?:[#>=^]|[+*-](?=\s|\Z)|:(?=\s)|\[(?=[ xX]\](?:\s|\Z)))|(\d+)(?=\.(?:\s|\Z))")

# A value of the run, safe in Markdown and in HTML alike: entities only, and no curly quotes.
_VALUE = regex(r"[\\`*_{}\[\]<>|~$^&\"'#!+=:\n\t]|(?<=-)-|(?<=\.)\.")


def text(value: str) -> str:
    """Return a text that stands on the page letter for letter, in Markdown as well as in HTML."""
    return _VALUE.sub(lambda found: " " if found[0] in "\n\t" else f"&#{ord(found[0])};", value)


def prose(value: str, *, bracketed: bool = False) -> str:
    """Escape the author's text; `bracketed` within the brackets of a link or an image."""
    escaped = _RISKY.sub(_escaped, value) if _ANY.search(value) else value
    return _BRACKET.sub(_bracket, escaped.replace("\\[", "[")) if bracketed else escaped


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    if char == "\\" and found.end() < len(found.string):
        return "\\\\"
    return _ENTITY.get(char, "\\" + char)


def _bracket(found: re.Match[str]) -> str:
    return "\\" + found[0]


def start(line: str) -> str:
    """Escape what would begin a block at the start of a paragraph: `#`, `-`, `2020.`, `: `, …"""
    found = _START.match(line)
    if not found:
        return line
    return f"{found[1]}\\{line[found.end() :]}" if found[1] else "\\" + line if line[0] != "^" else f"&#94;{line[1:]}"


def target(address: str) -> str:
    """Return the address of a link for Markdown: percent signs for what would end it early."""
    return _AMPERSAND.sub("&amp;", quote(address, safe="%/:=&?~#+!$,;@-._"))


_AMPERSAND = regex(r"&(?=#?[\w:][\w.:-]*;)")


def title(value: str) -> str:
    """Return a link's title between quotation marks, with the space before it."""
    if not value.strip():
        return ""
    return ' "' + _TITLE.sub(lambda found: f"&#{ord(found[0])};", " ".join(value.split())) + '"'


_TITLE = regex(r"[\"&<>|{`\\]")


def code(value: str) -> str:
    """Return a code span: backticks where kramdown leaves its text alone, else HTML."""
    if _PLAIN_CODE.fullmatch(value):
        return f"`{value}`"
    return "<code>" + _CODE.sub(lambda found: f"&#{ord(found[0])};", value) + "</code>"


_PLAIN_CODE = regex(r"(?!.*(?:\{\{|\{%))(?! )[^\n`|]*[^\n`| {]")
_CODE = regex(r"[&<>\"'`|{}\n\t\\*_$\[\]~^]|^ | $|(?<= ) ")


def attribute(value: str) -> str:
    """Return text for an HTML attribute, or between tags."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


# A theme may write a text of the front matter into its page as it is, escaped, or as Markdown: an entity would be seen in one
# of them. A word joiner is seen in none, and what it parts is neither a tag, a list of attributes nor a link.
JOINER = "\u2060"
_LIVE = regex(r"<(?=[A-Za-z/!?])")
_MARKUP = regex(r"\{(?=:)|\](?=\()")


def inert(text: str) -> str:
    """Keep a plain text from being HTML, whatever a theme does with it; most texts stay as they are."""
    text = _LIVE.sub(rf"\g<0>{JOINER}", text)
    return _MARKUP.sub(rf"\g<0>{JOINER}", text) if any(sign in text for sign in "=&:") else text


def readable(text: str) -> str:
    """Give the text that was made inert."""
    return re.sub(rf"(?<=[<{{\]]){JOINER}", "", text)
