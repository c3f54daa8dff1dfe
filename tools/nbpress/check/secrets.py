"""Check that nothing secret goes out: a notebook and what was made of it come in, what must not be published comes out.

Looked for are secrets that have a form of their own (`secret_kinds`), addresses with a password, the values of the project's
`.env` files, and what tells of this machine. A fast search for a few letters goes first; only where it hits, the exact
expression follows. What is within a `data:` address or the base64 of a picture is none. Code that a page hides counts as
well, since the notebook is as public as its page in most projects; a path of this machine counts where it is shown.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from nbpress.check.secret_kinds import ADDRESS, BLOCK, Kind, addresses, anchors, secret
from nbpress.core.errors import CheckError
from nbpress.core.machine import Machine, spelled
from nbpress.core.regex import regex
from nbpress.notebook import cell_flags, cell_options, frontmatter
from nbpress.notebook.ipynb import record
from nbpress.notebook.settings import HASH, hashes

SHOWN = 10
LONG = 100_000  # characters that are worth a look whether they were looked through before
MOST = 100  # findings in one text; who has more is told enough
INJECTED = "injected-parameters"  # the cell that a run of ours puts in, and that no author counts
# The base64 and the pictures of `data:` addresses; a text in one is a text.
_DATA = regex(r"""data:(?:(?!text/)[\w.+-]+/[\w.+-]+|[\w.+-]+/[\w.+-]+;[^,\s"'<>]{0,80}base64)[;,][^\s"'<>)]*""")
_ANSI = regex(r"\x1b\[[0-9;]*[A-Za-z]")
_TEXT = regex(r"text/|image/svg|application/(?:[\w.+-]*(?:json|xml|javascript)|x-tex|x-python)")
_BINARY = (b"%PDF", b"PK\x03\x04")


@dataclass(frozen=True, slots=True)
class Finding:
    """What must not be published. place: cell and line, or file and line. kind: what it is. value: itself; never shown."""

    place: str
    kind: str
    value: str

    @property
    def hash(self) -> str:
        """How it is named where it is allowed."""
        return f"sha256-{hashlib.sha256(self.value.encode('utf-8', 'replace')).hexdigest()[:12]}"

    def __str__(self) -> str:
        shown = self.value[: min(4, len(self.value) // 3)]  # of a short one four letters would be half
        return f"{self.place}: {self.kind}, {shown}… ({len(self.value)} letters), {self.hash}"


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of a notebook: `cell` is the cell that it is of, `part` the place in which a page shows it."""

    place: str
    text: str
    cell: Any = None
    part: str = ""


def refuse(nb: Any, made: Mapping[str, str | bytes], machine: Machine, allowed: Collection[str] = ()) -> None:
    """Raise CheckError where an executed notebook, or what was made of it (by name), holds what must not be published.

    allowed: values that the site lets pass, by their hashes, beside those that the notebook itself does.
    """
    findings = found(nb, made, machine, allowed)
    if not findings:
        return
    lines = [str(each) for each in findings[:SHOWN]]
    if len(findings) > SHOWN:
        lines.append(f"and {len(findings) - SHOWN} more")
    raise CheckError(
        "the article would tell what must not be published; nothing is written",
        hint="\n  ".join(
            [
                *lines,
                "Take it out: a value that only the run needs comes in as a private parameter, `nbpress: {private: [name]}`.",
                f"Where it is no secret, allow it, here or in _config.yml: `nbpress: {{allow: [{findings[0].hash}]}}`.",
            ]
        ),
    )


def found(
    nb: Any, made: Mapping[str, str | bytes], machine: Machine, allowed: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Find what must not be published: in the notebook by cell, and in what was made of it what is not in a cell."""
    texts = list(_notebook(nb))
    within = _findings(texts, machine)
    known = {each.value for each in within}
    beside = _findings(_new(made, [each.text for each in texts if len(each.text) >= LONG and _shown(each)]), machine)
    every = dict.fromkeys([*within, *(each for each in beside if each.value not in known)])
    passed = (*allowed, *_allowed(nb)) if every else ()
    return tuple(each for each in every if not _passes(each, passed))


def _new(made: Mapping[str, str | bytes], known: Collection[str]) -> Iterator[_Text]:
    """The texts of what was made, but for a long one that a text of the notebook holds as it is: a library, as a rule."""
    for name, content in made.items():
        text = _read(content)
        if len(text) < LONG or not any(text in each for each in known):
            yield _Text(name, text)


def _allowed(nb: Any) -> tuple[str, ...]:
    given = frontmatter.read(nb).settings.get("allow") or []
    return (given,) if isinstance(given, str) else tuple(given) if hashes(given) else ()


def _passes(finding: Finding, allowed: Iterable[str]) -> bool:
    whole = f"sha256-{hashlib.sha256(finding.value.encode('utf-8', 'replace')).hexdigest()}"
    return any(HASH.fullmatch(each) and whole.startswith(each) for each in allowed)


def _findings(texts: Iterable[_Text], machine: Machine) -> list[Finding]:
    """Look through texts: all at once for anchors, and for a whole secret where one is."""
    texts = [each for each in texts if each.text]
    whole = "\n".join([each.text for each in texts])
    begins = list(accumulate((len(each.text) + 1 for each in texts), initial=0))
    near: dict[int, list[tuple[Kind, int]]] = {}
    for kind, place in anchors(whole):
        index = bisect(begins, place) - 1
        near.setdefault(index, []).append((kind, place - begins[index]))
    own = [each for each in _own(machine) if _holds(whole, each.value)]
    addressed = "@" in whole and "://" in whole
    if not (near or own or addressed):
        return []
    return [each for index, text in enumerate(texts) for each in _within(text, near.get(index, ()), own)]


@dataclass(frozen=True, slots=True)
class _Own:
    """A value of this machine's own: what it is, the expression that finds it, and whether it counts only where shown."""

    kind: str
    value: str
    form: str
    shown: bool = True


def _own(machine: Machine) -> Iterator[_Own]:
    for name, value in machine.secrets.items():
        yield _Own(f"the value of {name}", value, rf"(?<!\w){re.escape(value)}(?!\w)", shown=False)
    for project in machine.projects:
        yield _Own("the path of this project", project, spelled([project]))
    if machine.home:
        yield _Own("the path of your home folder", machine.home, spelled([machine.home]))
    if machine.address:
        form = rf"(?<![\w.-]){re.escape(machine.address)}(?![\w-]|\.\w)"
        yield _Own("your name and this machine's", machine.address, form)


def _within(text: _Text, near: Iterable[tuple[Kind, int]], own: Iterable[_Own]) -> Iterator[Finding]:
    """Look through one text, near the anchors that it holds; of secrets that overlap, the first counts."""
    plain = _DATA.sub(lambda match: " " * len(match[0]), text.text) if "data:" in text.text else text.text
    hits = [(kind.name, *span) for kind, place in near if (span := secret(kind, plain, place))]
    if "@" in plain:
        hits += [(ADDRESS, *span) for span in addresses(plain)]
    hits += [
        (each.kind, *match.span())
        for each in own
        if _holds(plain, each.value) and (not each.shown or _shown(text))
        for match in re.finditer(each.form, plain)
    ]
    last = 0
    for name, start, end in sorted(hits, key=lambda hit: hit[1])[:MOST]:
        if start >= last:
            value, last = plain[start:end], end
            line = plain.count("\n", 0, start) + 1
            yield Finding(f"{text.place}, line {line}", name, _squeezed(value) if name == BLOCK else value)


def _holds(text: str, value: str) -> bool:
    return value in text or ("\\" in value and value.replace("\\", "\\\\") in text)


def _squeezed(block: str) -> str:
    """Write a private key the same whether its lines are lines, or stand in a text within JSON."""
    return re.sub(r"\\[nr]|[^A-Za-z0-9+/=]", "", block)


def _shown(text: _Text) -> bool:
    if text.cell is None:
        return True
    display = cell_options.display(text.cell, flags=cell_flags.foreign(text.cell))
    if not display.shown and not display.injected:
        return False
    return text.cell["cell_type"] != "code" or (display.output if text.part == "output" else display.input)


def _notebook(nb: Any) -> Iterator[_Text]:
    """The texts of a notebook: its cells, then what its run recorded."""
    number = 0
    for cell in nb["cells"]:
        number += cell.get("id") != INJECTED
        place = "the given parameters" if cell.get("id") == INJECTED else f"cell {number}"
        yield _Text(place, _joined(cell["source"]), cell, "input")
        for index, output in enumerate(cell.get("outputs") or (), 1):
            yield from (_Text(f"{place}, output {index}", text, cell, "output") for text in _output(output))
        answers = cell["metadata"].get("user_expressions")
        if answers:
            yield _Text(f"{place}, live value", _json(answers), cell)
        for name, bundle in (cell.get("attachments") or {}).items():
            yield from (_Text(f"{place}, attachment {name}", text, cell) for text in _attached(bundle))
    for what in ("parameters", "results"):
        values = record(nb).get(what)
        for name, value in values.items() if isinstance(values, Mapping) else ():
            yield _Text(f"{what[:-1]} {name}", value if isinstance(value, str) else _json(value))


def _output(output: Mapping[str, Any]) -> Iterator[str]:
    texts = [_joined(output.get("text") or ""), *map(str, output.get("traceback") or ())]
    texts.append(str(output.get("evalue") or ""))
    for text in texts:
        yield _ANSI.sub("", text) if "\x1b" in text else text
    for kind, value in (output.get("data") or {}).items():
        if _TEXT.match(kind):
            yield value if isinstance(value, str) else _joined(value) if _lines(value) else _json(value)


def _attached(bundle: Mapping[str, Any]) -> Iterator[str]:
    for kind, value in bundle.items():
        if _TEXT.match(kind) and isinstance(value, str):
            try:
                yield base64.b64decode(value, validate=True).decode("utf-8", "replace")
            except (binascii.Error, ValueError):  # written as it is
                yield value


def _read(content: object) -> str:
    """A file's text; nothing of one that holds none."""
    if isinstance(content, str):
        return content
    if not isinstance(content, bytes):
        return ""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return "" if b"\0" in content[:1024] or content.startswith(_BINARY) else content.decode("utf-8", "replace")


def _lines(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else "".join(map(str, value)) if isinstance(value, list) else ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
