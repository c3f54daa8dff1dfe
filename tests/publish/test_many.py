"""Many notebooks in one call, with the outputs that they hold: the same site as one by one, whatever one of them does."""

from __future__ import annotations

import gc
import os
import random
import signal
import subprocess
import sys
import time
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from builders import blog, code, manifest, notebook, saved, text, tree
from PIL import Image

from nbpress.core import processes
from nbpress.core.errors import ReadError, WriteError
from nbpress.publish.batch import BATCH
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish
from nbpress.render.post.view import View
from nbpress.write import spool

COUNT = BATCH + 8
COMMAND = """
import os, sys
from nbpress.__main__ import main
os.register_at_fork(after_in_child=lambda: os.write(2, b"a copy\\n"))
main()
"""


def notebooks(folder: Path, count: int = COUNT) -> list[Path]:
    shown = [{"output_type": "stream", "name": "stdout", "text": "printed"}]
    return [
        saved(
            notebook(
                text(f"Words {number}."),
                code("f()", outputs=shown),
                code("g()", outputs=[picture(number)] if number % 5 == 0 else ()),
                head=f"---\ntitle: N {number}\ndate: 2020-01-02\n---",
            ),
            folder / "notebooks" / f"n{number:03}.ipynb",
        )
        for number in range(count)
    ]


def picture(number: int) -> dict[str, Any]:
    """An output of a picture that is too large to be handed over from process to process."""
    pixels = random.Random(number).randbytes(3 * 100 * 100)
    content = BytesIO()
    Image.frombytes("RGB", (100, 100), pixels).save(content, "PNG")
    assert len(content.getvalue()) > spool.SMALL
    data = {"image/png": b64encode(content.getvalue()).decode()}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def all_of(paths: list[Path], site: Path) -> list[Outcome]:
    return publish(paths, Options(site=site, store=site.parent / ".nbpress", no_run=True))


def test_many_at_once_give_the_site_that_one_after_the_other_gives(tmp_path: Path) -> None:
    paths = notebooks(tmp_path)
    together, apart = blog(tmp_path / "one"), blog(tmp_path / "other")
    command = [sys.executable, "-c", COMMAND, "publish", "--no-run", *paths, "--site", together]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not processes.pays(1_000) or sys.platform != "linux" or "a copy" in done.stderr, "all cores are to be used"
    for path in paths:
        all_of([path], apart)
    told = [line.partition(":")[0] for line in done.stdout.splitlines() if ": published" in line]
    assert told == [path.stem for path in paths]
    assert tree(together) == tree(apart)
    assert len(list(together.glob("images/*/*.png"))) == len(range(0, COUNT, 5)) and not list(
        together.glob(".nbpress-*/")
    )
    assert not any(outcome.reasons for outcome in all_of(paths, together)), "all are up to date"


def test_no_page_that_is_made_stays_in_memory(tmp_path: Path) -> None:
    site, paths = blog(tmp_path), notebooks(tmp_path / "notebooks", 3)
    gc.collect()  # other tests may have left some
    gc.disable()  # a command has Python look for rings as seldom as that
    before = {id(each) for each in gc.get_objects() if issubclass(type(each), View)}
    try:
        outcomes = publish(paths, Options(site, tmp_path / ".nbpress", no_run=True))
        left = [each for each in gc.get_objects() if issubclass(type(each), View) and id(each) not in before]
    finally:
        gc.enable()
    assert [outcome.error for outcome in outcomes] == [None] * 3 and left == []


def test_notebooks_without_a_date_link_to_each_other_and_to_what_was_published_before(tmp_path: Path) -> None:
    site, links = blog(tmp_path), "[a](a.ipynb) [b](b.ipynb#Part) [c](c.ipynb)"
    folder = tmp_path / "notebooks"
    paths = [saved(notebook(text(links), head=None), folder / f"{name}.ipynb") for name in "abc"]
    all_of(paths[:1], site)
    alone = next((site / "_posts").glob("*-a.md"))
    day = alone.name[:10].replace("-", "/")
    assert f"[a](/{day}/a.html) b c\n" in alone.read_text(), (
        "a notebook that the site does not have is nothing to link to"
    )
    alone.rename(alone.with_name("2020-01-02-a.md"))
    record = site / "_nbpress" / "a.json"
    record.write_text(record.read_text().replace(alone.name, "2020-01-02-a.md"))
    assert not any(outcome.error for outcome in all_of(paths, site))
    texts = [path.read_text() for path in sorted((site / "_posts").iterdir())]
    assert len(texts) == 3
    for post in texts:
        assert f"[a](/2020/01/02/a.html) [b](/{day}/b.html#Part) [c](/{day}/c.html)" in post
    assert not any(outcome.reasons for outcome in all_of(paths, site)), "all are up to date"


def test_a_parameters_cell_that_only_a_run_must_read_keeps_no_outputs_from_being_published(tmp_path: Path) -> None:
    paths = [
        saved(notebook(code("%pylab inline\na = 1", "parameters"), head=None), tmp_path / "notebooks" / "magic.ipynb"),
        saved(
            notebook(text("x"), head="---\ntitle: x\nnbpress: {parameters: {gone: 1}, private: [key]}\n---"),
            tmp_path / "notebooks" / "gone.ipynb",
        ),
    ]
    site = blog(tmp_path)
    assert [outcome.error for outcome in all_of(paths, site)] == [None, None]
    assert "%pylab inline" in next((site / "_posts").glob("*-magic.md")).read_text()


