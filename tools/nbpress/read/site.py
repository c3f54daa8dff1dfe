"""Read a site: the folder's `_config.yml` in, a `Site` out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from nbpress.core import regular_files
from nbpress.core.errors import ReadError, nearest
from nbpress.core.project import CONFIG
from nbpress.core.records import Mapper, Site
from nbpress.notebook import article_options
from nbpress.notebook.article_options import CODE, FOREIGN
from nbpress.notebook.cell_options import lines
from nbpress.notebook.settings import SANITIZED, TRUSTED, allowable, quiet, spoken
from nbpress.notebook.yaml_text import load as load_yaml

# The image keys of an author are those of the Skinny Bones themes; a preset says where a theme wants them.
PRESETS: Mapping[str, Mapper] = {
    "skinny-bones": Mapper(),
    "minimal-mistakes": Mapper(
        layouts={"article": "single"},
        images={
            "feature": ("header.image", "header.og_image"),
            "teaser": ("header.teaser",),
            "credit": ("header.caption",),
        },
        full=True,
    ),
    "minima": Mapper(layouts={"article": "post"}, images={"feature": ("image",)}, full=True),
    "none": Mapper(layouts={"article": "post"}, images={}),
}
THEMES = {
    "minimal-mistakes-jekyll": "minimal-mistakes",
    "mmistakes/minimal-mistakes": "minimal-mistakes",
    "minima": "minima",
    "jekyll/minima": "minima",
    "mmistakes/skinny-bones-jekyll": "skinny-bones",
}
KEYS = (
    "images",
    "math",
    "styled",
    "front_matter",
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
)
MATHS = ("mathml", "kramdown")
HTML = (TRUSTED, SANITIZED)
DEFAULTS = ("code", *FOREIGN)  # keys of `defaults:`
FOLD = 40  # lines


def load(root: Path) -> Site:
    """Read the settings of the site at `root`; raise ReadError for what nbpress cannot work with."""
    root = root.absolute()
    path = root / CONFIG
    try:
        config = load_yaml(regular_files.content(path).decode("utf-8-sig"))
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
    collections = PurePosixPath(str(config.get("collections_dir") or "."))
    return Site(
        root=root,
        url=str(config.get("url") or "").rstrip("/"),
        baseurl=_base(config.get("baseurl")),
        permalink=_permalink(config),
        timezone=str(config.get("timezone") or ""),
        posts=collections / "_posts",
        drafts=collections / "_drafts",
        images=_images(settings, config),
        math=_choice("math", settings.get("math"), MATHS),
        html=_choice("html", settings.get("html"), HTML),
        fold=_fold(settings.get("fold")),
        styled=bool(settings.get("styled", False)),
        mapper=_mapper(settings.get("front_matter"), config),
        richest=_richest(settings.get("richest")),
        downloads=_downloads(settings.get("source")),
        allow=_allowed(settings.get("allow")),
        files=_suffixes(settings.get("files")),
        excerpt_separator=str(config.get("excerpt_separator") or "").strip(),
        future=config.get("future") is True,
        quiet=quiet(settings.get("quiet")),
        defaults=_of_all(settings.get("defaults")),
        dialects=spoken(settings.get("dialects")),
        illiquid=any(values.get("render_with_liquid") is False for _, values in _defaults(config)),
    )


def _choice(key: str, given: Any, choices: tuple[str, ...]) -> str:
    """Read a setting that has one of some values, the first where it is left out."""
    value = choices[0] if given is None else str(given)
    if value not in choices:
        raise ReadError(f'there is no {key} "{value}"', hint=f"Use {' or '.join(choices)}.")
    return value


def _base(value: Any) -> str:
    path = str(value or "").strip("/")
    return f"/{path}" if path else ""


def _permalink(config: Mapping[str, Any]) -> str:
    """The permalink of posts: a collection's or a default's own comes before the site's, as in Jekyll."""
    collections = config.get("collections")
    posts = collections.get("posts") if isinstance(collections, dict) else None
    own = posts.get("permalink") if isinstance(posts, dict) else None
    for scope, values in _defaults(config):
        if scope.get("type", "posts") == "posts" and not scope.get("path") and values.get("permalink"):
            own = values["permalink"]
    return str(own or config.get("permalink") or "date")


def _defaults(config: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield the site's front matter defaults: where each holds, and its values."""
    entries = config.get("defaults")
    for entry in entries if isinstance(entries, list) else ():
        scope, values = (entry.get("scope") or {}, entry.get("values") or {}) if isinstance(entry, dict) else ({}, {})
        if isinstance(scope, dict) and isinstance(values, dict):
            yield scope, values


def preset(config: Mapping[str, Any]) -> str:
    """Name the front matter mapping of the theme that a site's settings name; `none` for one that is not known."""
    theme = str(config.get("theme") or config.get("remote_theme") or "").split("@")[0]
    return THEMES.get(theme, "skinny-bones" if not theme else "none")


def _images(settings: Mapping[str, Any], config: Mapping[str, Any]) -> PurePosixPath:
    usual = "assets/images" if preset(config) == "minimal-mistakes" else "images"
    return _folder("images", settings.get("images") or usual)


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


def _mapper(given: Any, config: Mapping[str, Any]) -> Mapper:
    """A mapping by name, written out, or the one of the site's theme."""
    if given is None or isinstance(given, str):
        name = given or preset(config)
        if name not in PRESETS:
            raise ReadError(
                f'there is no front matter mapping "{name}"',
                hint=nearest(name, PRESETS) or f"There are {', '.join(PRESETS)}; or write one out.",
            )
        return PRESETS[name]
    if not isinstance(given, dict) or not given.keys() <= {"layouts", "images", "full"}:
        raise ReadError("`front_matter:` takes a name, or a mapping with layouts, images and full")
    layouts, images = given.get("layouts") or {}, given.get("images") or {}
    if not isinstance(layouts, dict) or not all(isinstance(each, str) for pair in layouts.items() for each in pair):
        raise ReadError("`front_matter: layouts:` takes a mapping of layouts to those of the theme")
    if not isinstance(images, dict) or not all(_names(keys) for keys in images.values()):
        raise ReadError("`front_matter: images:` takes a mapping of images to a key of the theme, or a list of keys")
    places = {str(role): (keys,) if isinstance(keys, str) else tuple(keys) for role, keys in images.items()}
    return Mapper(layouts=layouts, images=places, full=bool(given.get("full", False)))


def _names(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def usable(root: Path) -> None:
    """Raise ReadError where the site's folder cannot be written."""
    if not os.access(root, os.W_OK):
        raise ReadError("the site's folder cannot be written", path=root)
