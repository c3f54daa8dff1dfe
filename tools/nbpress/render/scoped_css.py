"""A style sheet of an output, bound to that output: what it says of a table holds for no other table of the page.

In comes CSS as the HTML of an output brings it, out goes the same with the output's own class before every selector. tinycss2
reads it as CSS Syntax Level 3 has it: a brace in a text, a comma in an attribute's value or a comment mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from nbpress.core.regex import regex

CONDITIONS = 10  # `@media`, `@supports`, … inside each other
_CONDITIONAL = frozenset(("media", "supports", "layer", "container", "starting-style"))
_BESIDE = regex(r"\A\s*[+~|]|\\|:root\b|:has\(")  # a selector that leads out of its scope, or hides that it does


def scoped(css: str, scope: str, *, trusted: bool = True) -> str:
    """Bind every rule of a style sheet to the elements inside `scope`, a selector.

    Rules in more than a few conditions inside each other are left out; so is, where the author is not trusted, what an
    attribute `style` may not hold.
    """
    from tinycss2 import parse_stylesheet  # only a page whose outputs bring styles needs it

    return "\n".join(_rules(parse_stylesheet(css, skip_comments=True, skip_whitespace=True), scope, 0, trusted))


def _rules(nodes: Iterable[Any], scope: str, depth: int, trusted: bool) -> list[str]:
    found = (_rule(node, scope, depth, trusted) for node in nodes if depth <= CONDITIONS)
    return [rule for rule in found if rule]


def _rule(node: Any, scope: str, depth: int, trusted: bool) -> str:
    """Write one rule; nothing for one that is broken, stands without a block, or is nested beyond any reason."""
    if node.type not in ("qualified-rule", "at-rule") or node.content is None:
        return ""
    if any(token.type == "error" for token in node.prelude):
        return ""
    try:
        if node.type == "qualified-rule":
            return _qualified(node, scope, trusted)
        return _at(node, scope, depth, trusted)
    except RecursionError:  # thousands of brackets inside each other: tinycss2 reads them, and writes them by recursion
        return ""


def _qualified(node: Any, scope: str, trusted: bool) -> str:
    bound = _selectors(node.prelude, scope)
    body = _written(node.content)
    if not trusted:
        from nbpress.render import sanitized_html

        body = sanitized_html.declarations(body)
        bound = [each for each in bound if body and not _BESIDE.search(each[len(scope) :])]
    return f"{', '.join(bound)} {{{body}}}" if bound else ""


def _at(node: Any, scope: str, depth: int, trusted: bool) -> str:
    head = f"@{node.at_keyword} {_written(node.prelude).strip()}".rstrip()
    name = node.lower_at_keyword
    if name in _CONDITIONAL:
        from tinycss2 import parse_rule_list

        inner = _rules(parse_rule_list(node.content, True, True), scope, depth + 1, trusted)
        return "\n".join([f"{head} {{", *inner, "}"])
    if name == "scope":  # its own scope is one inside ours
        return _own_scope(node, scope) if trusted else ""
    return f"{head} {{{_written(node.content)}}}" if trusted else ""


def _own_scope(node: Any, scope: str) -> str:
    ours = [
        f"({', '.join(_selectors(part.content, scope))})" if part.type == "() block" else _written([part])
        for part in node.prelude
    ]
    head = "".join(ours).strip() or f"({scope})"
    return f"@scope {head} {{{_written(node.content)}}}"


def _selectors(prelude: Iterable[Any], scope: str) -> list[str]:
    """Bind each selector of a list; only a comma that stands in no brackets parts two."""
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return [_bound(selector, scope) for selector in (_written(part).strip() for part in parts) if selector]


def _bound(selector: str, scope: str) -> str:
    page = re.match(r"(:root|html|body)(?![\w-])\s*", selector)
    return f"{scope} {selector[page.end() :]}".rstrip() if page else f"{scope} {selector}"


def _written(tokens: Iterable[Any]) -> str:
    """Write tokens as CSS; whatever they hold, it does not end the element `style`."""
    from tinycss2 import serialize

    return str(serialize([token for token in tokens if token.type != "comment"])).replace("</", "<\\/")
