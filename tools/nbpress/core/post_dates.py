"""Dates of posts: `date:` as its author wrote it in, the moment out, on the clock that Jekyll goes by.

Jekyll shows a date in the site's `timezone:`, and puts that day into the post's address. Without one it goes by the machine
that builds it: those that build blogs for others go by UTC, and so does this.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from nbpress.core.regex import regex

_WRITTEN = regex(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[Tt\s]\s*(?P<time>\d{1,2}:\d{2}(?P<second>:\d{2})?)(?:\.\d*)?\s*(?P<zone>\S+)?)?\s*"
)
_OFFSET = regex(r"([-+])(\d{1,2}):?(\d{2})?")
_POSIX = regex(r"(?:[A-Za-z]{3,}|<[^<>]+>)([-+]?)(\d{1,2})(?::(\d{2}))?")
# hours that Ruby's Time.parse knows by name; it takes any other for the machine's own
_NAMED = {
    "Z": 0, "UTC": 0, "UT": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip


def clock(name: str) -> tzinfo:
    """Give the zone that a site's `timezone:` names: by place, or as POSIX writes it (`UTC+3` is behind UTC)."""
    try:
        return ZoneInfo(name) if name else UTC
    except (KeyError, ValueError, OSError):  # KeyError: a zone that is not known here; OSError: a folder of zones
        found = _POSIX.fullmatch(name)
        return _shifted("+" if found[1] == "-" else "-", found[2], found[3]) if found else UTC


def moment(text: str, here: tzinfo, quoted: bool = False) -> datetime:
    """Tell when a post's date is, on the clock `here`; raise ValueError where it is no day or no time.

    A bare day begins here. A time without a zone is one of UTC where YAML reads it, and one from here where it reads text:
    without seconds, or `quoted`.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError(f"no date: {text}")
    written = datetime.fromisoformat(f"{found['day']} {(found['time'] or '00:00').rjust(5, '0')}")
    name = (found["zone"] or "").upper()
    zone = _zone(name, written.year, here) if name else UTC if found["second"] and not quoted else here
    try:
        return written.replace(tzinfo=zone).astimezone(here)
    except OverflowError as error:
        raise ValueError(f"no date that can be: {text}") from error


def _zone(name: str, year: int, here: tzinfo) -> tzinfo:
    offset = _OFFSET.fullmatch(name)
    if offset:
        return _shifted(offset[1], offset[2], offset[3])
    if name in _NAMED:
        return timezone(timedelta(hours=_NAMED[name]))
    halves = (datetime(year, month, 1, tzinfo=here) for month in (1, 7))
    own = {(half.tzname() or "").upper(): half.utcoffset() or timedelta() for half in halves}
    return timezone(own[name]) if name in own else here


def _shifted(sign: str, hours: str, minutes: str | None) -> tzinfo:
    ahead = timedelta(hours=int(hours), minutes=int(minutes or 0))  # a day or more: ValueError
    return timezone(ahead if sign == "+" else -ahead)
