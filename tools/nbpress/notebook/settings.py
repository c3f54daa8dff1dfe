"""What may stand under `nbpress:` in a front matter: its keys, and the shape of their values.

`depends`, `inputs`, `expect`, `warn` and `tolerance` are read where they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nbpress.core.errors import ReadError, nearest
from nbpress.core.notices import KINDS, Notice
from nbpress.core.regex import regex
from nbpress.notebook import hiding, words
from nbpress.notebook.article_options import CODE
from nbpress.notebook.dialects import names

NEVER = "never"  # the only value of `run:`; a notebook that is published with the outputs that it holds
TRUSTED, SANITIZED = "trusted", "sanitized"  # the values of `html:`: what the author's own HTML may do
NUMBERS = ("auto", "all", "none")  # the values of `numbers:`: which figures, tables and their like have one
LIGHT, BOTH = FIGURES = ("light", "both")  # the values of `figures:`: for which pages a run draws its figures
HASH = regex(r"sha256-[0-9a-f]{8,64}")  # how `allow:` names a value that is no secret
WORD = regex(r"(?!sha256)[A-Za-z][A-Za-z _-]{0,39}")  # a tag or an option there; no value of a secret is one


def _expressions(value: Any) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and type(expression) in (str, int, float) for name, expression in value.items()
    )


def _names(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(name, str) for name in value))


def hashes(value: Any) -> bool:
    """Tell whether a value is what `allow:` takes: the hash of a value, or a list of such."""
    return _names(value) and all(HASH.fullmatch(each) for each in ([value] if isinstance(value, str) else value))


def _text(value: Any) -> bool:
    return isinstance(value, str)


def words_allowed(*given: Any) -> frozenset[str]:
    """Give the words among what `allow:` holds, of an article's settings or a site's, as they are compared."""
    found = (each.get("allow") or () if isinstance(each, Mapping) else each for each in given)
    texts = (text for each in found for text in ([each] if isinstance(each, str) else each))
    return frozenset(hiding.plain(text) for text in texts if not HASH.fullmatch(text))


def allowable(value: Any) -> bool:
    """Tell whether a value is what `allow:` takes: hashes of values, and words that look like one that hides a cell."""
    return _names(value) and all(
        HASH.fullmatch(each) or WORD.fullmatch(each) for each in ([value] if isinstance(value, str) else value)
    )


def _any(_: Any) -> bool:
    return True


SHAPES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "depends": (_any, ""),
    "results": (_expressions, "a mapping of names to expressions"),
    "expect": (_any, ""),
    "warn": (_any, ""),
    "kernel": (_text, "the name of a kernel"),
    "run": (lambda value: value == NEVER, f"`{NEVER}`, or is left out"),
    "liquid": (lambda value: isinstance(value, bool), "true or false"),
    "parameters": (lambda value: isinstance(value, Mapping), "a mapping of parameters to values"),
    "inputs": (_any, ""),
    "private": (_names, "a parameter or a list of parameters"),
    "tolerance": (_any, ""),
    "timings": (_names, "a result or a list of results that measure time"),
    "html": (lambda value: value in (TRUSTED, SANITIZED), f"`{TRUSTED}` or `{SANITIZED}`"),
    "quiet": (_names, "a code of a warning or a list of codes"),
    "collection": (_text, "the name of a collection"),
    "folder": (_text, "a folder of posts"),
    "allow": (allowable, "hashes such as sha256-0123456789ab, or tags, as the error names them"),
    "code": (lambda value: value in CODE, f"`{'`, `'.join(CODE)}`"),
    "dialects": (_names, "the name of a dialect, or a list of them"),
    "numbers": (lambda value: value in NUMBERS, f"`{'`, `'.join(NUMBERS)}`"),
    "figures": (lambda value: value in FIGURES, f"`{'`, `'.join(FIGURES)}`"),
    "words": (words.fits, "kinds, such as `figure: Fig.`, or `figure: [Fig., Figs.]` for one and for several"),
}


def checked(settings: Mapping[str, Any]) -> None:
    """Raise ReadError for an unknown key, with the nearest known one, and for a value of another shape."""
    for key, value in settings.items():
        if key not in SHAPES:
            raise ReadError(
                f'`nbpress:` has no key "{key}"',
                place="front matter",
                hint=nearest(str(key), SHAPES) or f"It has {', '.join(SHAPES)}.",
            )
        fits, takes = SHAPES[key]
        if value is not None and not fits(value):
            raise ReadError(f"`nbpress: {key}:` takes {takes}, not {value!r}", place="front matter")
    try:
        spoken(settings.get("dialects"))
        quiet(settings.get("quiet"))
    except ReadError as error:
        error.place = "front matter"
        raise


def spoken(given: Any) -> tuple[str, ...]:
    """Read what `dialects:` takes, a name or a list of names; raise ReadError for any other, with the nearest."""
    if not _names(given or []):
        raise ReadError("`dialects:` takes names of dialects", hint=f"There are {', '.join(names())}.")
    found = (given,) if isinstance(given, str) else tuple(given or ())
    for name in found:
        if name not in names():
            raise ReadError(
                f'there is no dialect "{name}"', hint=nearest(name, names()) or f"There are {', '.join(names())}."
            )
    return found


def quiet(given: Any) -> tuple[str, ...]:
    """Read what `quiet:` takes, a code of a warning or a list of such; raise ReadError for any other, with the nearest."""
    if not _names(given or []):
        raise ReadError("`quiet:` takes codes of warnings", hint="For example [nb-dead-link].")
    codes = (given,) if isinstance(given, str) else tuple(given or ())
    for code in codes:
        if code not in KINDS:
            hint = nearest(code, KINDS) or "A warning names its code."
            raise ReadError(f'`quiet:` knows no warning "{code}"', hint=hint)
    return codes


def sanitized(settings: Mapping[str, Any], site: str) -> bool:
    """Tell whether an article's HTML is that of somebody who is not trusted: its own setting goes before the site's."""
    return (settings.get("html") or site) == SANITIZED


def both_figures(settings: Mapping[str, Any], site: str) -> bool:
    """Tell whether a run draws its figures for dark pages too: an article's own setting goes before its site's."""
    return (settings.get("figures") or site) == BOTH


def contradictions(settings: Mapping[str, Any], site: str) -> list[Notice]:
    """Say what an article asks for that its site, or its own setting, speaks against."""
    found = []
    if site == SANITIZED and settings.get("html") == TRUSTED:
        found.append(
            Notice("nb-trusted-html", "its front matter asks for `html: trusted`, in a site that is sanitized")
        )
    if settings.get("liquid") and sanitized(settings, site):
        said = "`liquid: true` counts for nothing with `html: sanitized`: Liquid can write any HTML"
        found.append(Notice("nb-unread-liquid", said))
    return found


def timings(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the results that measure time, which every run changes."""
    given = settings.get("timings") or []
    return (given,) if isinstance(given, str) else tuple(given)


def private_names(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the names under `private:` of a front matter: one, or a list of them."""
    given = settings.get("private") or []
    return (given,) if isinstance(given, str) else tuple(map(str, given)) if isinstance(given, list) else ()
