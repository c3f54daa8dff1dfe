"""The board of a sweep: a line for each variant, on a terminal and elsewhere."""

from __future__ import annotations

import io
import os
import pty
import threading

from nbpress.report.sweep_progress import SweepProgress


def shown(board: SweepProgress) -> None:
    board.variants("count", ["n=1", "n=2"])
    board.news(0, "stored", "")
    board.news(1, "begin", "")
    board.news(1, "cell", "cell 3/4: total = n")
    board.news(1, "text", "\x1b[1m1/600\x1b[0m\r600/600 accuracy 0.9\n")
    board.news(1, "failed", "count.ipynb: ValueError: no\n\nTraceback")


def test_elsewhere_each_change_is_one_plain_line() -> None:
    stream = io.StringIO()
    with SweepProgress(stream) as board:
        shown(board)
    assert stream.getvalue().splitlines() == [
        "count [1/2] n=1: stored",
        "count [2/2] n=2: runs",
        "count [2/2] n=2: FAILED count.ipynb: ValueError: no",
    ]


def test_on_a_terminal_there_is_a_live_line_for_each_variant() -> None:
    main, side = pty.openpty()
    parts: list[bytes] = []

    def read() -> None:
        try:
            while part := os.read(main, 4096):
                parts.append(part)
        except OSError:  # the other side is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    with os.fdopen(side, "w") as stream, SweepProgress(stream) as board:
        shown(board)
    reader.join(10)
    os.close(main)
    text = b"".join(parts).decode()
    assert "n=1" in text and "stored" in text and "FAILED" in text and "\x1b[1m1/600" not in text
