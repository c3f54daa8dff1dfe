"""A sweep on a Dask cluster of two worker processes on loopback, one of which is killed in the middle."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import blog, code, notebook, saved
from conftest import missing

from nbpress.core.errors import RunError
from nbpress.publish.options import PublishOptions
from nbpress.publish.publish import publish_notebooks
from nbpress.sweep import variants
from nbpress.sweep.sweep import SweepOptions as Options
from nbpress.sweep.sweep import sweep

HEAD = """---
title: Far
date: 2020-01-02
nbpress: {depends: [data.csv, $SWEPT_DATA], results: {total: total, where: where}}
---"""
CELLS = (
    code("n = 1", "parameters"),
    code(
        "import os, time\nfrom pathlib import Path\nimport beside\n"
        "total = beside.twice(n) + int(Path('data.csv').read_text()) + int(Path(os.environ['SWEPT_DATA']).read_text())\n"
        "where = os.environ.get('WORKER', '')\n"
        "time.sleep(6 if where else 0)"
    ),
)


class Cluster:
    """A scheduler and two workers, each a process in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        file = folder / "scheduler.json"
        place = ["--scheduler-file", str(file)]
        self._start("scheduler", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", *place)
        deadline = time.monotonic() + 60
        while not file.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        self.address: str = json.loads(file.read_text())["address"]
        for name in ("one", "two"):
            options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", "--name", name]
            self._start(name, "worker", self.address, *options)

    def _start(self, name: str, *arguments: str) -> None:
        folder = self.folder / name
        folder.mkdir()
        self._processes[name] = subprocess.Popen(
            [sys.executable, "-m", "dask", *arguments],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "WORKER": name, "DASK_TEMPORARY_DIRECTORY": str(folder)},
        )

    def kill(self, name: str) -> None:
        self._processes[name].kill()
        self._processes[name].wait()

    def end(self) -> None:
        for name in self._processes:
            self.kill(name)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    try:
        import distributed  # noqa: F401
    except ImportError:
        missing('Dask is missing: pip install "nbpress[dask]"')
    (tmp_path / "cluster").mkdir()
    running = Cluster(tmp_path / "cluster")
    yield running
    running.end()


class Killer:
    """Watches a sweep; when two variants have begun on the cluster, it has a worker killed."""

    def __init__(self, cluster: Cluster) -> None:
        self.begun: list[int] = []
        self._cluster = cluster

    def variants(self, name: str, labels: object) -> None:
        """Nobody asks."""

    def news(self, number: int, kind: str, text: str) -> None:
        if kind == "begin" and number > 0:
            self.begun.append(number)
            if len(self.begun) == 2:
                threading.Timer(1, self._cluster.kill, ["one"]).start()


def test_a_sweep_on_a_cluster_is_complete_though_a_worker_was_killed(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog(tmp_path / "project")
    path = saved(notebook(*CELLS, head=HEAD), tmp_path / "project" / "notebooks" / "far.ipynb")
    (path.parent / "data.csv").write_text("100")
    (path.parent / "beside.py").write_text("def twice(n):\n    return 2 * n\n")
    (tmp_path / "outside.txt").write_text("1000")
    monkeypatch.setenv("SWEPT_DATA", str(tmp_path / "outside.txt"))
    killer = Killer(cluster)
    options = Options(scheduler=cluster.address)
    swept = variants.of(path, path.parents[1] / ".nbpress", {"n": (1, 2, 3, 4)}, {})
    rows = sweep(swept, options, killer).rows
    assert [row.error for row in rows] == [""] * 4
    assert [row.results["total"] for row in rows] == [1102, 1104, 1106, 1108]
    assert {row.results["where"] for row in rows} == {"", "two"}, "what worker one had begun, worker two has done"
    assert len(killer.begun) > 3, "one bundle began twice"
    again = sweep(swept, options).rows
    assert again == rows, "the store holds them all"


def test_an_article_goes_to_the_cluster_unless_it_leaves_a_file_here(cluster: Cluster, tmp_path: Path) -> None:
    root = blog(tmp_path / "project")
    head = "---\ntitle: Far\ndate: 2020-01-02\nnbpress: {depends: data.csv, results: {where: where}}\n---"
    far = "import os\nfrom pathlib import Path\nPath('data.csv').read_text()\nwhere = os.environ.get('WORKER', 'here')"
    paths = [
        saved(notebook(code(source), head=head), tmp_path / "project" / "notebooks" / f"{name}.ipynb")
        for name, source in (("far", far), ("writes", f"{far}\nPath('out' + '.txt').write_text('x')"))
    ]
    (paths[0].parent / "data.csv").write_text("100")
    outcomes = publish_notebooks(paths, PublishOptions(root, tmp_path / "store", scheduler=cluster.address))
    assert [each.error for each in outcomes] == [None, None] and all(each.ran for each in outcomes)
    assert outcomes[0].results["where"] in ("one", "two") and outcomes[1].results["where"] == "here"
    assert (paths[0].parent / "out.txt").is_file()


def test_a_scheduler_that_does_not_answer_is_an_error_that_names_it(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    path = saved(notebook(code("n = 1", "parameters"), code("x = n")), tmp_path / "near.ipynb")
    with pytest.raises(RunError, match=r"no scheduler answers at tcp://127.0.0.1:9"):
        sweep(variants.of(path, tmp_path / "store", {"n": (1, 2)}, {}), Options(scheduler="tcp://127.0.0.1:9"))
