"""An article that Jekyll would read otherwise than it was meant is not written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from nbpress.check.article import article, future, named
from nbpress.core.errors import CheckError
from nbpress.core.records import Article, Site
from nbpress.notebook import frontmatter

SITE = Site(root=Path())


def made(header: dict[str, Any], text: str | None = None, **files: bytes) -> Article:
    pictures = {PurePosixPath(name): content for name, content in files.items()}
    written = f"---\n{frontmatter.dump(header)}---\n\nText\n" if text is None else text
    return Article("x", PurePosixPath("_posts/2020-01-02-x.md"), written, pictures, header)


def test_a_sound_article_passes() -> None:
    good = made(
        {"title": "Keras: MNIST", "date": "2020-01-02 10:00:00 +0100"},
        '---\ntitle: "Keras: MNIST"\ndate: 2020-01-02 10:00:00 +0100\n---\n',
    )
    article(good, SITE, {})
    assert future("2020-01-02", datetime(2021, 1, 1, tzinfo=UTC)) == ""


def test_what_would_be_read_back_differently_is_refused() -> None:
    with pytest.raises(CheckError, match="title"):
        article(
            made({"title": "2020-01-01", "date": "2020-01-02"}, "---\ntitle: other\ndate: 2020-01-02\n---\n"), SITE, {}
        )


@pytest.mark.parametrize("date", ["2020-13-01", "yesterday", "2020-02-30", "20200101", ""])
def test_a_date_that_is_none_is_refused(date: str) -> None:
    with pytest.raises(CheckError, match="date"):
        article(made({"title": "x", "date": date}), SITE, {})


@pytest.mark.parametrize("date", ["2020-01-01 25:00", "2020-01-01 10:61:00", "2020-01-01 10:00 +9900"])
def test_a_time_of_no_day_is_refused(date: str) -> None:
    with pytest.raises(CheckError, match="no time of a day"):
        article(made({"title": "x", "date": date}, f"---\ntitle: x\ndate: {date}\n---\n"), SITE, {})


def test_an_image_that_nobody_has_is_refused_with_the_way_out() -> None:
    header = {
        "title": "x",
        "date": "2020-01-02",
        "image": {"teaser": "general/tea.png", "path": "/images/general/tea.png"},
    }
    with pytest.raises(CheckError, match=r"images/general/tea\.png") as caught:
        article(made(header), SITE, {})
    assert "#| label: tea" in str(caught.value)
    article(made(header), SITE, {PurePosixPath("images/general/tea.png"): True})
    article(made(header, None, **{"images/general/tea.png": b"x"}), SITE, {})


def test_addresses_elsewhere_are_no_files_of_the_site() -> None:
    assert named({"image": {"feature": "https://a.b/c.png", "credit": "Somebody", "thumb": "t.svg"}}, SITE) == (
        PurePosixPath("images/t.svg"),
    )


def test_a_date_to_come_is_warned_of() -> None:
    assert "--future" in future("2999-01-01", datetime(2020, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "left_out"),
    [
        ("2020-06-15", False),
        ("2020-06-15 11:59:00 +0000", False),
        ("2020-06-15 12:01:00 +0000", True),
        ("2020-06-15 13:30:00 +0200", False),
        ("2020-06-15 10:30:00 -0200", True),
        ("2020-06-16 00:30:00 +1400", False),
        ("2020-06-14 23:30:00 -1300", True),
        ("2020-06-15T23:00:00Z", True),
        ("2020-06-15 12:01:00", True),
        ("2020-06-15 11:59", False),
        ("2020-06-15 9:30 EST", True),
        ("2020-06-17 9:30 EST", True),
    ],
)
def test_a_time_to_come_is_seen_in_any_time_zone(written: str, left_out: bool) -> None:
    now = datetime(2020, 6, 15, 12, 0, tzinfo=UTC)
    assert bool(future(written, now)) is left_out


@pytest.mark.parametrize(
    ("timezone", "day", "left_out"),
    [
        ("", "2020-06-15", False),
        ("Pacific/Kiritimati", "2020-06-16", False),
        ("Pacific/Pago_Pago", "2020-06-15", True),
        ("Nowhere/At-All", "2020-06-16", True),
        ("../etc", "2020-06-15", False),
    ],
)
def test_a_day_begins_where_the_site_is_built(timezone: str, day: str, left_out: bool) -> None:
    now = datetime(2020, 6, 15, 10, 30, tzinfo=UTC)
    assert bool(future(day, now, timezone)) is left_out
