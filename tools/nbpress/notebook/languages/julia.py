"""Julia, as IJulia runs it.

It answers `user_expressions` with what Julia shows of a value, a text in quotation marks (`execute_request.jl`, `display.jl`
of IJulia), so that the program's own text comes as such a text. Not tried with the real kernel: it is written after IJulia's
and papermill's sources.
"""

from nbpress.notebook.languages import Language, Literals

_VALUE = r"""
let
  control(c) = string("\\u", lpad(string(UInt32(c), base = 16), 4, '0'))
  letter(c) = c == '"' ? "\\\"" : c == '\\' ? "\\\\" : c < ' ' ? control(c) : string(c)
  quoted(s) = string('"', join(letter(c) for c in string(s)), '"')
  number(x) = string("{\"number\":", quoted(x), "}")
  typed(x) =
    x === nothing || x === missing ? "null" :
    x isa Bool ? string(x) :
    x isa Integer || x isa AbstractFloat ? number(x) :
    x isa AbstractDict ? string("{", join((string(quoted(k), ":", typed(v)) for (k, v) in x), ","), "}") :
    x isa Union{Tuple, AbstractVector, AbstractSet} ? string("[", join((typed(v) for v in x), ","), "]") :
    x isa Union{AbstractString, AbstractChar, Symbol} ? quoted(x) : quoted(repr(x))
  line(x) =
    x isa Union{Tuple, AbstractVector, AbstractSet} ? join(x, ", ") :
    x isa Union{Number, AbstractString, AbstractChar, Symbol} ? string(x) : sprint(show, MIME("text/plain"), x)
  table(x) = x isa AbstractVector || !showable(MIME("text/html"), x) ? "null" : quoted(sprint(show, MIME("text/html"), x))
  (x -> string("nbpress-value:{\"text\":", quoted(line(x)), ",\"html\":", table(x), ",\"value\":", typed(x), "}"))((
<code>
))
end
"""

LANGUAGE = Language(
    name="julia",
    aliases=("jl", "ijulia"),
    lexer="julia",
    suffix=".jl",
    sign="#",
    block=("#=", "=#"),
    sockets=True,
    literals=Literals(
        words=("nothing", "true", "false", "NaN", "Inf"),
        escapes={"\\": "\\\\", '"': '\\"', "$": "\\$", "\n": "\\n", "\t": "\\t"},
        quotes="\"'",
        mapping="Dict({})",
        entry="{} => {}",
    ),
    assignment=r"(?:const\s+|global\s+)?(?P<name>[^\W\d]\w*!?)\s*(?:::[\w{}, ]+)?=(?![=>])\s*(?P<value>.+)",
    assign="{} = {}",
    constant=r"const\s",
    value=_VALUE,
    answered=True,
    versions='Dict("julia" => string(VERSION))',
    # `[1] top-level scope` stands above `@ In[2]:3`, which newer ones write with the folder that they work in.
    frame=r"top-level\ scope\s+(?:@|at)?\s*(?:\S*[/\\])?In\[(?P<cell>\d+)\]:(?P<line>\d+)",
)
