"""Read a site: the folder's `_config.yml` in, a `Site` out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from nbpress.core import looks
from nbpress.core.errors import ReadError, nearest
from nbpress.core.project import CONFIG
from nbpress.core.records import Default, Site, Theme
from nbpress.notebook import article_options, words
from nbpress.notebook.article_options import CODE, FOREIGN
from nbpress.notebook.cell_options import lines
from nbpress.notebook.settings import FIGURES, NUMBERS, SANITIZED, TRUSTED, allowable, quiet, spoken
from nbpress.notebook.yaml_text import load as load_yaml
from nbpress.read import places, themes

KEYS = (
    "images",
    "math",
    "styled",
    "theme",
    "collection",
    "folder",
    "source",
    "comments",
    "richest",
    "allow",
    "files",
    "html",
    "fold",
    "quiet",
    "defaults",
    "dialects",
    "numbers",
    "figures",
    "words",
    "bibliography",
    "csl",
    "citation",
)
MATHS = ("mathml", "kramdown")
HTML = (TRUSTED, SANITIZED)
DEFAULTS = ("code", *FOREIGN)  # keys of `defaults:`
FOLD = 40  # lines
ALL = 99  # folders between, which is more than there are


def load(root: Path) -> Site:
    """Read the settings of the site at `root`; raise ReadError for what nbpress cannot work with."""
    root = root.absolute()
    path = root / CONFIG
    try:
        config = load_yaml(looks.content(path).decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise ReadError(
            f"this is no Jekyll site: it has no {CONFIG}", path=root, hint="Name the folder that holds it: --site PATH."
        ) from error
    except (OSError, ValueError, yaml.YAMLError) as error:  # ValueError: `!!int x`, a 13th month
        raise ReadError(f"the site's settings cannot be read: {error}", path=path) from error
    if config is None:
        config = {}
    if not isinstance(config, dict):
        raise ReadError("the site's settings are no mapping of keys to values", path=path)
    try:
        return _site(root, config)
    except ReadError as error:
        raise ReadError(error.what, path=path, hint=error.hint) from error


def default(root: Path) -> Site:
    """Give a site with Jekyll's defaults, for a notebook that belongs to none."""
    return _site(root, {})


def _site(root: Path, config: Mapping[str, Any]) -> Site:
    settings = config.get("nbpress") or {}
    if not isinstance(settings, dict):
        raise ReadError("`nbpress:` holds no mapping of keys to values")
    if "front_matter" in settings:
        raise ReadError(
            "the setting `front_matter:` is called `theme:` now",
            hint="Write `theme: NAME`, or its keys; in place of `full: true` stands `paths: root`, which is the default.",
        )
    for key in settings:
        if key not in KEYS:
            raise ReadError(
                f'nbpress knows no setting "{key}"', hint=nearest(str(key), KEYS) or f"It knows {', '.join(KEYS)}."
            )
    markdown = str(config.get("markdown") or "kramdown").lower()
    if markdown != "kramdown":
        raise ReadError(
            f"the site's Markdown is {markdown}; nbpress writes for kramdown, Jekyll's own",
            hint="Remove `markdown:` from the settings, or set it to kramdown.",
        )
    folder = PurePosixPath(str(config.get("collections_dir") or "."))
    known, theme = _theme(settings.get("theme"), config, root)
    layouts, complete = _layouts(config, root, known)
    site = Site(
        root=root,
        url=str(config.get("url") or "").rstrip("/"),
        baseurl=_base(config.get("baseurl")),
        permalink=_permalink(config),
        timezone=str(config.get("timezone") or ""),
        posts=folder / "_posts",
        drafts=folder / "_drafts",
        images=_folder("images", settings.get("images") or known.folder),
        math=_choice("math", settings.get("math"), MATHS),
        html=_choice("html", settings.get("html"), HTML),
        fold=_fold(settings.get("fold")),
        styled=bool(settings.get("styled", known.styled)),
        theme=theme,
        richest=_richest(settings.get("richest")),
        downloads=_downloads(settings.get("source")),
        allow=_allowed(settings.get("allow")),
        files=_suffixes(settings.get("files")),
        excerpt_separator=str(config.get("excerpt_separator") or "").strip(),
        future=config.get("future") is True,
        quiet=quiet(settings.get("quiet")),
        cell_defaults=_of_all(settings.get("defaults")),
        dialects=spoken(settings.get("dialects")),
        illiquid=any(each.values.get("render_with_liquid") is False for each in _defaults(config)),
        collections=_collections(config.get("collections")),
        collections_dir=folder,
        defaults=tuple(_defaults(config)),
        layouts=layouts,
        complete=complete,
        exclude=_names(config.get("exclude")),
        numbers=_choice("numbers", settings.get("numbers"), NUMBERS),
        figures=_choice("figures", settings.get("figures"), FIGURES),
        words=_words(settings.get("words")),
        bibliography=_names(settings.get("bibliography")),
        csl=str(settings.get("csl") or ""),
        lang=str(config.get("lang") or config.get("locale") or ""),
    )
    return places.settled(site, settings)


