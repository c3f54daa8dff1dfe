"""What must not go out: files that are none of the article's, secrets, private values, Liquid that nobody wrote."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from tools.faults.harness import PICTURE, Row, call, cell, copied, display, notebook, project, stream, tree

MARK = "kept-from-everybody-4711"
LETTERS = "aZ3xQ9kLm7Rt5Vb2Nc8Wp4Sd6Fg1Hj0Ky"
SECRETS: Mapping[str, str] = {  # made up here, in the form of real ones
    "AWS access key": "AKIA" + "QX7ZLM2RT5VB4NC3",
    "Google API key": "AIza" + (LETTERS * 2)[:35],
    "GitHub token": "ghp_" + (LETTERS * 2)[:36],
    "GitLab token": "glpat-" + LETTERS[:20],
    "Slack token": "xoxb-" + "283746591028-" + LETTERS[:24],
    "OpenAI key": "sk-proj-" + (LETTERS * 3)[:80],
    "Anthropic key": "sk-ant-api03-" + (LETTERS * 3)[:93] + "AA",
    "Hugging Face token": "hf_" + (LETTERS.replace("0", "o") * 2)[:34],
    "private key": "-----BEGIN RSA PRIVATE KEY-----\n" + (LETTERS * 4)[:64] + "\n-----END RSA PRIVATE KEY-----",
    "JWT": "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoibm9ib2R5LTQ3MTEifQ." + (LETTERS * 2)[:43],
    "URL with a password": "postgresql://worker:" + LETTERS[:16] + "@db.internal:5432/data",
}


def rows() -> Iterator[Row]:
    """One row for each kind of leak."""
    yield _files()
    yield _secrets()
    yield _places()
    yield _private()
    yield _liquid()


def _files() -> Row:
    row = Row("a notebook that names a file which is none of its project's, or hidden")
    targets = (".env", ".git/config", ".nbpress/key", "../outside.txt", "link.txt", "secrets/.token", "../outside.png")
    for target in targets:
        for form in ("[x]({})", "![x]({})", '<img src="{}">', '<a href="{}">x</a>', "html"):
            with project() as root:
                _planted(root)
                seen = f"../{target}" if not target.startswith("link") else target
                shown = form.format(seen) if form != "html" else ""
                outputs = [display(text_html=f'<img src="{seen}"><a href="{seen}">x</a>')] if form == "html" else []
                notebook(root / "notebooks" / "x.ipynb", cell(shown or "x", "markdown"), cell("1", outputs=outputs))
                there = (root / "notebooks" / seen).is_file()
                ended = call(("publish", "--no-run", "notebooks/x.ipynb"), root)
                found = [name for name, content in tree(root / "site").items() if MARK.encode() in content]
                row.add(
                    ended.blames or (f"{target} by {form}: stands in {found}" if found else ""), ended, struck=there
                )
    return row


def _planted(root: Path) -> None:
    for name in (".env", ".git/config", ".nbpress/key", "secrets/.token"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"word={MARK}\n")
    outside = root.parent / "outside.txt"
    outside.write_text(MARK)
    (root.parent / "outside.png").write_bytes(base64.b64decode(PICTURE) + MARK.encode())
    (root / "notebooks").mkdir(exist_ok=True)
    (root / "notebooks" / "link.txt").symlink_to(outside)


def _secrets() -> Row:
    row = Row("a secret in code, an output, prose, front matter, an attachment, a file")
    for kind, secret in SECRETS.items():
        for place in ("code", "stream", "html", "prose", "front matter", "file", "error"):
            with project() as root:
                _with_secret(root, place, secret)
                ended = call(("publish", "--no-run", "notebooks/x.ipynb"), root)
                posts = list((root / "site" / "_posts").glob("*"))
                wrong = f"{kind} in {place}: was published" if posts else ""
                wrong = wrong or (f"{kind} in {place}: the message shows it" if secret in ended.said else "")
                row.add(ended.blames or wrong, ended)
    return row


def _with_secret(root: Path, place: str, secret: str) -> None:
    path, line = root / "notebooks" / "x.ipynb", secret.replace("\n", "\\n")
    cells = {
        "code": cell(f'token = "{line}"'),
        "stream": cell("1", outputs=[stream(f"it is {secret}\n")]),
        "html": cell("1", outputs=[display(text_html=f"<p>{secret}</p>")]),
        "prose": cell(f"It is `{secret}`.", "markdown"),
        "file": cell("[data](data.txt)", "markdown"),
        "error": cell("1", outputs=[{"output_type": "error", "ename": "E", "evalue": secret, "traceback": [secret]}]),
    }
    head = "title: A title\ndate: 2020-01-02"
    if place == "front matter":
        head += f"\nexcerpt: {json.dumps(secret)}"
    notebook(path, cells.get(place, cell("x", "markdown")), head=head)
    (path.parent / "data.txt").write_text(secret)


def _places() -> Row:
    row = Row("the project's own path in an output")
    with project() as root:
        path = root / "notebooks" / "x.ipynb"
        notebook(path, cell("1", outputs=[stream(f"saved to {path.parent}/model\n")]))
        ended = call(("publish", "--no-run", path), root)
        found = [name for name, content in tree(root / "site").items() if os.fsencode(root) in content]
        row.add(ended.blames or (f"stands in {found}" if found else ""), ended)
    return row


def _private() -> Row:
    row = Row("a private value that the code prints, whole, in pieces, or in another coding")
    value = "correct-horse-7/battery"
    coded = base64.b64encode(value.encode()).decode()
    ways = {
        "whole": "print(token)",
        "letter by letter": "import sys\nfor c in token:\n    sys.stdout.write(c); sys.stdout.flush()",
        "in two halves": "print(token[:12], end='', flush=True)\nprint(token[12:])",
        "as a key of JSON": "from IPython.display import JSON, display\ndisplay(JSON({token: 1}))",
        "percent-encoded": "from urllib.parse import quote\nprint(quote(token, safe=''))",
        "in base64": "import base64\nprint(base64.b64encode(token.encode()).decode())",
        "within base64": "import base64\nprint(base64.b64encode(b'x' + token.encode() + b'y').decode())",
        "in an error": "raise ValueError(token)",
    }
    os.environ["TOKEN"] = value
    try:
        with project() as base:
            for name, source in ways.items():
                with copied(base) as root:
                    head = "title: A title\ndate: 2020-01-02\nnbpress:\n  private: token"
                    parameters = cell('token = ""', metadata={"tags": ["parameters"]})
                    notebook(root / "notebooks" / "x.ipynb", parameters, cell(source), head=head)
                    ended = call(("publish", "notebooks/x.ipynb"), root)
                    forms = (
                        value,
                        coded[:24],
                        quote(value, safe=""),
                        base64.b64encode(b"x" + value.encode())[3:24].decode(),
                    )
                    held = {where: text for where, text in tree(root).items() if not where.endswith("/key")}
                    found = [where for where, text in held.items() if any(form.encode() in text for form in forms)]
                    row.add(ended.blames or (f"{name}: stands in {found}" if found else ""), ended)
    finally:
        del os.environ["TOKEN"]
    return row


def _liquid() -> Row:
    row = Row("a file with front matter of its own, which Jekyll would take for a page")
    for name in ("data.txt", "data.csv", "data.yaml", "picture.svg", "data.json", "page.html"):
        for text in (
            "---\nsecret: {{ site.title }}\n---\n{{ site.title }}",
            "---\r\n---\r\n{{ site.title }}",
            "---  \n---\n",
        ):
            with project() as root:
                path = notebook(root / "notebooks" / "x.ipynb", cell(f"[data]({name}) ![data]({name})", "markdown"))
                path.with_name(name).write_text(text, newline="")
                ended = call(("publish", "--no-run", "notebooks/x.ipynb"), root)
                written = {
                    where: it for where, it in tree(root / "site").items() if where.startswith(("images", "downloads"))
                }
                live = [where for where, it in written.items() if it.startswith(b"---")]
                row.add(ended.blames or (f"{name}: {live} would be a page" if live else ""), ended)
    return row
