"""The papermill engine `nbpress`: executes a notebook, answers its live values in place, and records the run.

In comes papermill's managed notebook; out goes the same notebook, executed, with `user_expressions` at its Markdown
cells and its record under `metadata.nbpress`. `nbpress publish` and `papermill --engine nbpress` both run this.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Protocol

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine

from nbpress.core.errors import RunError
from nbpress.notebook import (
    cell_flags,
    cell_options,
    dark_form,
    early_exit,
    front_images,
    frontmatter,
    language_values,
    languages,
    live_values,
    parameters,
    private_parameters,
)
from nbpress.notebook.ipynb import language_of
from nbpress.notebook.private_values import Hider
from nbpress.notebook.settings import LIGHT, both_figures, private_names
from nbpress.run import failed_cell, kernel, opened_files, record, values
from nbpress.run.inject import assignments
from nbpress.run.redact import Redactor


class Watch(Protocol):
    """Who wants to see a run while it goes on."""

    def cell(self, number: int, total: int, source: str) -> None:
        """Cell `number` of `total` (both counted as the notebook counts them) begins."""

    def text(self, text: str) -> None:
        """The running cell printed `text`, control characters and all."""


class RunTimeoutError(CellTimeoutError):  # type: ignore[misc]
    """The run as a whole took longer than it may."""


class Client(PapermillNotebookClient):  # type: ignore[misc]
    """Executes the cells, and asks the kernel for the live values between them."""

    def __init__(
        self,
        nb_man: Any,
        *,
        path: Path,
        watch: Watch | None = None,
        started: kernel.Started | None = None,
        python: Path | None = None,
        limit: int | None = None,
        private: Mapping[str, Any] = MappingProxyType({}),
        figures: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(nb_man, **options)
        self._cell_limit: int | None = options.get("timeout")
        self._limit, self._figures = limit, figures
        self._private, self._hider = private, Hider(private.values())
        self._watch, self._kernel, self._python = watch, started, python
        self._unsaid = ""
        self._started = time.monotonic()
        self._began = time.time_ns()
        self._path = path
        self._redact = Redactor(path.absolute().parent)
        self._may_fail = cell_flags.running(frontmatter.read(self.nb))
        self._language = languages.of(language_of(self.nb))
        self._asking = False
        self.on_cell_executed = self._show_pages

    def create_kernel_manager(self) -> Any:
        """Take the kernel that is running already, or prepare one."""
        return self._kernel.manager if self._kernel else kernel.private(super().create_kernel_manager(), self._python)

    def execute_cell(self, cell: Any, cell_index: int, **options: Any) -> Any:
        """Execute a code cell; of a Markdown cell, ask for the live values."""
        if cell.cell_type != "code":
            self._answer(cell, live_values.in_cell(cell))
            return cell
        shown = cell_options.display(cell, flags=self._may_fail)
        if shown.skipped:
            return cell
        if self._watch:
            self._watch.cell(cell_index + 1, len(self.nb.cells), cell.source)
        self._limited(cell)
        self._send(self._language.cleared)
        try:
            done = super().execute_cell(_allowed(cell) if shown.raises else cell, cell_index, **options)
            if self._language.failed and not shown.raises:
                self._refuse_failure(cell)
            if early_exit.ended(cell):
                early_exit.tidy(cell, last=False, expected=shown.raises)
            return done
        except CellTimeoutError:
            self._limited(cell)
            raise
        except CellExecutionError as error:
            if early_exit.ended(cell) and early_exit.is_last(self.nb.cells, cell_index):
                early_exit.tidy(cell, last=True, expected=shown.raises)
                return cell
            failed_cell.explain(cell, error)
            raise
        finally:
            self._say(end=True)
            self._hider.outputs([cell])
            for output in cell.outputs:
                self._redact.output(output)
            self._hand_over(cell)

    async def _async_poll_output_msg(self, parent_msg_id: str, cell: Any, cell_index: int) -> None:
        """Read what a cell shows, where its kernel is `late` until that begins with another request."""
        await super()._async_poll_output_msg(parent_msg_id, cell, cell_index)
        if not self._language.late:
            return
        behind = self.kc.kernel_info()
        while (msg := await self.kc.iopub_channel.get_msg(timeout=None))["parent_header"].get("msg_id") != behind:
            if msg["parent_header"].get("msg_id") == parent_msg_id:
                self.process_message(msg, cell, cell_index)

    def _refuse_failure(self, cell: Any) -> None:
        """Raise CellExecutionError for an error that the kernel only printed: it is the last that it remembers."""
        if "error: " not in (printed := values.printed_by(cell.outputs)):
            return
        found = language_values.told(values.printed_by(self._executed(self._language.failed))) or {}
        words = str(found.get("value") or "").replace("\r\n", "\n")
        before, sign, _ = printed.partition(f"error: {words}")
        if words and sign:
            raise CellExecutionError(traceback=printed[len(before) :], ename="error", evalue=words)

    def _send(self, program: str) -> None:
        """Let the kernel execute a program; its answer is not waited for: it takes requests in their order."""
        if program:
            self.kc.execute(program, silent=True, store_history=False, allow_stdin=False, stop_on_error=False)

    def _show_pages(self, *, cell: Any, execute_reply: Any, **_: Any) -> None:
        """Add what the kernel's pager says (`len?`) to the outputs, as JupyterLab does."""
        for payload in self._hider.hide(execute_reply["content"]).get("payload") or ():
            if payload.get("source") == "page" and isinstance(payload.get("data"), dict):
                data = {
                    name: self._redact.text(text) for name, text in payload["data"].items() if isinstance(text, str)
                }
                cell.outputs.append(new_output("display_data", data=data))

    def set_widgets_metadata(self) -> None:
        """Keep the state of the widgets, which is shown like outputs, without the paths that tell of this machine."""
        for name, state in self.widget_state.items():
            self.widget_state[name] = self._redact.said(state)
            for output in self.widget_state[name].get("outputs") or ():
                self._redact.output(output)
        super().set_widgets_metadata()

    def _limited(self, cell: Any) -> None:
        """Let a cell take no longer than the run still may; raise RunTimeoutError where that is over."""
        if self._limit is None:
            return
        left = self._limit - (time.monotonic() - self._started)
        if left <= 0:
            raise RunTimeoutError.error_from_timeout_and_cell("The run timed out", self._limit, cell)
        self.timeout = min(math.ceil(left), self._cell_limit or math.ceil(left))

    def _hand_over(self, cell: Any) -> None:
        """Give the kernel the private parameters, after each cell that sets parameters; no cell holds them."""
        if self._private and {"parameters", "injected-parameters"} & cell_options.tags(cell.metadata):
            self._send(assignments(self._private, language_of(self.nb), self.kernel_name))

    def papermill_execute_cells(self) -> None:
        """Execute all cells, then ask for what is known at the end: front matter values, results, versions."""
        if self._language.native:
            self._send(_hooks(self._path, self.nb, self._figures))
            self._redact = Redactor(self._path.absolute().parent, self._prefixes())
        super().papermill_execute_cells()
        self._hider.outputs(self.nb.cells)
        if self.nb.metadata.papermill.get("exception"):
            return
        if self._language.native:
            self.nb.metadata["nbpress"] |= self._account()
        front = frontmatter.read(self.nb)
        if front.cell is not None:
            self._answer(self.nb.cells[front.cell], live_values.in_front_matter(front))
        record.complete(self.nb, front, self._told, time.monotonic() - self._started)
        for cell in self.nb.cells:  # an output may have been changed by a later cell
            for output in cell.get("outputs", ()):
                self._redact.output(output)

    def process_message(self, msg: Any, cell: Any, cell_index: int) -> Any:
        """Let the watcher see what the running cell prints; nobody sees a private value."""
        msg = {**msg, "content": _valid(msg["msg_type"], self._hider.hide(msg["content"]))}
        if msg["msg_type"] == "stream" and not self._asking:
            self._unsaid += msg["content"]["text"]
            self._say()
        return super().process_message(msg, cell, cell_index)

    def _say(self, *, end: bool = False) -> None:
        """Let the watcher see what was printed; the last letters of it, which may begin a private value, only at the end."""
        text = self._hider.text(self._unsaid)
        last = len(text) if end else max(0, len(text) - self._hider.reach)
        self._unsaid = text[last:]
        if self._watch and text[:last]:
            self._watch.text(text[:last])

    def ask(self, expressions: dict[str, str]) -> dict[str, Any]:
        """Evaluate expressions in the kernel: its answers, in the form of Jupyter's `user_expressions`, by name."""
        language = self._language
        if language.native or not expressions:
            return self._answers(expressions)
        if language.answered:
            found = self._answers({name: language_values.program(each, language) for name, each in expressions.items()})
            return {name: values.of_answer(answer, language) for name, answer in found.items()}
        if not language.value and (found := self._answers(expressions)):
            return found
        programs = {
            name: language_values.program(each, language) if language.value else each
            for name, each in expressions.items()
        }
        return {name: values.of_outputs(self._executed(program), language) for name, program in programs.items()}

    def _answers(self, expressions: dict[str, str]) -> dict[str, Any]:
        """Ask as Jupyter's protocol has it; nothing where the kernel does not know how to answer."""
        if not expressions:
            return {}
        stand_in = NotebookNode(source="; ".join(expressions.values()))  # whom nbclient blames when time is over
        self._limited(stand_in)
        reply = self.wait_for_reply(
            self.kc.execute("", store_history=False, user_expressions=expressions, allow_stdin=False), stand_in
        )
        if reply is None:
            raise RunError("the kernel no longer answers")
        found: dict[str, Any] = self._hider.hide(reply["content"].get("user_expressions") or {})
        return found

    def _executed(self, program: str) -> list[Any]:
        """Execute a program without history; give its outputs, which nobody else sees."""
        cell = new_code_cell(program, metadata={"tags": ["raises-exception"]})
        self._limited(cell)
        self._asking, first = True, self.nb.cells[0]
        try:
            super().execute_cell(cell, 0, store_history=False)
        finally:
            self._asking, self.nb.cells[0] = False, first  # nbclient puts what it executed into its notebook
        return list(cell.outputs)

    def _told(self, expressions: dict[str, str]) -> dict[str, Any]:
        """Evaluate expressions whose answers are kept and shown: no path of this machine is in them."""
        answers: dict[str, Any] = self._redact.said(self.ask(expressions))
        return answers

    def _prefixes(self) -> tuple[str, ...]:
        """Where the kernel's environment is, and the Python that this was made with: nbpress may run in another one."""
        asked = {name: f"__import__('sys').{name}" for name in ("prefix", "base_prefix")}
        answers = self.ask(asked)
        return (
            () if any(map(live_values.failure, answers.values())) else tuple(map(live_values.plain, answers.values()))
        )

    def _account(self) -> dict[str, Any]:
        """What the run was seen to read and write; nothing where the kernel could not watch."""
        answer = self.ask({"seen": opened_files.ASK}).get("seen", {})
        return (
            {}
            if live_values.failure(answer)
            else opened_files.account(live_values.plain(answer), self._path, self._began)
        )

    def _answer(self, cell: Any, wanted: tuple[str, ...]) -> None:
        if wanted:
            answers = self._told({str(index): expression for index, expression in enumerate(wanted)})
            results = {
                expression: {name: each for name, each in answers.get(str(index), {}).items() if name != "value"}
                for index, expression in enumerate(wanted)
            }
            cell.metadata["user_expressions"] = live_values.entries(results)
        elif "user_expressions" in cell.metadata:
            del cell.metadata["user_expressions"]


