"""Addresses of posts: what Jekyll makes of a permalink template (Jekyll's documentation, "Permalinks")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from nbpress.read.slug import PRETTY, in_address

STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}


def address(
    permalink: str,
    values: Mapping[str, Any],
    slug: str,
    when: datetime,
    *,
    collection: str = "",
    above: Iterable[str] = (),
) -> str:
    """Give the address of a post below the site's baseurl.

    permalink: the site's template, or the name of one. values: the post's front matter. when: its date by the site's clock.
    collection: that it belongs to, if it is no post. above: the folders above its `_posts`, which Jekyll takes for categories.
    """
    names = tuple(dict.fromkeys((*(name.lower() for name in above), *categories(values))))
    template = str(values.get("permalink") or permalink)
    template = STYLES.get(template, template)
    week = when.isocalendar()
    parts = {
        "categories": "/".join(names),
        "slugified_categories": "/".join(_slugified(name) for name in names),
        "title": in_address(str(values.get("slug") or slug), PRETTY),
        "slug": _slugified(str(values.get("slug") or slug)),
        "year": f"{when:%Y}",
        "month": f"{when:%m}",
        "day": f"{when:%d}",
        "i_month": str(when.month),
        "i_day": str(when.day),
        "short_year": f"{when:%y}",
        "y_day": f"{when:%j}",
        "w_year": str(week.year),
        "week": f"{week.week:02}",
        "w_day": str(week.weekday),
        "short_month": f"{when:%b}",
        "long_month": f"{when:%B}",
        "short_day": f"{when:%a}",
        "long_day": f"{when:%A}",
        "output_ext": ".html",
        "collection": collection or "posts",
        **({"path": slug, "name": _slugified(slug)} if collection else {}),
        "hour": f"{when:%H}",
        "minute": f"{when:%M}",
        "second": f"{when:%S}",
    }
    longest = "|".join(sorted(parts, key=len, reverse=True))
    path = re.sub(rf":({longest})", lambda match: parts[match[1]], template)
    return "/" + quote(re.sub(r"/{2,}", "/", path).lstrip("/"), safe=_SAFE)


_SAFE = "/%:@!$&'()*+,;=~-._"


def _slugified(text: str) -> str:
    return in_address(text).lower()


def categories(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Give a post's categories as parts of its address: `categories` as list or words, `category` as one."""
    given = values.get("categories")
    names = given if isinstance(given, list) else str(given or "").split()
    one = values.get("category")
    every = [*([one] if one else []), *names]
    return tuple(dict.fromkeys(str(name).lower() for name in every))