def test_what_is_refused_keeps_no_other_from_being_published(tmp_path: Path) -> None:
    paths, site = notebooks(tmp_path), blog(tmp_path)
    paths[5].write_text('{"cells": [')
    foreign = site / "_posts" / "2020-01-02-n020.md"
    foreign.parent.mkdir()
    foreign.write_text("somebody's")
    paths.append(tmp_path / "notebooks" / "missing.ipynb")
    errors = {outcome.path.stem: outcome.error for outcome in all_of(paths, site) if outcome.error}
    assert set(errors) == {"n005", "n020", "missing"}
    assert isinstance(errors["n005"], ReadError) and "n005.ipynb" in str(errors["n005"])
    assert isinstance(errors["n020"], WriteError) and foreign.read_text() == "somebody's"
    assert len(manifest(site)["articles"]) == COUNT - 2


def test_two_notebooks_of_one_name_are_not_written_over_each_other(tmp_path: Path) -> None:
    paths, site = notebooks(tmp_path, 12), blog(tmp_path)
    twin = saved(
        notebook(text("Twin."), head="---\ntitle: T\ndate: 2020-01-02\nslug: n007\n---"),
        paths[0].with_name("twin.ipynb"),
    )
    outcomes = all_of([*paths, twin], site)
    assert "taken" in str(outcomes[-1].error)
    assert "Words 7." in (site / "_posts" / "2020-01-02-n007.md").read_text()


def test_a_slug_that_goes_from_one_notebook_to_another_is_the_others_however_far_apart_they_are(tmp_path: Path) -> None:
    paths, site = notebooks(tmp_path), blog(tmp_path)
    all_of(paths, site)
    renamed, slug = paths[-1], paths[-1].stem
    renamed.write_text(renamed.read_text().replace("2020-01-02", "2020-01-02\\nslug: renamed"))
    head = f"---\ntitle: Other\ndate: 2020-01-02\nslug: {slug}\n---"
    other = saved(notebook(text("Words of another."), head=head), renamed.with_name("aa.ipynb"))
    outcomes = all_of([other, *paths], site)
    assert not [outcome.error for outcome in outcomes if outcome.error]
    entries = manifest(site)["articles"]
    assert (
        entries[slug]["notebook"] == "notebooks/aa.ipynb"
        and "Words of another." in (site / entries[slug]["post"]).read_text()
    )
    assert (
        entries["renamed"]["notebook"] == f"notebooks/{renamed.name}" and (site / entries["renamed"]["post"]).exists()
    )
    assert len(entries) == COUNT + 1


def test_a_folder_in_the_place_of_a_post_keeps_out_that_article_alone(tmp_path: Path) -> None:
    paths, site = notebooks(tmp_path, 12), blog(tmp_path)
    (site / "_posts" / "2020-01-02-n003.md").mkdir(parents=True)  # no file can be put there
    outcomes = all_of(paths, site)
    assert [outcome.path.stem for outcome in outcomes if outcome.error] == ["n003"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_publication_that_ends_in_the_middle_leaves_whole_articles_and_no_lock(
    tmp_path: Path, how: signal.Signals
) -> None:
    paths, site = notebooks(tmp_path, 120), blog(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "nbpress", "publish", "--no-run", *map(str, paths), "--site", str(site)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for _ in range(600):
        if (site / "_nbpress").exists():
            break
        time.sleep(0.05)
    if how == signal.SIGINT:
        os.killpg(process.pid, how)
    else:
        process.kill()
    said = process.communicate(timeout=60)[1]
    assert "Traceback" not in said
    time.sleep(0.5)
    outcomes = all_of(paths, site)
    assert not any(outcome.error for outcome in outcomes)
    assert len(manifest(site)["articles"]) == len(list((site / "_posts").glob("*.md"))) == 120


PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
DRAWN = {"output_type": "display_data", "data": {"image/png": PIXEL}, "metadata": {}}
NEVER = "---\ntitle: T\ndate: 2020-01-02\n%s\n---"


def test_whatever_names_a_notebook_holds_its_site_stays_open_and_no_other_article_is_kept_back(tmp_path: Path) -> None:
    """Names that we make are cut; what the author fixed and no disk takes is refused, and that article alone."""
    folder, site = tmp_path / "notebooks", blog(tmp_path)
    picture = text("![](attachment:%s)" % ("x" * 248 + ".png"))
    picture["attachments"] = {"x" * 248 + ".png": {"image/png": PIXEL}}
    drawn = code(f"#| label: {'学' * 84}\n1", outputs=[DRAWN])
    good = {"x" * 248: picture, "学" * 82: drawn, "aux": text("a"), "z": code("#| label: CON\n1", outputs=[DRAWN])}
    bad = {
        "slug": NEVER % f"slug: {'s' * 245}",
        "teaser": NEVER % f"image: {{teaser: {'t' * 300}.png}}",
        "folder": NEVER % f"image: {{teaser: {'t' * 300}/a.png}}",
        "nul": NEVER % 'image: {teaser: "a\\0b.png"}',
        "hidden": NEVER % "image: {teaser: _hidden/a.png}",
    }
    paths = [
        saved(notebook(code("#| label: a\n1", outputs=[DRAWN]), head=head), folder / f"{name}.ipynb")
        for name, head in bad.items()
    ]
    paths += [saved(notebook(cell), folder / f"{name}.ipynb") for name, cell in good.items()]
    for outcomes in (all_of(paths, site), [all_of([path], site)[0] for path in paths]):
        errors = {outcome.path.stem: str(outcome.error) for outcome in outcomes if outcome.error}
        assert set(errors) == set(bad)
        assert all("no disk takes a name" in errors[name] for name in bad if name != "hidden"), errors
        assert "Jekyll leaves out what is called _hidden" in errors["hidden"]
    assert len(manifest(site)["articles"]) == len(good) and not list(site.glob(".nbpress-*/"))
    assert not any(outcome.reasons for outcome in all_of(paths, site)), "all are up to date"
    assert max(len(os.fsencode(path.name)) for path in site.rglob("*")) <= 200
