"""JavaScript, as Deno's own kernel runs it.

The lines that it tells count in what became of the cell after its types were taken out: they are not told.
"""

from nbpress.notebook.languages import Language, Literals

_VALUE = """
console.log("nbpress-value:" + ((v) => JSON.stringify({
  text: typeof v === "string" ? v : typeof Deno !== "undefined" ? Deno.inspect(v, { colors: false }) : String(v),
  html: v?.[Symbol.for("Jupyter.display")]?.()?.["text/html"],
  value: v === undefined ? String(v) : v,
}, (key, x) =>
  typeof x === "bigint" || (typeof x === "number" && !Number.isFinite(x)) ? { number: String(x) } :
  typeof x === "function" || typeof x === "symbol" ? String(x) :
  x instanceof Map ? Object.fromEntries(x) : x instanceof Set ? [...x] : x))((
<code>
)));
"""

LANGUAGE = Language(
    name="javascript",
    aliases=("js", "node", "nodejs", "babel", "deno"),
    lexer="javascript",
    suffix=".js",
    sign="//",
    block=("/*", "*/"),
    literals=Literals(
        quotes="\"'`",
        mapping="{{}}",
        moment='new Date("{}")',
        date='new Date("{}")',
    ),
    assignment=r"(?:(?:export\s+)?(?:const|let|var)\s+)?(?P<name>[A-Za-z_$][\w$]*)\s*(?::[^=]+)?=(?![=>])\s*(?P<value>.+)",
    assign="{} = {};",
    declare="let {} = {};",
    constant=r"(?:export\s+)?const\s",
    numbers=True,
    value=_VALUE,
    versions="({ deno: Deno.version.deno, typescript: Deno.version.typescript })",
    late=True,
)
