"""Foreign HTML made harmless: balanced, so that nothing behind it is swallowed, and its style kept to itself.

In comes a fragment that some library wrote into an output, out goes one that can stand between our own elements. It is
read the way browsers do (HTML Standard, 13.2 "Parsing HTML documents"), as far as nesting goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from hashlib import sha256

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
# Elements that a browser closes by itself, with their parent: they need no end tag of ours.
IMPLIED = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "caption",
        "option",
        "optgroup",
        "rp",
        "rt",
        "rb",
        "rtc",
    ]
)
# Their content is text: markup in it is none.
OPAQUE = frozenset(["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"])
# They belong to a page of its own, and would act on ours.
DROPPED = frozenset(["html", "head", "body", "base", "meta", "link", "plaintext", "frameset", "frame"])
TABLES = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"])
SCOPES = frozenset(["td", "th", "caption", "table", "object", "template", "svg", "math", "foreignobject"])
TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)
    | <!\[CDATA\[.*?\]\]> | <[!?][^>]*> | </[^a-zA-Z][^>]*>
    | </(?P<end>[a-zA-Z][^\s/>]*)[^>]*>
    | <(?P<start>[a-zA-Z][^\s/>]*)(?P<rest>(?:=\s*+"[^"]*+"|=\s*+'[^']*+'|=(?!\s*+["'])|[^>=])*+)>
    | <(?=[a-zA-Z/!?])""",
    re.S | re.X,
)
BRACES = re.compile(r"[{}]")
SCRIPT = re.compile(r"<script\b.*?(?:</script\s*>|\Z)", re.S | re.I)


@dataclass(slots=True)
class _Walk:
    """One pass over a fragment: what has been written, and which elements are open."""

    text: str
    scope: str
    out: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def run(self) -> str:
        position = 0
        while match := TOKEN.search(self.text, position):
            self.out.append(self.text[position : match.start()])
            position = self.token(match)
        self.out.append(self.text[position:])
        self.close(0)
        return "".join(self.out)

    def token(self, match: re.Match[str]) -> int:
        """Deal with one piece of markup; return where the next begins."""
        if match["start"]:
            return self.start(match)
        if match["end"]:
            self.end(match)
        elif match[0] == "<":
            self.out.append("&lt;")  # a tag that never ends
        elif match[0].startswith("<![CDATA[") and self.foreign():
            self.out.append(match[0])
        return match.end()  # comments and declarations say nothing to a reader

    def start(self, match: re.Match[str]) -> int:
        name = match["start"].lower()
        if name in OPAQUE:
            return self.opaque(match, name)
        if name not in DROPPED:
            self.out.append(match[0])
            if name not in VOID and not (match["rest"].endswith("/") and (self.foreign() or name in ("svg", "math"))):
                self.open.append(name)
        return match.end()

    def opaque(self, match: re.Match[str], name: str) -> int:
        """Copy an element whose content is text; scripts and titles are left out, a style is kept to this output."""
        end = re.compile(rf"</{name}\b[^>]*(?:>|\Z)", re.I).search(self.text, match.end())
        content = self.text[match.end() : end.start() if end else len(self.text)]
        if name == "style":
            self.out.append(f"<style>{scoped(content, self.scope)}</style>")
        elif name not in ("script", "title"):
            self.out.append(f"{match[0]}{content}</{name}>")
        return end.end() if end else len(self.text)

    def end(self, match: re.Match[str]) -> None:
        name = match["end"].lower()
        depth = self.opener(name)
        if depth is not None:
            self.close(depth + 1)
            self.open.pop()
            self.out.append(match[0])

    def opener(self, name: str) -> int | None:
        """Find the open element that an end tag closes; one outside of the table cell it stands in is out of reach."""
        for depth in range(len(self.open) - 1, -1, -1):
            if self.open[depth] == name:
                return depth
            if self.open[depth] in (("table", "template") if name in TABLES else SCOPES):
                return None
        return None

    def close(self, depth: int) -> None:
        """Close what is open from `depth` on, innermost first."""
        while len(self.open) > depth:
            name = self.open.pop()
            if name not in IMPLIED:
                self.out.append(f"</{name}>")

    def foreign(self) -> bool:
        return "svg" in self.open or "math" in self.open


def contained(text: str) -> tuple[str, str]:
    """Balance an HTML fragment and take its scripts out; also name the class that its own style is bound to, if any."""
    styles = "".join(re.findall(r"<style\b[^>]*>(.*?)</style", text, re.S | re.I))
    name = f"nb-s{sha256(styles.encode('utf-8', 'replace')).hexdigest()[:8]}" if styles else ""
    return _Walk(text, f".{name or 'nb-html'}").run(), name


def scoped(css: str, scope: str) -> str:
    """Bind every rule of a style sheet to the elements inside `scope`, a selector."""
    css = re.sub(r"/\*.*?(?:\*/|\Z)", "", css, flags=re.S)
    parts: list[str] = []
    position = 0
    while match := re.compile(r"([^{};]*)([{;}])").search(css, position):
        head, position = match[1].strip(), match.end()
        if match[2] == "{":
            end = _block(css, position)
            parts.append(_rule(head, css[position:end], scope))
            position = end + 1
    return "\n".join(parts)


def _rule(head: str, body: str, scope: str) -> str:
    body = body.replace("<", "\\3c ")  # `</style` must not end the element
    if not head.startswith("@"):
        selectors = (selector.strip() for selector in _split(head))
        return f"{', '.join(_bound(selector, scope) for selector in selectors if selector)} {{{body}}}"
    if re.match(r"@(media|supports|layer|container)\b", head):
        return f"{head} {{\n{scoped(body, scope)}\n}}"
    return f"{head} {{{body}}}"


def _split(selectors: str) -> list[str]:
    """Split at the commas that stand in no parentheses."""
    return re.split(r",(?![^(]*\))", selectors)


def _bound(selector: str, scope: str) -> str:
    page = re.match(r"(:root|html|body)\b\s*", selector)
    return f"{scope} {selector[page.end() :]}".rstrip() if page else f"{scope} {selector}"


def _block(css: str, start: int) -> int:
    """Find the brace that ends the block begun before `start`."""
    depth = 1
    for match in BRACES.finditer(css, start):
        depth += 1 if match[0] == "{" else -1
        if not depth:
            return match.start()
    return len(css)


def visible(text: str) -> bool:
    """Whether a fragment shows anything without its scripts: words, a picture, a drawing."""
    bare = re.sub(r"<style\b.*?(?:</style\s*>|\Z)", "", SCRIPT.sub("", text), flags=re.S | re.I)
    return bool(
        re.search(r"<(?:img|svg|table|iframe|video|audio|canvas|object|embed|input|hr|math)\b", bare, re.I)
        or re.sub(r"<[^>]*>|&nbsp;|\s", "", bare)
    )