def _theme(given: Any, config: Mapping[str, Any], root: Path) -> tuple[themes.Known, Theme]:
    """The theme of a site, which its settings may name, and change key by key."""
    keys = {} if given is None else {"name": given} if isinstance(given, str) else given
    if not isinstance(keys, dict) or not isinstance(keys.get("name", ""), str):
        raise ReadError(
            "`theme:` takes the name of a theme, or a mapping of its keys", hint="For example `theme: none`."
        )
    known = themes.chosen(keys["name"]) if "name" in keys else themes.found(config, root)[0]
    return known, themes.changed(known.theme, {key: value for key, value in keys.items() if key != "name"})


def _layouts(config: Mapping[str, Any], root: Path, known: themes.Known) -> tuple[frozenset[str], bool]:
    """The layouts that a site holds, or its gem does; and whether there can be no others."""
    gem = themes.named(config)
    own = _held(root, PurePosixPath(str(config.get("layouts_dir") or "_layouts").strip("/")))
    return frozenset((*(own or ()), *(known.provides if gem else ()))), bool(known.provides) if gem else own is not None


def _held(root: Path, folder: PurePosixPath) -> list[str] | None:
    """Name the layouts in a folder; None where there is no such folder below the site."""
    if not folder.parts or ".." in folder.parts:
        return None
    try:
        looks.tree(root / folder, ALL)
        files = sorted((root / folder).rglob("*.*")) if looks.is_folder(root / folder) else None
    except (OSError, ValueError):  # a name that no disk takes
        return None
    return None if files is None else [path.relative_to(root / folder).with_suffix("").as_posix() for path in files]


def _collections(given: Any) -> dict[str, Mapping[str, Any]]:
    """The site's own collections, with what is set of each; a list names those of which nothing is."""
    every = given if isinstance(given, dict) else dict.fromkeys(map(str, given)) if isinstance(given, list) else {}
    return {str(name): value if isinstance(value, dict) else {} for name, value in every.items()}


def _choice(key: str, given: Any, choices: tuple[str, ...]) -> str:
    """Read a setting that has one of some values, the first where it is left out."""
    value = choices[0] if given is None else str(given)
    if value not in choices:
        raise ReadError(f'there is no {key} "{value}"', hint=f"Use {' or '.join(choices)}.")
    return value


def _names(given: Any) -> tuple[str, ...]:
    """Read a list of names of Jekyll's, which may be a single one."""
    return (given,) if isinstance(given, str) else tuple(map(str, given)) if isinstance(given, list) else ()


def _base(value: Any) -> str:
    path = str(value or "").strip("/")
    return f"/{path}" if path else ""


def _permalink(config: Mapping[str, Any]) -> str:
    """The permalink of posts: a collection's or a default's own comes before the site's, as in Jekyll."""
    collections = config.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    own = posts.get("permalink") if isinstance(posts, dict) else None
    for each in _defaults(config):
        if each.type in ("", "posts") and not each.path and each.values.get("permalink"):
            own = each.values["permalink"]
    return str(own or config.get("permalink") or "date")


