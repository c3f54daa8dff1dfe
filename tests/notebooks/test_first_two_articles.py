"""The first two articles on real digits: the same page by every way in, a page that real Jekyll builds, and how they compare.

Both in one file: they are published once, and tests that run side by side are dealt out by files.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import jekyll
import pytest
import yaml
from articles import FIRST, ROOT, SECOND, call
from builders import tree
from selectolax.lexbor import LexborHTMLParser

ADDRESS = "/general/introduction-to-tensor-flow-and-MNIST/"  # of the second, as the original links to it
POST = f"_posts/2018-11-11-{FIRST}.md"


@pytest.fixture(scope="session")
def post(project: Path) -> str:
    return (project / "site" / POST).read_text()


def test_the_front_matter_is_that_of_2018_and_the_runs_record(post: str) -> None:
    head = yaml.safe_load(post.split("---\n")[1])
    assert (head["layout"], head["title"], str(head["date"]), head["categories"]) == (
        "article",
        "Keras and the MNIST Dataset",
        "2018-11-11",
        "general",
    )
    assert head["author"] in yaml.safe_load((ROOT / "site" / "_data" / "authors.yml").read_text())
    assert {key: head["image"][key] for key in ("teaser", "feature")} == {
        "teaser": "general/MNIST/MnistExamples_teaser.png",
        "feature": "general/MNIST/MnistExamples_banner.png",
    }
    assert head["modified"].date().isoformat() == head["nbpress"]["date"][:10]
    assert head["nbpress"]["parameters"]["num_epochs"] == 2 and head["nbpress"]["results"]["train_images"] == 600
    assert {"keras", "numpy", "python"} <= head["nbpress"]["versions"].keys()


def test_teaser_and_feature_have_the_sizes_that_the_theme_wants(project: Path) -> None:
    import imagesize

    folder = project / "site" / "images" / "general" / "MNIST"
    assert imagesize.get(folder / "MnistExamples_teaser.png") == (400, 250)
    assert imagesize.get(folder / "MnistExamples_banner.png") == (1024, 256)


def test_the_log_is_one_clean_line_per_epoch(post: str) -> None:
    log = re.search(r"Epoch 1/2.*?</pre>", post, re.DOTALL)
    assert log
    lines = re.sub("</?span[^>]*>", "", log[0].removesuffix("</pre>")).splitlines()
    assert [line for line in lines if line.startswith("Epoch")] == ["Epoch 1/2", "Epoch 2/2"]
    assert len([line for line in lines if line.startswith("6/6 ")]) == 2 and len(lines) == 4
    assert not re.search("[\r\x08\x1b]", post)


def test_the_page_shows_one_parameter_cell_with_the_values_that_ran(post: str) -> None:
    assert post.count("num_epochs = ") == 1 and "num_epochs = 2  #" in post and "max_images = 600  #" in post


def test_no_path_of_the_machine_and_no_log_noise_is_on_the_page(post: str, project: Path, digits: Path) -> None:
    for noise in (
        str(project),
        str(digits),
        str(Path.home()),
        sys.prefix,
        "cudart",
        "absl::",
        "cpu_feature_guard",
        "WARNING",
    ):
        assert noise not in post, noise


def test_the_code_of_the_page_is_what_a_reader_can_paste(post: str) -> None:
    assert "(x_train, y_train), (x_test, y_test) = mnist.load_data()" in post and "mnist_source" not in post


def test_the_stored_run_gives_nbconvert_the_same_bytes(project: Path, digits: Path, post: str, tmp_path: Path) -> None:
    runs = (project / ".nbpress" / "runs").glob("*.ipynb")
    stored = next(path for path in runs if f'"notebook": "notebooks/{FIRST}.ipynb"' in path.read_text())
    done = call(
        project,
        digits,
        "jupyter",
        "nbconvert",
        "--to",
        "jekyll",
        stored,
        "--output-dir",
        tmp_path,
        "--output",
        "article",
    )
    assert done.returncode == 0, done.stderr
    made = tree(tmp_path)
    assert made.pop("article.md").decode() == post
    site = tree(project / "site")
    assert made and {name: site[name] for name in made} == made, "the images are the same, at the same places"


def test_papermill_with_the_engine_and_nbconvert_give_what_publish_gives_for_that_run(
    project: Path, digits: Path, tmp_path: Path
) -> None:
    root = shutil.copytree(project, tmp_path / "project", ignore=shutil.ignore_patterns(".nbpress", "_posts"))
    done = call(
        root,
        digits,
        "papermill",
        "--engine",
        "nbpress",
        f"{FIRST}.ipynb",
        "out.ipynb",
        "-p",
        "num_epochs",
        "1",
        "-p",
        "max_images",
        "300",
        folder="notebooks",
    )
    assert done.returncode == 0, done.stderr
    exported = call(
        root,
        digits,
        "jupyter",
        "nbconvert",
        "--to",
        "jekyll",
        "notebooks/out.ipynb",
        "--output-dir",
        tmp_path / "exported",
    )
    published = call(root, digits, "nbpress", "publish", "--no-run", "notebooks/out.ipynb")
    assert (exported.returncode, published.returncode) == (0, 0), exported.stderr + published.stdout
    made = (tmp_path / "exported" / "out.md").read_text()
    assert made == (root / "site" / POST).read_text() and "{eval}" not in made and "num_epochs = 1  #" in made


def test_plain_papermill_runs_the_notebook_without_an_error(project: Path, digits: Path, tmp_path: Path) -> None:
    done = call(
        project,
        digits,
        "papermill",
        f"notebooks/{FIRST}.ipynb",
        tmp_path / "out.ipynb",
        "-p",
        "num_epochs",
        "1",
        "-p",
        "max_images",
        "300",
    )
    assert done.returncode == 0, done.stderr
    assert '"output_type": "error"' not in (tmp_path / "out.ipynb").read_text()


def test_jekyll_builds_the_blog_with_the_article(project: Path, post: str, tmp_path: Path) -> None:
    site = shutil.copytree(project / "site", tmp_path / "site")
    jekyll.run(site)
    page = LexborHTMLParser((site / "_site" / "general" / FIRST / "index.html").read_text())
    text = page.body.text() if page.body else ""
    for code in page.css("pre, code"):
        code.decompose()
    prose = page.body.text() if page.body else ""
    assert "Keras and the MNIST Dataset" in text and "Epoch 2/2" in text
    assert not [sign for sign in ("{%", "%}", "{{", "nomarkdown", "endraw", "{:", "{eval}") if sign in prose]
    images = [image.attributes.get("src") or "" for image in page.css("main img")]
    assert len(images) >= 4 and all((site / "_site" / source.lstrip("/")).is_file() for source in images)
    assert all(len(image.attributes.get("alt") or "png") > 10 for image in page.css("main figure.nb-figure img"))
    assert len(page.css("figure.nb-figure figcaption")) >= 3


# --- the second article -----------------------------------------------------------------------------


@pytest.fixture
def posts(project: Path) -> dict[str, str]:
    return {path.stem[11:]: path.read_text() for path in (project / "site" / "_posts").glob("*.md")}


def test_the_second_is_older_and_lives_at_the_address_of_2018(posts: dict[str, str]) -> None:
    post = posts["introduction-to-tensor-flow-and-MNIST"]
    head = yaml.safe_load(post.split("---\n")[1])
    assert head["date"] < yaml.safe_load(posts[FIRST].split("---\n")[1])["date"]
    assert head["nbpress"]["results"]["accuracy"] > 0.8, "twenty epochs on 1,500 images"


def test_each_links_to_the_other(posts: dict[str, str]) -> None:
    assert f"]({ADDRESS})" in posts[FIRST]
    other = posts["introduction-to-tensor-flow-and-MNIST"]
    assert f"](/general/{FIRST}/)" in other and f"](/general/{FIRST}/#With-and-without-Keras)" in other
    assert "{#With-and-without-Keras}" in posts[FIRST]


def test_no_keras_but_its_digits_is_in_the_code(posts: dict[str, str]) -> None:
    code = re.findall(
        r"{% highlight python %}(.*?){% endhighlight %}", posts["introduction-to-tensor-flow-and-MNIST"], re.S
    )
    assert re.findall(r".*keras.*", "".join(code)) == ["from keras.datasets import mnist"]


def test_the_first_article_compares_itself_by_the_results_of_that_run(project: Path, posts: dict[str, str]) -> None:
    results = json.loads((project / "notebooks" / f"{FIRST}.native.json").read_text())
    assert results["notebook"] == f"notebooks/{SECOND}.ipynb"
    there = results["runs"][0]["results"]
    section = posts[FIRST].split("{#With-and-without-Keras}")[1]
    row = re.findall(r"<td[^>]*>([^<]*)</td>", section)
    lines, accuracy = row.index("lines of code for network and training"), row.index("test accuracy")
    assert row[lines + 1] == str(there["lines_of_code"]) and int(row[lines + 2]) < int(row[lines + 1])
    assert row[accuracy + 1] == f"{there['accuracy']:.2%}"
    assert "not trained alike" in section, "2 epochs here, 20 there"
