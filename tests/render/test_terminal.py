"""Text of streams as a terminal would leave it."""

from __future__ import annotations

import pytest
from bounded import bounded

from nbpress.render.terminal import joined, merged, plain, resolve


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("x \x1b\x1b[32m.\x1b[0m y", "x . y"),
        ("x \x1b[0\x1b[32m#\x1b[0m] y", "x #] y"),
        ("a\x1b[3\nb \x1b", "a\nb "),
        ("\x1b[1\x1b[1A\rx", "x"),
        ("\x1b]0;a title that never ends\nfirst\nsecond", "a title that never ends\nfirst\nsecond"),
        ("\x1bPqno end\nwords", "qno end\nwords"),
        ("\x1bPq#0;2;0\x1b\\words", "words"),
        ("ends in \x1b words", "ends in  words"),
        ("\x1b(Bascii\x1b[0 q, \x1b[!p\x1b7kept\x1b8", "ascii, kept"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_torn_escape_swallows_no_text(written: str, shown: str) -> None:
    assert resolve(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("10%\r50%\r100%\n", "100%\n"),
        ("100 items\r7", "700 items"),
        ("abc\x08\x08X", "aXc"),
        ("\x08\x08a", "a"),
        ("loading...\r\x1b[Kdone", "done"),
        ("loading...\x1b[2K\rdone", "done"),
        ("abcdef\x1b[3D\x1b[1K!", "   !ef"),
        ("one\ntwo\x1b[A\r\x1b[2K1\n", "1\ntwo"),
        ("one\ntwo\x1b[1Gx", "one\nxwo"),
        ("a\n\nb\x1b[2Ac", "ac\n\nb"),
        ("old\nolder\x1b[2Jnew", "new"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("\x1b[1;31mred\x1b[0m text", "red text"),
        ("\x1b]0;title\x07shell", "shell"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b[?25lhidden cursor\x1b[?25h", "hidden cursor"),
        ("bell\x07, null\x00, \ud800, \ufffe", "bell, null, , "),
        ("a\tb\n", "a\tb\n"),
        ("a\tb\rX", "X\tb"),
        ("plain\nlines", "plain\nlines"),
        ("", ""),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_a_terminal_would_show_this(written: str, shown: str) -> None:
    assert resolve(written) == shown


def test_keras_progress_bar_becomes_one_line_an_epoch() -> None:
    bar = "\x1b[1m{0}/3\x1b[0m \x1b[32m{1}\x1b[0m\x1b[37m{2}\x1b[0m \x1b[1m0s\x1b[0m 9ms/step - loss: {3}"
    updates = [bar.format(step, "━" * step * 4, "━" * (12 - step * 4), f"0.{9 - step}") for step in (1, 2, 3)]
    text = "".join(f"Epoch {epoch}/2\n\r" + ("\x08" * 60 + "\r").join(updates) + "\n" for epoch in (1, 2))
    line = f"3/3 {'━' * 12} 0s 9ms/step - loss: 0.6"
    assert resolve(text) == f"Epoch 1/2\n{line}\nEpoch 2/2\n{line}\n"


def test_neighbouring_streams_of_one_name_are_one_text() -> None:
    stream = lambda name, text: {"output_type": "stream", "name": name, "text": text}  # noqa: E731
    result = {"output_type": "execute_result", "data": {}}
    outputs = [
        stream("stdout", "1%"),
        stream("stdout", ["\r", "2%"]),
        stream("stderr", "!"),
        result,
        stream("stderr", "?"),
    ]
    assert [output.get("text") for output in merged(outputs)] == ["1%\r2%", "!", None, "?"]


def test_merging_leaves_the_outputs_alone() -> None:
    outputs = [{"output_type": "stream", "name": "stdout", "text": "a"}] * 2
    merged(outputs)
    assert outputs[0]["text"] == "a"


def test_plain_text_keeps_its_lines_and_loses_what_no_page_can_hold() -> None:
    assert plain("a\r\nb\rc\x00\ud800\uffff\td") == "a\nb\nc\td"


def test_text_may_be_a_list_of_lines() -> None:
    assert [joined(["a\n", "b"]), joined("c"), joined(None)] == ["a\nb", "c", ""]


@pytest.mark.parametrize(
    "text", ["line of output\n" * 400_000, "\x1b[32mok\x1b[0m line\n" * 200_000, "\r50%" * 200_000]
)
def test_megabytes_take_moments(text: str) -> None:
    bounded(resolve, text)
