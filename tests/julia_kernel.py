"""A kernel that answers as IJulia does, over real sockets, without Julia: a few programs are known, with what they give.

Forms of its replies: IJulia's `src/execute_request.jl` (`user_expressions[v] = Dict("status" => "ok", "data" =>
display_dict(value), …)`, an error as `error_content`), `src/display.jl` (`error_content`: the message first, then the lines
of the stack trace). A text is shown as Julia shows it, in quotation marks, `"`, `\\` and `$` escaped.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

FAILED = ["boom", "", "Stacktrace:", " [1] error(s::String)", "   @ Base ./error.jl:35", " [2] top-level scope"]
TABLE = "<div><table><tr><th>a</th></tr><tr><td>1</td></tr></table></div>"


class Julia(Kernel):
    implementation = "ijulia"
    implementation_version = "1"
    banner = ""
    language_info = {"name": "julia", "mimetype": "application/julia", "file_extension": ".jl"}  # noqa: RUF012
    n = 5
    name = ""

    def do_execute(
        self, code: str, silent: bool, store_history: bool = True, user_expressions: Any = None, *_: Any, **__: Any
    ) -> dict[str, Any]:
        if found := re.search(r"^n = (\d+)", code, re.M):
            self.n = int(found[1])
        if found := re.search(r'^name = "(.*)"', code, re.M):
            self.name = re.sub(r"\\(.)", r"\1", found[1])
        if 'error("boom")' in code:
            line = code[: code.index("error(")].count("\n") + 1
            content = {
                "ename": "ErrorException",
                "evalue": "boom",
                "traceback": [*FAILED, f"   @ In[{self.execution_count}]:{line}"],
            }
            self.send_response(self.iopub_socket, "error", content)
            return {"status": "error", "execution_count": self.execution_count, **content}
        if code.endswith("table"):
            data = {"text/plain": "1×1 DataFrame", "text/html": TABLE}
            result = {"data": data, "metadata": {}, "execution_count": self.execution_count}
            self.send_response(self.iopub_socket, "execute_result", result)
        answers = {name: self.answer(asked) for name, asked in (user_expressions or {}).items()}
        return {
            "status": "ok",
            "execution_count": self.execution_count,
            "payload": [],
            "user_expressions": answers,
        }

    def answer(self, program: str) -> dict[str, Any]:
        """What Julia gives for the program that asks for an expression's value."""
        expression = program.split("))((\n")[1].removesuffix("\n))\nend\n")
        known: dict[str, tuple[str, Any]] = {
            "y": (str(2 * self.n), {"number": str(2 * self.n)}),
            "[1.5, 2]": ("1.5, 2.0", [{"number": "1.5"}, {"number": "2.0"}]),
            '["a", "b"]': ("a, b", ["a", "b"]),
            "name": (self.name, self.name),
            "0.1 + 0.2": ("0.30000000000000004", {"number": "0.30000000000000004"}),
            "y > 10": ("true", True),
            'Dict("julia" => string(VERSION))': ("Dict", {"julia": "1.11.2"}),
        }
        if expression not in known:
            words = f"UndefVarError: `{expression}` not defined in `Main`"
            return {"status": "error", "ename": "UndefVarError", "evalue": words, "traceback": [words]}
        text, value = known[expression]
        said = "nbpress-value:" + json.dumps({"text": text, "html": None, "value": value}, ensure_ascii=False)
        shown = '"' + re.sub(r'(["\\$])', r"\\\1", said) + '"'
        return {"status": "ok", "data": {"text/plain": shown}, "metadata": {}}


if __name__ == "__main__":
    IPKernelApp.launch_instance(kernel_class=Julia)
