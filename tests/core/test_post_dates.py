"""The moment that Jekyll takes a post's date for: compared with posts that real Jekyll built, in three time zones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import jekyll
import pytest
from builders import notebook, saved, text

from nbpress.core.post_dates import clock, moment
from nbpress.notebook import frontmatter
from nbpress.read import context, site
from nbpress.read.address import address
from nbpress.read.notebook import load

DATES = (
    "2026-03-01",
    "2026-03-01 23:30:00 -0800",
    "2026-03-01 23:30:00 -08:00",
    "2026-03-01 00:30:00 +0900",
    "2026-03-01 05:00:00 Z",
    "2026-03-01T20:00:00+05:30",
    "2026-03-01 23:30:00",
    "2026-03-01 23:30:00.5",
    "'2026-03-01 23:30:00'",
    '"2026-07-01 23:30:00 +0900"',
    "2026-03-01 23:30",
    "2026-03-01 23:30 +0000",
    "2026-03-01 9:30",
    "2026-07-01 23:30 EST",
    "2026-07-01 23:30:00 EDT",
    "2026-07-01 01:30:00 JST",
    "2026-07-01 23:30:00 CET",
    "2026-12-31 23:59:59 +0000",
)
PERMALINK = "/:year/:month/:day/:hour-:minute-:second/:y_day/:title/"


@pytest.mark.parametrize("timezone", ["", "Asia/Tokyo", "America/New_York"])
def test_addresses_are_of_the_day_that_jekyll_computes(timezone: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    (root / "_posts").mkdir(parents=True)
    settings = f"permalink: {PERMALINK}\nfuture: true\nquiet: true\n" + (f"timezone: {timezone}\n" if timezone else "")
    (root / "_config.yml").write_text(settings)
    for number, date in enumerate(DATES):
        (root / "_posts" / f"2020-01-01-post-{number}.md").write_text(f"---\ndate: {date}\n---\nWords.\n")
    jekyll.run(root, TZ="UTC")
    built = {page.parent.name: page.parent.relative_to(root / "_site") for page in root.glob("_site/**/index.html")}
    found = {}
    for number, date in enumerate(DATES):
        front = frontmatter.parse(f"date: {date}")
        when = moment(front.values["date"], clock(timezone), front.quoted("date"))
        found[f"post-{number}"] = address(PERMALINK, front.values, f"post-{number}", when)
    assert found == {name: f"/{path}/" for name, path in sorted(built.items(), key=lambda pair: int(pair[0][5:]))}


@pytest.mark.parametrize(
    ("settings", "date", "day"),
    [
        ("", "2026-03-01 23:30:00 -0800", "2026/03/02"),
        ("timezone: Asia/Tokyo", "2026-03-01 23:30:00", "2026/03/02"),
        ("timezone: America/New_York", "2026-03-01 10:00:00 +0900", "2026/02/28"),
        ("timezone: America/New_York", "2026-03-01", "2026/03/01"),
    ],
)
def test_a_link_to_another_notebook_names_the_day_of_the_site(
    settings: str, date: str, day: str, tmp_path: Path
) -> None:
    (tmp_path / "_config.yml").write_text(f"{settings}\n")
    saved(notebook(head=f"---\ntitle: Other\ndate: {date}\n---"), tmp_path / "other.ipynb")
    path = saved(notebook(text("[x](other.ipynb)")), tmp_path / "x.ipynb")
    found = context.read(load(path), site.load(tmp_path), "2020-01-01")
    assert found.links == {"other.ipynb": f"/{day}/other.html"}


@pytest.mark.parametrize(
    ("name", "hour"),
    [
        ("", 12),
        ("Asia/Tokyo", 21),
        ("UTC+3", 9),
        ("<+05>-5:30", 17),
        ("JST-9", 21),
        ("Nowhere/At-All", 12),
        ("../etc", 12),
    ],
)
def test_a_clock_is_named_by_place_or_as_posix_does(name: str, hour: int) -> None:
    assert datetime(2026, 3, 1, 12, tzinfo=UTC).astimezone(clock(name)).hour == hour


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-02-30", "2026-01-01 25:00", "2026-01-01 1:00 +9900", "0001-01-01 0:00 +1400"]
)
def test_what_is_no_moment_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"no date|out of range|hour must|strictly between|isoformat"):
        moment(text, UTC)
