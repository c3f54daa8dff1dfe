"""The record of a run, kept in the executed notebook under `metadata.nbpress`.

notebook: its path below the project. parameters: all of them, with the values that ran. results: the named values that
the front matter declares. versions: of the language and of the packages that the notebook imported. date: the end of the
run, with its offset. duration: of the run, in seconds. beside: how many others went on beside it, at most. failures: live
values and results without an answer. names: numbers and booleans that are bound once, each with the number of cells after
which it is known. reads, written, rewritten, changed: files of the project (`nbpress.run.opened_files`).
"""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from nbpress.core.project import project_of
from nbpress.notebook import cell_options, frontmatter, language_values, languages, live_values, parameters
from nbpress.notebook.ipynb import executed, language_of
from nbpress.notebook.languages import Language
from nbpress.notebook.literals import shown
from nbpress.notebook.settings import private_names
from nbpress.run import recorded_names

FORMAT = 1
_NO_RESULT = "a result is a number, a text or a list of these"
Ask = Callable[[dict[str, str]], dict[str, Any]]
# Evaluated in the kernel: versions of the distributions behind the imported top-level modules, as a Python literal.
_VERSIONS = (
    "(lambda sys, meta: {'python': '.'.join(map(str, sys.version_info[:3])), **{d: meta.version(d)"
    " for names in [set(%s) & set(sys.modules) - set(sys.stdlib_module_names)] if names"  # looking for them takes long
    " for m, ds in meta.packages_distributions().items() if m in names for d in ds}})"
    "(__import__('sys'), __import__('importlib.metadata').metadata)"
)
# Evaluated in the kernel: those of these names whose values are exactly numbers or booleans, as a Python literal; IPython
# would write a long mapping otherwise than `repr` does.
_NUMBERS = (
    "repr({n: v for n in %r for v in [globals().get(n)] if type(v) in (int, bool) and abs(v) < 10**300"
    " or type(v) is float and v - v == 0 or type(v) is str and n in %r})"
)
# NumPy's scalars become Python's, so that their `repr` is a literal.
_EXACT = "(lambda v: v.item() if hasattr(v, 'item') and getattr(v, 'ndim', 0) == 0 else v)(%s)"


def begin(nb: Any, path: Path) -> None:
    """Start the record of a notebook that stands at `path` and is about to run."""
    project = project_of(path)
    name = path.absolute().relative_to(project).as_posix()
    nb.metadata["nbpress"] = {"format": FORMAT, "notebook": name}


def complete(nb: Any, front: frontmatter.FrontMatter, ask: Ask, duration: float) -> None:
    """Finish the record after the last cell; what has no answer is listed in it as a failure."""
    kept = nb.metadata["nbpress"]
    language = language_of(nb)
    results, failures = _results(front.settings.get("results") or {}, language, ask)
    kept["parameters"] = ran(nb, language)
    kept["results"] = results
    kept["names"] = _names(nb, sorted(kept["parameters"]), ask) if languages.of(language).native else {}
    kept["versions"] = _versions(nb, language, ask)
    kept["failures"] = failures + live_values.lacking(nb, front)
    kept["duration"] = round(duration, 1)
    kept["date"] = datetime.now().astimezone().isoformat(timespec="seconds")


def ran(nb: Any, language: str) -> dict[str, Any]:
    """Give the parameters with the values that ran: the declared defaults under what was injected."""
    declared = {
        parameter.name: parameter.default if parameter.literal else parameter.source
        for parameter in parameters.declared(nb, language)
        if parameter.source
    }
    injected = nb.metadata.get("papermill", {}).get("parameters") or {}
    for cell in nb.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            inner = parameters.declared_in(cell.source, language)
            injected = {
                parameter.name: parameter.default if parameter.literal else parameter.source for parameter in inner
            }
    hidden = private_names(frontmatter.read(nb).settings)
    return {name: shown(value) for name, value in {**declared, **injected}.items() if name not in hidden}


def _names(nb: Any, given: list[str], ask: Ask) -> dict[str, list[Any]]:
    """Ask for the numbers and booleans that the notebook binds once, at top level; of parameters (`given`) for texts too."""
    hidden = private_names(frontmatter.read(nb).settings)
    places = recorded_names.once(
        [cell_options.code(cell.source, language_of(nb)) for cell in nb.cells if executed(cell)]
    )
    places = {name: place for name, place in places.items() if name not in hidden}
    answer = ask({"names": _NUMBERS % (sorted(places), given)}).get("names", {}) if places else {}
    found = ast.literal_eval(live_values.plain(answer)) if answer and not live_values.failure(answer) else {}
    return {name: [places[name], value] for name, value in found.items()}


def _results(wanted: Mapping[str, Any], language: str, ask: Ask) -> tuple[dict[str, Any], list[list[str]]]:
    native = languages.of(language).native
    answers = ask(
        {name: _EXACT % f"({expression})" if native else str(expression) for name, expression in wanted.items()}
    )
    results: dict[str, Any] = {}
    failures: list[list[str]] = []
    for name, expression in wanted.items():
        answer = answers.get(name, {})
        reason = live_values.failure(answer)
        if not reason:
            results[name], reason = _typed(answer["value"]) if "value" in answer else _value(answer, native)
        if reason:
            results.pop(name, None)
            failures.append([f"result {name}", str(expression), reason])
    return results, failures


def _typed(value: Any) -> tuple[Any, str]:
    """Take a result that came with its type; what is no number, and no other value either, is none."""
    if any(isinstance(each, float) and not math.isfinite(each) for each in _leaves(value)):
        return None, f"{_NO_RESULT}, not {value}"
    return value, ""


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _leaves(each)
    else:
        yield value


def _value(answer: Mapping[str, Any], native: bool) -> tuple[Any, str]:
    """Read a result out of an answer's text: the value, and what is wrong with it."""
    text = str(answer["data"].get("text/plain", ""))
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        if native:
            return None, f"{_NO_RESULT}, not {text[:60]}"
        return live_values.unquoted(text), ""
    return shown(value), ""


def _versions(nb: Any, language: str, ask: Ask) -> dict[str, str]:
    of = languages.of(language)
    sources = [cell.source for cell in nb.cells if cell.cell_type == "code"]
    if not of.native:
        return _foreign_versions(sources, of, ask) if of.versions else {}
    names = {name for source in sources for name in _imported(source)}
    answer = ask({"versions": _VERSIONS % repr(sorted(names))}).get("versions", {})
    found = ast.literal_eval(live_values.plain(answer)) if not live_values.failure(answer) else {}
    return {name: str(found[name]) for name in sorted(found, key=lambda name: (name != "python", name.lower()))}


def _foreign_versions(sources: Iterable[str], language: Language, ask: Ask) -> dict[str, str]:
    names: set[str] = set()
    if language.imports:
        every = (found for source in sources for found in re.finditer(language.imports, source))
        names = {each for found in every for each in found.groups() if each}
    asked = language.versions.replace("<names>", language_values.written(sorted(names), language))
    found = ask({"versions": asked}).get("versions", {}).get("value")
    found = json.loads(found) if isinstance(found, str) else found
    return {name: str(version) for name, version in found.items()} if isinstance(found, dict) else {}


def _imported(source: str) -> set[str]:
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(("%", "!"))]
    try:
        tree = ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return set()
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names}
