"""A blog's settings for nbpress: found out from its files, written behind what `_config.yml` holds, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from builders import tree

from nbpress.core.errors import NbpressError, ReadError
from nbpress.read import site as sites
from nbpress.read import themes
from nbpress.scaffold import blog


def site(root: Path, config: str | bytes, **files: str) -> Path:
    root.mkdir(exist_ok=True)
    (root / "_config.yml").write_bytes(config if isinstance(config, bytes) else config.encode())
    for name, content in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


def written(root: Path) -> dict[str, object]:
    settings = yaml.safe_load((root / "_config.yml").read_text("utf-8-sig"))["nbpress"]
    assert isinstance(settings, dict)
    return settings


@pytest.mark.parametrize(("config", "files", "wanted"), [
    ("theme: minima\n", {}, {"theme": "minima", "images": "images", "math": "mathml"}),
    ("remote_theme: mmistakes/minimal-mistakes@4.26\n", {}, {"theme": "minimal-mistakes", "images": "assets/images"}),
    ("theme: other\n", {"assets__img__a.svg": ""}, {"theme": "none", "images": "assets/img"}),
    ("title: x\n", {"_layouts__single.html": ""}, {"theme": "minimal-mistakes"}),
    ("title: x\n", {"_layouts__article.html": ""}, {"theme": "skinny-bones"}),
    ("title: x\n", {"_layouts__post.html": ""}, {"theme": "none"}),
    ("theme: minima\n", {"_includes__head.html": '<script async\n src="/js/MathJax.js"></script>'}, {"math": "kramdown"}),
    ("theme: minima\n", {"_includes__head.html": "<p>We loved MathJax</p>"}, {"math": "mathml"}),
])  # fmt: skip
def test_the_settings_fit_the_blog(tmp_path: Path, config: str, files: dict[str, str], wanted: dict[str, str]) -> None:
    root = site(tmp_path, config, **files)
    assert blog.settle(root) is not None
    assert written(root).items() >= wanted.items()
    loaded = sites.load(root)
    assert loaded.theme == themes.known()[str(written(root)["theme"])].theme
    assert str(loaded.images) == written(root)["images"] and loaded.math == written(root)["math"]


@pytest.mark.parametrize(
    "before", [b"", b"title: x", b"# only words\n", b"title: x  # y\r\nlist:\r\n- a\r\n", b"\xef\xbb\xbftitle: x\n"]
)
def test_what_the_file_holds_stays_byte_for_byte_and_a_second_time_nothing_is_written(
    tmp_path: Path, before: bytes
) -> None:
    root = site(tmp_path, before, about="words")
    (root / "_config.yml").chmod(0o600)
    assert blog.settle(root) is not None
    after = tree(root)
    assert after.keys() == {"_config.yml", "about"}
    assert after["_config.yml"].startswith(before) and len(after["_config.yml"]) > len(before)
    assert (b"\r\n" in before) == (b"\r\n" in after["_config.yml"]) and b"\r\r" not in after["_config.yml"]
    assert (root / "_config.yml").stat().st_mode & 0o777 == 0o600
    assert blog.settle(root) is None and tree(root) == after


@pytest.mark.parametrize(("config", "said"), [
    ("markdown: redcarpet\n", "nbpress writes for kramdown"),
    ("title: [\n", "settings cannot be read"),
    ("- a\n", "no mapping"),
    ("{title: x}\n", "nothing can be added at the end"),
    ("title: x\n...\n", "nothing can be added at the end"),
])  # fmt: skip
def test_a_blog_that_cannot_be_written_for_is_refused_and_left_alone(tmp_path: Path, config: str, said: str) -> None:
    root = site(tmp_path, config)
    with pytest.raises(NbpressError, match=said):
        blog.settle(root)
    assert tree(root) == {"_config.yml": config.encode()}


def test_a_folder_that_is_no_jekyll_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"no Jekyll site: it has no _config.yml\n.*jekyll new"):
        blog.settle(tmp_path)
    assert tree(tmp_path) == {}
