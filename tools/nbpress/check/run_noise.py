"""What differs from run to run by nature: times, addresses, ids, temporary paths. It is put aside before pages are compared.

Only what stands in this list is; everything else that differs is a difference. The guide explains it ("Check").
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache

from nbpress.core.regex import regex

_UNIT = r"(?:ns|µs|μs|us|ms|s|secs?|seconds?|mins?|minutes?|h|hours?)"
# Each part has a length: a text of digits and commas alone would be read from each of them to its end.
_NUMBER = r"(?<![\w.])\d[\d,_]{0,20}(?:\.\d{1,20})?(?:e[+-]?\d{1,6})?"
# A minute that stands alone needs two digits before it: 2:15 is a score.
_CLOCK = (
    r"(?:\d{1,2}:[0-5]\d(?::[0-5]\d)? ?[AaPp]\.?[Mm]|"
    r"(?:\d{1,2}:[0-5]\d:[0-5]\d|\d\d:[0-5]\d)(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)"
)
# Behind a duration: a power (5 s^2), the name of another number (mean 5 min 3, max=5 min=3).
_NO_DURATION = rf"(?![\w/^⁻²³=]|<sup>| -?\d[\d,.]{{0,20}}(?![\d,.e]| ?{_UNIT}))"
# Physical rates are results: 11.2 km/s.
_PHYSICAL = r"(?!(?:[fpnµuμmcdhkMGT]?(?:m|g|rad|mol|J|N|C|eV|Pa|V|L|l|K)|deg|ft|mi|miles?)/s)"
_SECONDS = regex(r"(?<![\w.])1\d{9}(?:\.\d+)?(?![\w.])")
# Each with the mark that stands in its place.
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "path",
        regex(
            r"(?:/private)?(?:/var/folders|/var/tmp|/tmp)/[^\s\"'<>:,;)]+|[A-Z]:\\[^\s\"'<>]{0,200}?\\Temp\\[^\s\"'<>]+"
        ),
    ),
    ("id", regex(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE)),
    ("address", regex(r"(?:(?<=\bat )0x[0-9a-f]{6,8}|\b0x[0-9a-f]{9,16})\b", re.IGNORECASE)),
    ("server", regex(r"\b(?:localhost|127\.0\.0\.1|\[::1\]):\d{2,5}\b")),
    ("pid", regex(r"\b(pid|process)([ =:]{1,2})\d{1,7}\b", re.IGNORECASE)),
    ("clock", regex(rf"(?<![\w:.]){_CLOCK}(?![\w:])")),
    ("rate", regex(rf"{_NUMBER} ?{_PHYSICAL}(?:[kMG]i?B|[A-Za-z]{{2,12}})/s(?:ec)?\b")),
    ("duration", regex(rf"{_NUMBER} ?{_UNIT}(?:/[a-z]{{2,10}})?{_NO_DURATION}")),
)


def without(text: str, day: str) -> tuple[str, int]:
    """Put a mark in the place of what differs by nature; give the text and how often that was.

    day: of the run that made the text, YYYY-MM-DD; it counts as a time, and so do its neighbours (time zones). Other dates
    are data.
    """
    found = 0
    if day:
        text, found = _days(day[:10]).subn("<date>", text)
        text, moments = _without_moments(text, day)
        found += moments
    for mark, form in FORMS:
        text, count = form.subn(f"<{mark}>", text)
        found += count
    return text, found


def _without_moments(text: str, day: str) -> tuple[str, int]:
    """Put a mark in the place of each number that is a time about a day; give the text and how many they were."""
    count = 0

    def mark(number: re.Match[str]) -> str:
        nonlocal count
        inside = _within(number[0], day)
        count += inside
        return "<date>" if inside else number[0]

    return _SECONDS.sub(mark, text), count


def _within(seconds: str, day: str) -> bool:
    """Tell whether a number is a time in seconds since 1970 (`time.time()`) that lies about a day."""
    away = datetime.fromtimestamp(float(seconds), UTC).date() - date.fromisoformat(day[:10])
    return abs(away.days) <= 1


@cache
def _days(day: str) -> re.Pattern[str]:
    """The ways in which programs write a day: 2026-11-24T, 24.11.2026, 11/24/2026, Nov 24 2026, 24 November 2026."""
    first = date.fromisoformat(day)
    forms = []
    for each in (first - timedelta(1), first, first + timedelta(1)):
        short, long = _MONTHS[each.month - 1][:3], _MONTHS[each.month - 1]
        month, number = f"(?:{short}|{long})\\.?", f"0?{each.day}"
        forms += [
            rf"{each:%Y}[-/.]?{each:%m}[-/.]?{each:%d}(?:T{_CLOCK})?",
            rf"0?{each.day}[./]0?{each.month}[./]{each:%Y}",
            rf"0?{each.month}/0?{each.day}/{each:%Y}",
            rf"(?:(?:{'|'.join(_WEEKDAYS)})[a-z]*,? )?{month} +{number}(?:,? {each:%Y})?(?= |$|,)",
            rf"{number} {month},? {each:%Y}",
        ]
    return re.compile(rf"(?<![\w.])(?:{'|'.join(forms)})(?!\d)")


# English whatever the machine speaks: what programs print.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
