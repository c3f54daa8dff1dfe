"""`nbpress publish --check`: what counts as a difference, and that nothing is written."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from bounded import bounded
from builders import HEAD, blog, code, notebook, saved, text, tree
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from nbpress.check import compare, page_differences, picture_differences, run_noise
from nbpress.check.page_differences import BLANK, Page
from nbpress.core.errors import CheckError
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.publish.reproduce import check

SETTINGS = """\
nbpress:
  depends: seed.txt
  results: {score: score, n: n, took: took - n}
  expect: score < 2
  tolerance: {score: 0.3}
  timings: took
"""
DRAWN = """\
#| label: drawn
import matplotlib.pyplot as plt
plt.axis('off')
plt.plot([0, 1, len(said)]);"""
CELLS = (
    code("import random, time\nn = 5", "parameters"),
    code("random.seed(float(open('seed.txt').read()))\nscore = 0.5 + random.random() / 10"),
    code("took = time.time()\nprint(took, object())"),
    code("#| check: false\nprint(random.SystemRandom().random())"),
    code("import os\nsaid = os.environ.get('SAID', 'first')\nsaid"),
    text(
        "# About\nIt scores {eval}`f'{score:.1%}'` today, {eval}`n` times, after {eval}`took - n` s.\n\nIt says {eval}`said`."
    ),
    code(DRAWN),
)


def options(path: Path) -> Options:
    return Options(site=path.parents[1] / "site", store=path.parents[1] / ".nbpress")


def checked(path: Path) -> Outcome:
    before = tree(path.parents[1])
    outcome = check([path], options(path))[0]
    assert tree(path.parents[1]) == before, "nothing is written"
    return outcome


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    blog(folder)
    path = saved(notebook(*CELLS, head=HEAD[:-3] + SETTINGS + "---"), folder / "notebooks" / "score.ipynb")
    path.with_name("seed.txt").write_text("1")
    assert publish([path], options(path))[0].error is None
    return path


@pytest.fixture
def path(base: Path, tmp_path: Path) -> Path:
    shutil.copytree(base.parents[1], tmp_path / "project")
    return tmp_path / "project" / "notebooks" / "score.ipynb"


def edited(path: Path, old: str, new: str) -> None:
    content = path.read_text()
    assert old in content
    path.write_text(content.replace(old, new))


def test_what_differs_by_nature_or_may_differ_does_not_count(path: Path) -> None:
    outcome = checked(path)
    assert outcome.error is None and outcome.ran and outcome.checked, str(outcome.error)
    assert outcome.compared == (
        "compared: 6 cells, 3 results, 1 picture, score (within 0.3); not compared: cell 5, took, "
        "the live value `f'{score:.1%}'`, the live value `took - n`, 2 times, addresses or temporary names"
    )


def test_live_values_outputs_and_pictures_count(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAID", "second said")
    error = str(checked(path).error)
    assert "cell 6 differs (- the page, + now):\n      - 'first'\n      + 'second said'" in error
    assert "- It says first." in error and "+ It says second said." in error and "cell 7" in error
    assert "cell 8: drawn.png is drawn otherwise" in error
    assert "It scores" not in error and "cell 5" not in error
    assert "nothing that cell 6 is known to depend on changed: chance (a seed would help), or what `depends:`" in error


def test_a_cell_that_falls_silent_is_named_though_an_excused_one_follows_and_neither_shows_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog(tmp_path)
    says = code("#| echo: false\nimport os\nif 'SILENT' not in os.environ:\n    print('accuracy 0.9')")
    nb = notebook(text("Before."), says, code("#| echo: false\n#| check: false\nprint(id(nb := 1))"), head=HEAD)
    path = saved(nb, tmp_path / "notebooks" / "quiet.ipynb")
    assert publish([path], options(path))[0].error is None
    assert checked(path).error is None
    monkeypatch.setenv("SILENT", "1")
    assert "cell 3: it shows no output any more" in str(checked(path).error)


def test_a_second_run_tells_what_does_not_repeat(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(path, "os.environ.get('SAID', 'first')", "str(random.SystemRandom().random())")
    monkeypatch.setenv("SAID", "ignored")
    error = str(check([path], replace(options(path), twice=True))[0].error)
    assert "cell 6 changed" in error and "cell 6 differs from run to run: a seed would help" in error


def test_sources_results_and_expectations_count(path: Path) -> None:
    edited(path, "0.5 + random", "1.5 + random")
    error = checked(path).error
    assert isinstance(error, CheckError) and "cell 3 changed" in str(error)
    assert "score was 0.5" in str(error) and "is 1.5" in str(error) and "(tolerance 0.3)" in str(error)
    edited(path, "1.5 + random", "2.5 + random")
    assert "misses what the article promises" in str(checked(path).error)


def test_a_post_that_the_renderer_would_write_otherwise_counts(path: Path) -> None:
    post = path.parents[1] / "site" / "_posts" / "2020-01-02-score.md"
    old = post.read_text()
    post.write_text(old.replace("times,", "Times,"))
    assert "was changed by hand" in str(checked(path).error)


def test_an_article_that_was_never_published_is_no_longer_what_its_notebook_gives(path: Path) -> None:
    new = saved(notebook(text("x"), head="---\ntitle: x\ndate: 2020-01-03\n---"), path.with_name("new.ipynb"))
    assert "it is new" in str(check([new], replace(options(path)))[0].error)


@pytest.mark.parametrize(("then", "now", "allowed", "differing"), [
    ({"a": 1.0}, {"a": 1.05}, {"a": 0.1}, 0), ({"a": 1.0}, {"a": 1.2}, {"a": 0.1}, 1), ({"a": 1}, {"a": 1.0}, {}, 0),
    ({"a": [1, 2]}, {"a": [1, 2.05]}, {"a": 0.1}, 0), ({"a": [1]}, {"a": [1, 2]}, {"a": 9}, 1), ({"a": "x"}, {"a": "y"}, {}, 1),
    ({"a": 1}, {}, {}, 1), ({}, {"a": 1}, {}, 1), ({"a": True}, {"a": False}, {"a": 5}, 1),
    ({"a": float("nan")}, {"a": float("nan")}, {}, 0), ({"a": float("inf")}, {"a": float("inf")}, {}, 0),
    ({"a": float("inf")}, {"a": float("-inf")}, {"a": 1}, 1), ({"a": float("inf")}, {"a": float("nan")}, {"a": 1}, 1),
])  # fmt: skip
def test_results_are_compared_within_their_tolerances(
    then: dict[str, object], now: dict[str, object], allowed: dict[str, float], differing: int
) -> None:
    assert len(compare.results(then, now, allowed)) == differing


WORDY = """\
from IPython.display import Image, Latex, Markdown
import binascii, struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", binascii.crc32(kind + data))
png = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0))
png += chunk(b"IDAT", zlib.compress(b"\\0\\0")) + chunk(b"IEND", b"")
display(Markdown("# Head\\n\\n- a *list*\\n\\n<div>\\n\\nof two\\n\\n</div>"), Latex("so $x$ is $y$"))
print("<div>")
Image(png)"""


@pytest.mark.parametrize("math", ["mathml", "kramdown"])
def test_outputs_that_hold_markdown_are_compared_too(tmp_path: Path, math: str) -> None:
    site = blog(tmp_path, f"nbpress: {{math: {math}}}\n")
    cell = code("#| label: dot\n#| fig-cap: A *dot*, $x$ and `code`.\n" + WORDY, "hide-output")
    nb = notebook(text("Before."), cell, text("After."), head=HEAD)
    path = saved(nb, tmp_path / "notebooks" / "wordy.ipynb")
    assert publish([path], options(path))[0].error is None
    post = (site / "_posts" / "2020-01-02-wordy.md").read_text()
    assert "<figcaption>" in post and "nb-latex" in post and "nb-markdown" in post
    outcome = checked(path)
    assert outcome.error is None, str(outcome.error)


HEADED = "---\ntitle: A\nmodified: 2020-01-02\nnbpress: {results: {a: 1}, duration: 2, command: x}\n---\n"
DAY, TODAY = "2020-01-02", "2020-05-06"


def differing(
    then: str, *now: str, excused: tuple[int, ...] = ()
) -> list[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """What differs between a post of one day and the cells of a page of another."""
    page = Page(HEADED + "\n".join(now), dict(enumerate(now, 1)), TODAY)
    found, _ = page_differences.differences(HEADED + then, DAY, page, excused)
    return [(each.cell, each.then, each.now) for each in found]


@pytest.mark.parametrize(("then", "now", "wanted"), [
    ("One.\nTwo.", ("One.", "Two."), []),
    ("One.\nTwo.", ("One.", "Three."), [(2, ("Two.",), ("Three.",))]),
    ("One.\nTwo.", ("One.",), [(1, ("Two.",), ())]),
    ("One.", ("One.", "Two."), [(2, (), ("Two.",))]),
    ("It is 5.", (f"It is {BLANK}.",), []),
    ("It was 5.", (f"It is {BLANK}.",), [(1, ("It was 5.",), (f"It is {BLANK}.",))]),
    ("It is (5)*\nOld.", (f"It is ({BLANK})*", "New."), [(2, ("Old.",), ("New.",))]),
])  # fmt: skip
def test_a_page_differs_in_the_cell_whose_text_is_another(
    then: str, now: tuple[str, ...], wanted: list[object]
) -> None:
    assert differing(then, *now) == wanted


@pytest.mark.parametrize(("then", "now"), [
    ("One.\nfirst\nTwo.", ("One.", "second", "Two.")), ("One.\nfirst\nTwo.", ("One.", "", "Two.")),
    ("One.\nTwo.", ("One.", "second", "Two.")),
])  # fmt: skip
def test_a_cell_that_may_differ_is_excused_whatever_it_shows(then: str, now: tuple[str, ...]) -> None:
    assert differing(then, *now, excused=(2,)) == []
    assert differing(then + "\nLast.", *now, "Other.", excused=(2,)) == [(4, ("Last.",), ("Other.",))]


@pytest.mark.parametrize("gone", [1, 3])
def test_an_excused_cell_does_not_excuse_that_its_neighbour_shows_nothing_any_more(gone: int) -> None:
    cells = [(f'<div class="nb-input">\nrun({each})\n</div>', f"<pre>{each} said</pre>") for each in (1, 2, 3)]
    then = "\n".join(f"{head}\n{said}" for head, said in cells)
    now = [f"{head}\n{'another' if each == 2 else said}" for each, (head, said) in enumerate(cells, 1)]
    assert differing(then, *now, excused=(2,)) == []
    now[gone - 1] = cells[gone - 1][0]
    assert differing(then, *now, excused=(2,)) == [(gone, (cells[gone - 1][1],), ())]


def test_a_header_differs_but_for_what_every_run_changes() -> None:
    then = HEADED.replace("2020", "2019").replace("a: 1", "a: 2").replace("duration: 2", "duration: 3") + "x"
    page = Page(HEADED + "x", {1: "x"}, TODAY)
    assert page_differences.differences(then, DAY, page)[0] == []
    (found,) = page_differences.differences(then.replace("title: A", "title: B"), DAY, page)[0]
    assert (found.cell, found.then, found.now) == (0, ('title: "B"',), ('title: "A"',))


@pytest.mark.parametrize(("then", "now"), [
    ("took 1.8 s", "took 12 s"), ("3.21 ms ± 10.2 µs per loop", "4 ms ± 0.1 µs per loop"),
    ("600/600 - 2s 3ms/step", "600/600 - 11s 18ms/step"), ("[00:03<00:00, 3.20it/s]", "[01:13<00:02, 12it/s]"),
    ("CPU times: user 12 ms, sys: 3 µs", "CPU times: user 1.2 s, sys: 4 ms"), ("1.5 minutes", "2 hours"),
    ("12 MB/s", "3.5 kB/s"), ("at 1577923200.25", "at 1588723200"),
    ("&lt;object at 0x7f00aa12bb10&gt;", "&lt;object at 0x7f33aa12ee10&gt;"), ("/tmp/tmpab_1/x.csv", "/tmp/tmpzz9q/x.csv"),
    ("/var/folders/aa/x", "/private/var/folders/bb/y"), ("2020-01-02 18:08:52.123", "2020-05-06 02:01:59"),
    ("2020-01-02T18:08:52Z", "2020-05-06T18:09:52+02:00"), ("Thu Jan  2 18:08:52 2020", "Wed May  6 01:02:03 2020"),
    ("on 2 January 2020", "on 6 May 2020"), ("1/2/2020", "05/06/2020"), ("2020-01-03", "2020-05-05"),
    ("b6c1f1ae-0d53-4e5b-8f26-1e5d5f8d9a10", "00c1f1ae-0d53-4e5b-8f26-1e5d5f8d9a1f"),
    ("http://127.0.0.1:8787/status", "http://127.0.0.1:33333/status"), ("pid 4711", "pid 12"), ("pid=4", "pid=99"),
    ("1 min 3 s ± 20 ms", "2 min 11 s ± 1 ms"), ("1h 2min", "2h 12min"), ("0:00:05.123", "0:01:15.9"), ("9:05 AM", "7:15 pm"),
    ("Thursday, Jan 2, 2020", "Wednesday, May 6, 2020"), ("at 0x2a4f38", "at 0x2a4f48"), ("12 img/s", "7 img/s"),
])  # fmt: skip
def test_what_differs_by_nature_is_put_aside(then: str, now: str) -> None:
    assert differing(then, now) == []


@pytest.mark.parametrize(("then", "now"), [
    ("accuracy 0.979", "accuracy 0.978"), ("2017-03-01", "2017-03-02"), ("shape (3, 4)", "shape (3, 5)"),
    ("12 items", "13 items"), ("ratio 3:2:9", "ratio 3:2:8"), ("v1.2", "v1.3"), ("rapid 4", "rapid 5"), ("0xff", "0xfe"),
    ("/data/a.csv", "/data/b.csv"), ("5 m", "6 m"), ("1/2/2021", "1/3/2021"), ("1477923200", "1477923201"),
    ("sales rose Jan 2", "sales fell Jan 2"), ("11.2 km/s", "9.2 km/s"), ("5 rad/s", "6 rad/s"), ("3 mol/s", "4 mol/s"),
    ("9.81 m/s", "9.8 m/s"), ("5 s^2", "6 s^2"), ("5 s⁻¹", "6 s⁻¹"), ("5 s<sup>2</sup>", "6 s<sup>2</sup>"),
    ("mean 5 min 3 max 9", "mean 6 min 3 max 9"), ("max=5 min=3", "max=6 min=3"), ("won 2:15", "won 3:15"),
    ("{1:10}", "{1:20}"), ("x[1:10]", "x[1:20]"), ("crc 0xdeadbeef", "crc 0xdeadbee0"), ("#0xff8800", "#0xff8801"),
])  # fmt: skip
def test_nothing_else_is(then: str, now: str) -> None:
    (found,) = differing(then, now)
    assert found[0] == 1 and found[1] != found[2]


def test_a_moment_within_a_longer_number_stays() -> None:
    said, count = run_noise.without("1577923200123 of 1577923200, 31577923200", DAY)
    assert said == "1577923200123 of <date>, 31577923200" and count == 1


def strip(*second: str) -> bytes:
    """An animation: a white picture, and one of each colour."""
    stream = io.BytesIO()
    more = [Image.new("RGB", (20, 20), colour) for colour in second]
    Image.new("RGB", (20, 20), "white").save(stream, "gif", save_all=True, append_images=more)
    return stream.getvalue()


def png(*, size: int = 20, dot: int = 0, metadata: str = "") -> bytes:
    image = Image.new("RGB", (size, size), "white")
    for each in range(dot):
        image.putpixel((each, each), (0, 0, 0))
    told = PngInfo()
    told.add_text("Software", metadata)
    stream = io.BytesIO()
    image.save(stream, "png", pnginfo=told)
    return stream.getvalue()


@pytest.mark.parametrize(("name", "then", "now", "said"), [
    ("a.png", png(), png(), ""), ("a.png", png(metadata="3.9"), png(metadata="3.10"), ""),
    ("a.png", png(), png(dot=4), "a.png is drawn otherwise: 1.0% of its pixels"), ("a.png", png(), png(size=40), None),
    ("a.png", png(size=600), png(size=600, dot=40), "a.png is drawn otherwise: 40 of its pixels"),
    ("a.png", png(size=600), png(size=600, dot=5), ""),
    ("a.gif", strip("red"), strip("blue"), "a.gif is drawn otherwise: 100.0% of its pixels"),
    ("a.gif", strip("red"), strip("red", "blue"), "a.gif has 3 frames, and had 2"),
    ("a.png", png(), b"none", "a.png is another file"), ("a.csv", b"1", b"2", "a.csv is another file"),
    ("a.svg", b"<svg>2020-01-02T01:02:03</svg>", b"<svg>2020-05-06T03:02:03</svg>", ""),
    ("a.svg", b"<svg/>", b"<svg></svg>", "a.svg is another one"),
])  # fmt: skip
def test_pictures_are_compared_by_their_pixels(name: str, then: bytes, now: bytes, said: str | None) -> None:
    assert picture_differences.differs(PurePosixPath(name), then, now, DAY, TODAY) == said


@pytest.mark.parametrize("given", ["x", {"a": "b"}, {"b": 1}])
def test_a_malformed_tolerance_is_an_error(given: object) -> None:
    with pytest.raises(CheckError, match="tolerance"):
        compare.tolerances(given, {"a": 1})


MANY = 3_000


@pytest.mark.parametrize(("then", "now", "wanted"), [
    (["same"] * MANY, [*["same"] * (MANY - 1), "other"], [(MANY, ("same",), ("other",))]),
    ([f"{n}" for n in range(MANY)], [f"{n}" for n in range(1, MANY)], [(1, ("0",), ())]),
    (["a", "b"] * MANY, ["a", "c"] * MANY, [(2, ("b", *["a", "b"] * (MANY - 1)), ("c", *["a", "c"] * (MANY - 1)))]),
])  # fmt: skip
def test_pages_of_many_lines_are_compared_in_bounded_steps(
    then: list[str], now: list[str], wanted: list[object]
) -> None:
    page = Page(HEADED, dict(enumerate(now, 1)), DAY)
    found, _ = page_differences.differences(HEADED + "\n".join(then), DAY, page)
    joined = [(found[0].cell, found[0].then, tuple(line for each in found for line in each.now))]
    assert joined == wanted


@pytest.mark.parametrize(("template", "line", "fits"), [
    (f"{BLANK}{BLANK}a", "a", True), (f"a{BLANK}a", "a", False), (f"a{BLANK}b{BLANK}a", "ab-ba", True),
    (f"a{BLANK}b{BLANK}ba", "aba", False), ((BLANK + "a") * 40 + "b", "a" * 4_000, False),
])  # fmt: skip
def test_what_is_not_compared_may_be_anything_between_what_is(template: str, line: str, fits: bool) -> None:
    assert bool(differing(line, template)) is not fits


@pytest.mark.parametrize(
    "text", ["1," * 20_000, "C:\\" * 20_000, "1577923200 " * 50_000], ids=["commas", "drives", "times"]
)
def test_what_differs_by_nature_is_looked_for_but_a_short_way_from_each_place(text: str) -> None:
    bounded(run_noise.without, text, "2020-01-02")
