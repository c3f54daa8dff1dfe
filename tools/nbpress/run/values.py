"""What a kernel told when it was asked for a value: outputs of a cell in, an answer as Jupyter's protocol has it out.

Such an answer also has a `value` where the language gives one with its type. A kernel that answers no `user_expressions` is
asked by executing a program of its language's file, or, where nobody knows its language, the expression itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from nbpress.core.regex import regex
from nbpress.notebook import language_values
from nbpress.notebook.languages import Language

_ANSI = regex(r"\x1b\[[0-9;]*[A-Za-z]")
_WORDS: Mapping[str, bool] = {"true": True, "false": False}


def of_outputs(outputs: Sequence[Any], language: Language) -> dict[str, Any]:
    """Read the answer out of the outputs of what was executed for it."""
    printed = printed_by(outputs)
    if language.value and not language.printed:
        found = language_values.told(printed)
        if found is not None:
            return _told(found)
    for output in outputs:
        if output["output_type"] == "error":
            return _error(_ANSI.sub("", str(output.get("evalue") or "")) if not language.printed else printed, output)
    if language.value and not language.printed:
        return _error(printed, {})
    data = dict(next((each["data"] for each in outputs if "data" in each), {"text/plain": printed}))
    text = _ANSI.sub("", str(data.get("text/plain", ""))).strip()
    if not text and language.printed:
        return _error("it is empty", {})
    value = _of_words(text)
    return _ok({**data, "text/plain": value if isinstance(value, str) else text} if text else {}, value)


def of_answer(answer: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Read the answer out of a kernel's own, where that holds a program's text as the language writes texts."""
    if answer.get("status") != "ok":
        return dict(answer)
    text = _ANSI.sub("", str(answer.get("data", {}).get("text/plain", "")))
    try:
        found = language_values.told(str(language_values.parsed(text, language)))
    except ValueError:
        found = None
    return _error(text, {}) if found is None else _told(found)


def printed_by(outputs: Sequence[Any]) -> str:
    """Give what was printed."""
    texts = (each["text"] for each in outputs if each["output_type"] == "stream")
    return _ANSI.sub("", "".join(texts)).replace("\r\n", "\n")


def _told(found: Mapping[str, Any]) -> dict[str, Any]:
    if "error" in found:
        return _error(str(found["error"]), {})
    value = found.get("value")
    text = _ANSI.sub("", language_values.line(str(found.get("text", value)), value))
    html = {"text/html": str(found["html"])} if found.get("html") else {}
    if not text and not html and value != "":
        return _error("it is empty", {})
    return _ok({"text/plain": text, **html}, value)


def _ok(data: Mapping[str, Any], value: Any) -> dict[str, Any]:
    return {"status": "ok", "data": dict(data), "metadata": {"strip-quotes": False}, "value": value}


def _error(text: str, output: Mapping[str, Any]) -> dict[str, Any]:
    """Word an error in one line."""
    words = " ".join(text.split()) or str(output.get("evalue") or "") or "the kernel could not evaluate it"
    return {"status": "error", "ename": "", "evalue": words, "traceback": []}


def _of_words(text: str) -> Any:
    """Give the value of what was only printed: a number or a truth value where it reads as one, else the text."""
    if text in _WORDS:
        return _WORDS[text]
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, int | float | str) else text
