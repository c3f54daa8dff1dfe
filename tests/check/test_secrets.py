"""No secret goes out: each kind is found in each place, and what only looks like one is not."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import indent
from typing import Any

import nbformat
import pytest
from builders import HEAD, blog, code, notebook, raw, saved, text, tree
from secret_samples import EACH, SAMPLES, drawn

from nbpress.check import secrets
from nbpress.check.secret_kinds import BLOCK, KINDS, anchors
from nbpress.check.secrets import Finding, found
from nbpress.core.errors import CheckError
from nbpress.core.machine import Machine
from nbpress.exporter import JekyllExporter
from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.outcome import Outcome
from nbpress.publish.publish import publish_notebooks as publish

HOME = Machine(
    projects=("/home/alice/blog",), home="/home/alice", address="alice@laptop", secrets={"DB in .env": "open-sesame"}
)
GITHUB = SAMPLES["a GitHub token"][0]


def stream(said: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": said}


def shown(kind: str, value: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {kind: value}, "metadata": {}}


def error(said: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "E", "evalue": "no", "traceback": [f"\x1b[31mno\x1b[0m\n{said}"]}


def answered(said: str) -> Any:
    result = {"status": "ok", "data": {"text/plain": said}, "metadata": {}}
    return text("{eval}`x`", user_expressions=[{"expression": "x", "result": result}])


def attached(said: str) -> Any:
    cell = text("[a](attachment:a.csv)")
    cell["attachments"] = {"a.csv": {"text/csv": base64.b64encode(said.encode()).decode()}}
    return cell


def recorded(what: str, said: str) -> Any:
    nb = notebook()
    nb.metadata["nbpress"] = {"notebook": "x.ipynb", what: {"name": said}}
    return nb


PLACES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "code": ("cell 2, line 2", lambda said: notebook(code(f"x = 1\n{said}"))),
    "hidden code": ("cell 2, line 1", lambda said: notebook(code(said, "remove-cell"))),
    "prose": ("cell 2, line 3", lambda said: notebook(text(f"One.\n\n{said}"))),
    "front matter": ("cell 1, line 5", lambda said: notebook(head=f"{HEAD[:-3]}excerpt: |\n{indent(said, '  ')}\n---")),
    "raw": ("cell 2, line 1", lambda said: notebook(raw(said))),
    "printed": ("cell 2, output 1, line 2", lambda said: notebook(code("x", outputs=[stream(f"a\n{said}\n")]))),
    "warned": ("cell 2, output 1, line 1", lambda said: notebook(code("x", outputs=[stream(said, "stderr")]))),
    "raised": ("cell 2, output 1, line 2", lambda said: notebook(code("x", outputs=[error(said)]))),
    "HTML": ("cell 2, output 1, line 1", lambda said: notebook(code("x", outputs=[shown("text/html", f"<p>{said}")]))),
    "JSON": ("cell 2, output 1, line 1", lambda said: notebook(code("x", outputs=[shown("application/json", {"a": [said]})]))),
    "SVG": ("cell 2, output 1, line 1", lambda said: notebook(code("x", outputs=[shown("image/svg+xml", f"<svg>{said}")]))),
    "live value": ("cell 2, live value, line 1", lambda said: notebook(answered(said))),
    "attachment": ("cell 2, attachment a.csv, line 1", lambda said: notebook(attached(said))),
    "parameters": ("parameter name, line 1", lambda said: recorded("parameters", said)),
    "results": ("result name, line 1", lambda said: recorded("results", said)),
}  # fmt: skip


def hits(nb: Any, machine: Machine = Machine(), **made: str | bytes) -> list[tuple[str, str]]:  # noqa: B008
    return [(each.place, each.kind) for each in found(nb, made, machine)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("kind", "secret"), EACH)
def test_each_kind_is_found_in_each_place(kind: str, secret: str, place: str) -> None:
    where, planted = PLACES[place]
    assert hits(planted(secret)) == [(where, kind)]


@pytest.mark.parametrize(("kind", "secret"), EACH)
def test_each_kind_is_found_in_the_post_and_in_the_files_that_go_with_it(kind: str, secret: str) -> None:
    lines = json.dumps({"cells": [f"a\n{secret}\n"]}, indent=1)
    along: dict[str, str | bytes] = {"post": f"---\n\n{secret}\n", "a.csv": f"a,b\n1,{secret}\n".encode()}
    assert hits(notebook(), **along) == [("post, line 3", kind), ("a.csv, line 2", kind)]
    assert [kind for _, kind in hits(notebook(), download=lines)] == [kind]
    assert hits(notebook(), wide=f"a\n{secret}".encode("utf-16")) == [("wide, line 2", kind)]


def test_every_kind_has_samples_and_every_anchor_is_found() -> None:
    assert {kind.name for kind in KINDS} == SAMPLES.keys() - {"an address with a password"}
    for kind in KINDS:
        for anchor in kind.anchors:
            assert (kind, 2) in list(anchors(f"x {anchor} y"))


@pytest.mark.parametrize("secret", [secret for _, secret in EACH if not set("=:/\n") & set(secret)])
def test_a_part_of_a_longer_word_is_no_secret(secret: str) -> None:
    assert hits(notebook(code(f"x{secret}"))) == []


@pytest.mark.parametrize(
    "said",
    [
        'OPENAI_API_KEY = "sk-..."',
        "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        f"sk-{'a' * 48}",
        "sk-proj-your-key-here-your-key-here",
        "ghp_" + "x" * 36,
        "ghp_1234567890" + drawn(26),
        "<token>",
        "AK" + "IAIOSFODNN7EXAMPLE",
        'AWS_SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"',
        "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
        ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "postgres://user:password@localhost/db",
        "postgres://postgres:postgres@localhost/db",
        "postgres://{user}:{password}@{host}/db",
        "postgres://user:${PASSWORD}@host/db and mysql://user:<password>@host and http://u:****@h and ftp://a:...@b",
        "https://reader:s3same-open@api.example.com/x",
        "http://localhost:8888?next=a@b.org",
        "see https://example.org:8080/@someone and mail me@example.org",
        "git clone ssh://git@github.com/x/y.git",
        "sklearn sk-learn task-force hf_hub_download ghp_ npm_package_name eyJ pypi-AgE",
        'integrity="sha512-' + drawn(86) + '=="',
        "d41d8cd98f00b204e9800998ecf8427e",
    ],
)
def test_what_stands_for_a_secret_is_none(said: str) -> None:
    assert hits(notebook(code(said), text(said)), post=said) == []


def test_pictures_and_data_addresses_are_not_looked_into() -> None:
    inside = f"data:image/svg+xml,%3Csvg%3E{GITHUB}"
    nb = notebook(
        text(f"![a]({inside})"),
        code(
            "x",
            outputs=[shown("image/png", GITHUB), shown("text/html", f'<img src="data:image/png;base64,a/{GITHUB}">')],
        ),
    )
    assert hits(nb, picture=b"\x89PNG\r\n\x1a\n\0" + GITHUB.encode(), document=b"%PDF-1.7\n" + GITHUB.encode()) == []
    assert hits(notebook(text(f"[a](data:text/csv,{GITHUB})"))), "a text is a text"


def test_what_stands_beside_a_data_address_keeps_its_line() -> None:
    source = f"<img src='data:image/png;base64,AAAA'>\n\n{GITHUB}"
    assert hits(notebook(text(source))) == [("cell 2, line 3", "a GitHub token")]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("it is in /home/alice/blog/data.csv", "the path of this project"),
        ("file:///home/alice/blog", "the path of this project"),
        ("'/home/alice/.cache'", "the path of your home folder"),
        ("ssh alice@laptop", "your name and this machine's"),
        ("password = 'open-sesame'", "the value of DB in .env"),
    ],
)
def test_what_tells_of_this_machine_is_found(said: str, kind: str) -> None:
    assert [found for _, found in hits(notebook(code(said)), HOME)] == [kind]
    assert hits(notebook(), HOME, post=f"a\n{said}") == [("post, line 2", kind)]


@pytest.mark.parametrize(
    "said",
    [
        "/home/bob/blog and /home/alice2 and /srv/home/alice/blog and ./home/alice",
        "alice and laptop, malice@laptop and alice@laptop.org",
        "open-sesames and reopen-sesame",
        "/root/x and /content/drive and C:\\Users\\bob",
    ],
)
def test_other_machines_and_bare_names_are_nobodys_secret(said: str) -> None:
    assert hits(notebook(code(said, outputs=[stream(said)])), HOME, post=said) == []


def test_a_path_in_what_the_page_hides_tells_nothing() -> None:
    told = "/home/alice/blog"
    hidden = (
        code(told, "remove-cell", outputs=[stream(told)]),
        code(told, "remove-input"),
        code("#| include: false\n" + told),
        code("#hide\n" + told),
    )
    assert hits(notebook(*hidden, code("x", "remove-output", outputs=[stream(told)])), HOME) == []
    assert hits(notebook(code("x", "remove-input", outputs=[stream(told)])), HOME) == [
        ("cell 2, output 1, line 1", "the path of this project")
    ]


def test_a_long_file_is_looked_through_unless_a_shown_text_of_the_notebook_holds_it() -> None:
    library = ";" * secrets.LONG + f"key('{GITHUB}', '/home/alice/blog')"
    output = shown("text/html", f"<script>{library}</script>")
    kinds = ["a GitHub token", "the path of this project"]
    within = [("cell 2, output 1, line 1", kind) for kind in kinds]
    beside = [("library, line 1", kind) for kind in kinds]
    assert hits(notebook(code("x", outputs=[output])), HOME, library=library) == within
    assert hits(notebook(code("x", "remove-output", outputs=[output])), HOME, library=library) == [within[0], beside[1]]
    assert hits(notebook(), HOME, library=library) == beside


def test_a_windows_path_is_found_with_its_backslashes_doubled_too() -> None:
    machine = Machine(home="C:\\Users\\alice")
    assert hits(notebook(code("open('C:\\\\Users\\\\alice\\\\x')")), machine) == [
        ("cell 2, line 1", "the path of your home folder")
    ]
    assert hits(notebook(text("C:\\Users\\alice\\x")), machine) == [("cell 2, line 1", "the path of your home folder")]


def refusal(nb: Any, *allowed: str) -> str:
    with pytest.raises(CheckError) as caught:
        secrets.refuse(nb, {}, HOME, allowed)
    return str(caught.value)


def test_the_error_says_where_and_what_without_the_value_and_how_to_go_on() -> None:
    said = refusal(notebook(code(f"a\n{GITHUB}"), code("open-sesame")))
    assert f"cell 2, line 2: a GitHub token, {GITHUB[:4]}… (40 letters), sha256-" in said
    assert "cell 3, line 1: the value of DB in .env, ope… (11 letters)" in said
    assert GITHUB not in said and "open-sesame" not in said
    assert "private: [name]" in said and "allow: [sha256-" in said


def test_what_is_allowed_by_its_hash_passes_and_nothing_else_does() -> None:
    said = refusal(notebook(code(GITHUB), code(SAMPLES["an npm token"][0])))
    first, second = dict.fromkeys(re.findall(r"sha256-[0-9a-f]+", said))
    assert "an npm token" in refusal(notebook(code(GITHUB), code(SAMPLES["an npm token"][0])), first)
    secrets.refuse(notebook(code(GITHUB)), {"post": GITHUB}, HOME, [first])
    head = f"{HEAD[:-3]}nbpress: {{allow: [{first}, {second[:15]}]}}\n---"
    secrets.refuse(notebook(code(GITHUB), code(SAMPLES["an npm token"][0]), head=head), {"post": GITHUB}, HOME)
    assert "a GitHub token" in refusal(notebook(code(GITHUB)), "sha256-", "sha256-0", GITHUB)


def test_a_private_key_has_one_hash_as_lines_and_within_json() -> None:
    key = SAMPLES[BLOCK][0]
    (lines,), (inner,) = (found(notebook(code(said)), {}, Machine()) for said in (key, json.dumps({"k": key})))
    assert lines.hash == inner.hash and lines.kind == BLOCK


def test_many_findings_are_told_shortly() -> None:
    said = refusal(notebook(*(code(GITHUB) for _ in range(30))))
    assert said.count("a GitHub token") == secrets.SHOWN and "and 20 more" in said


def test_the_mask_of_a_short_value_shows_little_of_it() -> None:
    assert str(Finding("cell 1", "x", "12345678")).startswith("cell 1: x, 12… (8 letters)")


@pytest.mark.parametrize(
    "letters", ["eyJ", "sk-", "://a:", '"key": username ', "-----BEGIN PRIVATE KEY-----", "data:", "_-:=KJI.p"]
)
def test_the_search_is_linear_in_what_a_hostile_text_repeats(letters: str) -> None:
    steps = []
    for size in (20_000, 40_000):
        said = letters * (size // len(letters)) + "@"
        steps.append(sum(_counted(said)))
    assert steps[1] <= 2.2 * steps[0] + 10


def _counted(said: str) -> list[int]:
    """How often the exact expressions are tried at most."""
    return [kind.lead + 1 for kind, _ in anchors(said)]


def one(folder: Path, *cells: Any, head: str = HEAD, config: str = "", **changes: Any) -> Outcome:
    site = blog(folder, config)
    path = saved(notebook(*cells, head=head), folder / "notebooks" / "x.ipynb")
    return publish([path], Options(site, folder / ".nbpress", **changes))[0]


def test_a_secret_stops_its_article_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(f"a\n{SAMPLES['an npm token'][0]}\n")
    cells = text("[data](../data.csv)"), code("x", outputs=[stream(GITHUB)])
    outcome = one(tmp_path, *cells, no_run=True)
    assert isinstance(outcome.error, CheckError) and outcome.error.path == tmp_path / "notebooks" / "x.ipynb"
    said = str(outcome.error)
    assert "cell 3, output 1, line 1: a GitHub token" in said and "data.csv, line 2: an npm token" in said
    assert not (tmp_path / "site" / "_posts").exists() and not (tmp_path / "site" / "images").exists()
    hashes = ", ".join(dict.fromkeys(re.findall(r"sha256-[0-9a-f]+", said)))
    assert one(tmp_path, *cells, config=f"nbpress: {{allow: [{hashes}]}}\n", no_run=True).error is None
    head = f"{HEAD[:-3]}nbpress: {{allow: [{hashes}]}}\n---"
    assert one(tmp_path / "other", cells[1], head=head, no_run=True).error is None


def test_the_notebook_that_is_offered_is_looked_through(tmp_path: Path) -> None:
    cell = code("x")
    cell.metadata["note"] = GITHUB
    config = "nbpress: {source: {downloads: files}}\n"
    said = str(one(tmp_path, cell, config=config, no_run=True).error)
    assert re.search(r"files/x\.ipynb, line \d+: a GitHub token", said)


def test_values_of_the_projects_env_file_stop_an_article_of_a_run(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PASSWORD='open-sesame'\n")
    outcome = one(tmp_path, code("print(open('../.env').read())"))
    assert "cell 2, output 1, line 1: the value of PASSWORD in .env" in str(outcome.error)


def test_a_run_tells_no_path_of_this_project_but_code_may_and_is_stopped(tmp_path: Path) -> None:
    source = "import os\nfrom IPython.display import HTML\nprint(os.getcwd())\nHTML(f'<b>{os.getcwd()}/x</b>')"
    head = f"{HEAD[:-3]}nbpress:\n  results: {{here: os.getcwd()}}\n---"
    assert one(tmp_path, code(source), text("It is {eval}`os.getcwd()`."), head=head).error is None
    for content in tree(tmp_path / "site").values():
        assert str(tmp_path).encode() not in content
    post = tree(tmp_path / "site")["_posts/2020-01-02-x.md"].decode()
    assert "<b>./x</b>" in post and "It is .." in post
    outcome = one(tmp_path / "b", code(f"x = '{tmp_path / 'b'}/data.csv'"))
    assert "cell 2, line 1: the path of this project" in str(outcome.error)


def test_the_exporter_stops_too(tmp_path: Path) -> None:
    path = saved(notebook(code(GITHUB)), tmp_path / "x.ipynb")
    with pytest.raises(CheckError, match="cell 2, line 1: a GitHub token"):
        JekyllExporter().from_notebook_node(nbformat.read(path, 4), {"metadata": {"path": str(tmp_path), "name": "x"}})


def test_the_command_ends_with_1_says_where_and_publishes_once_it_is_allowed(tmp_path: Path) -> None:
    site = blog(tmp_path)
    (tmp_path / "key.pem").write_text(SAMPLES[BLOCK][0])
    path = saved(
        notebook(code(f"x = 1\ny = '{GITHUB}'"), text("[key](../key.pem)")), tmp_path / "notebooks" / "x.ipynb"
    )
    command = [sys.executable, "-m", "nbpress", "publish", str(path), "--no-run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    said = re.sub(r"\s+", " ", done.stdout + done.stderr)
    assert done.returncode == 1 and "cell 2, line 2: a GitHub token" in said and GITHUB not in said
    assert not (site / "_posts").exists() and "Traceback" not in said
    (hash_,) = set(re.findall(r"sha256-[0-9a-f]+", said))
    (site / "_config.yml").write_text(f"nbpress: {{allow: [{hash_}]}}\n")
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    said = re.sub(r"\s+", " ", done.stdout + done.stderr)
    assert done.returncode == 0 and "../key.pem does not come along: no page offers files" in said, said
    assert not [name for name, content in tree(site).items() if b"PRIVATE KEY" in content]


def test_a_secret_that_the_code_holds_stops_an_article_before_its_run(tmp_path: Path) -> None:
    site = blog(tmp_path)
    ran = tmp_path / "ran"
    path = saved(notebook(code(f"open({str(ran)!r}, 'w'); token = '{GITHUB}'")), tmp_path / "notebooks" / "x.ipynb")
    (outcome,) = publish([path], Options(site, tmp_path / ".nbpress"))
    assert isinstance(outcome.error, CheckError) and "cell 2, line 1: a GitHub token" in str(outcome.error)
    assert not ran.exists() and not (tmp_path / ".nbpress" / "runs").exists()