def _defaults(config: Mapping[str, Any]) -> Iterator[Default]:
    """Yield the site's front matter defaults."""
    entries = config.get("defaults")
    for entry in entries if isinstance(entries, list) else ():
        scope, values = (entry.get("scope") or {}, entry.get("values") or {}) if isinstance(entry, dict) else ({}, {})
        if isinstance(scope, dict) and isinstance(values, dict):
            kind = str(scope.get("type") or "")
            yield Default(str(scope.get("path") or ""), _OLD_TYPES.get(kind, kind), values)


_OLD_TYPES = {"post": "posts", "page": "pages", "draft": "drafts"}


def _downloads(source: Any) -> PurePosixPath | None:
    """The folder of notebooks to download; a theme may read more of `source:`."""
    given = source.get("downloads") if isinstance(source, dict) else None
    return _folder("downloads", given) if given else None


def _folder(key: str, given: Any) -> PurePosixPath:
    path = PurePosixPath(str(given).strip("/"))
    if ".." in path.parts or any(part.startswith(("_", ".")) for part in path.parts):
        raise ReadError(
            f"`{key}: {path}` is no folder that Jekyll copies",
            hint="Name one below the site, without _ or . in front.",
        )
    return path


def _richest(given: Any) -> tuple[str, ...]:
    types = [given] if isinstance(given, str) else given or []
    if not isinstance(types, list) or not all(isinstance(name, str) and "/" in name for name in types):
        raise ReadError(
            "`richest:` takes MIME types of outputs, best first", hint="For example [image/png, text/html]."
        )
    return tuple(types)


def _fold(given: Any) -> int:
    found = FOLD if given is None else lines(given)
    if found is None:
        raise ReadError(
            "`fold:` takes after how many lines a printed text folds, or false", hint="For example `fold: 40`."
        )
    return found


def _words(given: Any) -> dict[str, Any]:
    if not words.fits(given or {}):
        raise ReadError(
            "`words:` takes kinds with the words before their numbers", hint="For example `words: {figure: Fig.}`."
        )
    return dict(given or {})


def _allowed(given: Any) -> tuple[str, ...]:
    if not allowable(given or []):
        raise ReadError(
            "`allow:` takes hashes such as sha256-0123456789ab, or tags", hint="nbpress names them where it stops."
        )
    return (given,) if isinstance(given, str) else tuple(given or ())


def _of_all(given: Any) -> Mapping[str, Any]:
    """Read what holds for the cells of all articles; what runs of one is its own to say."""
    found = given or {}
    if not isinstance(found, dict):
        raise ReadError("`defaults:` takes a mapping with code, execute and format")
    for key in found:
        if key not in DEFAULTS:
            raise ReadError(
                f'`defaults:` has no key "{key}"', hint=nearest(str(key), DEFAULTS) or f"It has {', '.join(DEFAULTS)}."
            )
    if found.get("code") is not None and found["code"] not in CODE:
        raise ReadError(f'there is no code "{found["code"]}"', hint=f"Use {' or '.join(CODE)}.")
    foreign = article_options.foreign(found)
    article_options.checked(foreign, ())
    if not article_options.runs(foreign) or article_options.options((foreign, None)).get("error"):
        raise ReadError("`defaults:` says how cells are shown; what runs is said in the article", hint="Leave it out.")
    return found


def _suffixes(given: Any) -> tuple[str, ...]:
    found = [given] if isinstance(given, str) else given or []
    if not isinstance(found, list) or not all(isinstance(each, str) and re.fullmatch(r"\.\w+", each) for each in found):
        raise ReadError("`files:` takes suffixes of files that come along with a page", hint='For example [".yaml"].')
    return tuple(each.lower() for each in found)


def usable(root: Path) -> None:
    """Raise ReadError where the site's folder cannot be written."""
    if not os.access(root, os.W_OK):
        raise ReadError("the site's folder cannot be written", path=root)
