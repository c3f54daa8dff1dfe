"""Text that must pass Jekyll's two readers, Liquid and then kramdown, without either of them reading it.

In: the text that shall stand on the page. Out: what to write into the post.
"""

from __future__ import annotations

import re

from nbpress.core.regex import regex

OPEN = "{::nomarkdown}"
CLOSE = "{:/nomarkdown}"

_ENDRAW = regex(r"\{%(?=-?\s*endraw)")
_OPENED = '{% endraw %}{{ "{%" }}{% raw %}'  # a `{%` on the page
_APART = "{\ufdd0"  # the same while a text is read back: no page holds that character
# The pieces in which Liquid takes a text that it does not read (TemplateParser of its lib/liquid.rb).
_PIECE = regex(r"\{%.*?%\}|\{\{.*?\}\}?", re.S)
# A line of its own that kramdown would take for the end of the block.
_STOP = regex(r"^( {0,3})\{(?=:/)", re.M)
_RAW_TEXT = regex(r"(<(script|style)\b.*?</\2\s*>)", re.S | re.I)


def raw(text: str) -> str:
    """Return text that Liquid prints as it is; where it holds no Liquid it is left alone."""
    if "{{" not in text and "{%" not in text and not text.endswith("{"):
        return text
    return (
        "{% raw %}" + (text.replace("{%", _OPENED) if _doubled(text) else _ENDRAW.sub(_OPENED, text)) + "{% endraw %}"
    )


def joined(text: str) -> str:
    """Join the raw parts of a text that stand apart only for the sake of a `{%` on the page; `unraw` gives it back."""
    return text.replace(_OPENED, _APART)


def unraw(text: str) -> str:
    """Return what Liquid prints of a raw part, once it is `joined`."""
    return text.removeprefix("{% raw %}").removesuffix("{% endraw %}").replace(_APART, "{%")


def _doubled(text: str) -> bool:
    """Tell whether Liquid 4 prints a part of a raw text twice: that of a piece before another `{%` in it (tags/raw.rb)."""
    whole = text[: text.rfind("%}") + 2]  # behind it no piece ends as a tag does, and every piece before has an end
    return any("{%" in piece[1:] for piece in _PIECE.findall(whole))


def code(text: str) -> str:
    """Return what goes between `{% highlight x %}` and `{% endhighlight %}`: raw stands inside, never outside."""
    return raw(text)


def highlight(text: str, language: str) -> str:
    """Return a whole highlight block; a language that Liquid cannot read becomes plain text."""
    name = language if _LANGUAGE.fullmatch(language) else "text"
    return f"{{% highlight {name} %}}\n{code(text)}\n{{% endhighlight %}}"


def fence(text: str, language: str) -> str:
    """Return the same as a fenced block, of which some themes make more than of a highlight block."""
    name = language if _LANGUAGE.fullmatch(language) else "text"
    marks = "~" * max((len(run) + 1 for run in re.findall(r"^ *(~{3,})", text, re.M)), default=3)
    return f"{marks} {name}\n{raw(text)}\n{marks}"


WRITERS = {"highlight": highlight, "fence": fence}  # by the word of a theme's table

_LANGUAGE = regex(r"[a-zA-Z0-9.+#_-]+")


def html(text: str) -> str:
    """Return an HTML fragment as a block that neither Liquid nor kramdown reads, whatever it holds."""
    return block(raw(closed(text)))


def block(text: str) -> str:
    """Wrap what Liquid has been told to leave alone; a line of dashes under the first would make a heading."""
    return f"{OPEN}\n{_UNDERLINE.sub(_down, text)}\n{CLOSE}"


_UNDERLINE = regex(r"\A(?:\{% raw %\})?[-=]+[ \t]*(?:\{% endraw %\})?(?:\n|\Z)")


def _down(found: re.Match[str]) -> str:
    return "\n" + found[0]


def closed(text: str) -> str:
    """Return the fragment without a line that would end a `nomarkdown` block."""
    if "{:/" not in text:
        return text
    parts = _RAW_TEXT.split(text)
    # Scripts and style sheets know no entities; there, more indentation is enough for kramdown.
    return "".join(
        _STOP.sub(r"    \1{", part) if index % 3 == 1 else _STOP.sub(r"\1&#123;", part)
        for index, part in enumerate(parts)
        if index % 3 != 2
    )


def inline(text: str) -> str:
    """Return an HTML fragment for the middle of a paragraph: one line, every risky character an entity."""
    if not _RISKY.search(text):
        return f"{OPEN}{text}{CLOSE}"
    parts = _TAGS.split(text)
    return OPEN + "".join(_in_tag(part) if odd % 2 else _in_text(part) for odd, part in enumerate(parts)) + CLOSE


_RISKY = regex(r"[\n{|`]")
_TAGS = regex(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
_ENTITIES = {"{": "&#123;", "|": "&#124;", "`": "&#96;"}


def _in_tag(part: str) -> str:
    return re.sub(r"[{|`]", lambda found: _ENTITIES[found[0]], part.replace("\n", " "))


def _in_text(part: str) -> str:
    # A newline counts inside <pre>; written as an entity it ends no paragraph.
    return re.sub(r"[{|`]", lambda found: _ENTITIES[found[0]], part).replace("\n", "&#10;")