def _hooks(path: Path, nb: Any, both: bool) -> str:
    """Give the code that a Python kernel runs before all cells of the notebook at `path`; it leaves no name behind."""
    named = sorted(Path(text).stem for text in front_images.images(frontmatter.read(nb).values))
    calls = {"exit_hook.py": "hasten()", "shell_hook.py": "hold()", "figure_hook.py": f"sharpen({named!r})"}
    calls |= {"dark_figure_hook.py": f"both({dark_form.MIME!r})"} if both else {}
    sources = (f"{Path(__file__).with_name(name).read_text('utf-8')}\n{call}" for name, call in calls.items())
    programs = (f"exec(compile({source!r}, '<nbpress>', 'exec'), {{}})" for source in sources)
    return "\n".join((opened_files.program(path), *programs))


def _valid(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """Turn into text what the notebook's format only knows as text: altair's MIME type ends with `.json`, not `+json`."""
    if kind not in ("display_data", "update_display_data", "execute_result"):
        return content
    data = {
        name: value if isinstance(value, str | list) or name.endswith(("+json", "/json")) else json.dumps(value)
        for name, value in content["data"].items()
    }
    return {**content, "data": data}


def _private(nb: Any) -> dict[str, Any]:
    """The private parameters of a notebook that papermill was given: from the environment."""
    wanted = private_names(frontmatter.read(nb).settings)
    return private_parameters.values(wanted, parameters.declared(nb, language_of(nb)), {}) if wanted else {}


def _allowed(cell: Any) -> Any:
    """Mark a cell that may fail in the word that nbclient knows."""
    tags = cell.metadata.setdefault("tags", [])
    if "raises-exception" not in tags:
        tags.append("raises-exception")
    return cell


def _last_words(log: IO[bytes], hider: Hider) -> str:
    """The last lines that a kernel wrote to its terminal before it died."""
    log.seek(max(0, log.seek(0, os.SEEK_END) - 20_000))
    lines = hider.text(log.read().decode("utf-8", "replace"))[-2000:].splitlines()
    return "\n".join(line for line in lines[-8:] if line.strip())


class Engine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine `nbpress` (entry point group `papermill.engine`)."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        log_output: bool = False,
        input_path: Any = None,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        watch: Watch | None = None,
        started: kernel.Started | None = None,
        python: Path | None = None,
        source: Path | None = None,
        run_timeout: int | None = None,
        private: Mapping[str, Any] | None = None,
        figures: bool | None = None,
        stdout_file: Any = None,
        stderr_file: Any = None,
        **options: Any,
    ) -> Any:
        """Execute the notebook in a kernel of its own and leave the record in its metadata.

        source: where the notebook stands, when papermill was given the notebook itself and not its path.
        started: the kernel, if it was started before. python: the interpreter that `python3` stands for. run_timeout: seconds
        that the whole run may take. private: values of private parameters. figures: whether they are drawn for dark pages
        too, where somebody else than the front matter says.
        """
        path = source or (Path(input_path) if isinstance(input_path, str) else Path("notebook.ipynb"))
        record.begin(nb_man.nb, path)
        private = _private(nb_man.nb) if private is None else private
        figures = both_figures(frontmatter.read(nb_man.nb).settings, LIGHT) if figures is None else figures
        place = {"resources": {"metadata": {"path": str(source.parent)}}} if source else {}
        client = Client(
            nb_man,
            watch=watch,
            started=started,
            python=python,
            path=path,
            limit=run_timeout,
            private=private,
            figures=figures,
            kernel_name=kernel_name,
            timeout=execution_timeout,
            startup_timeout=start_timeout,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
            **place,
        )
        with tempfile.TemporaryFile() as log:  # what the kernel process itself says is news only when it dies
            try:
                return client.execute(env={**kernel.QUIET, **os.environ}, stdout=log, stderr=log)
            except DeadKernelError as error:
                words = _last_words(started.log if started else log, Hider(private.values()))
                raise DeadKernelError(words) from error
