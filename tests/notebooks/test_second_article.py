"""The article on native TensorFlow: dated before the first, at the address that the original links to, and compared with it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from articles import FIRST, SECOND

ADDRESS = "/general/introduction-to-tensor-flow-and-MNIST/"


@pytest.fixture
def posts(project: Path) -> dict[str, str]:
    return {path.stem[11:]: path.read_text() for path in (project / "site" / "_posts").glob("*.md")}


def test_it_is_older_and_lives_at_the_address_of_2018(posts: dict[str, str]) -> None:
    post = posts["introduction-to-tensor-flow-and-MNIST"]
    head = yaml.safe_load(post.split("---\n")[1])
    assert head["date"] < yaml.safe_load(posts[FIRST].split("---\n")[1])["date"]
    assert head["nbpress"]["results"]["accuracy"] > 0.85, "twenty epochs on 4,000 images"


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
