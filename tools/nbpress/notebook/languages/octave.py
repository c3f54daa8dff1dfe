"""Octave, as octave_kernel runs it: no `user_expressions`, and an error is only a line of what a cell prints.

Lines of errors count in what Octave was given last, or in a function: none of them is a line of the cell.
"""

from nbpress.notebook.languages import Language, Literals

# What jsonencode writes of a value `v`: it leaves out imaginary parts, and knows no `single`, and no integer of 64 bits.
_TYPED = (
    '{@() v, @() text, @() double(v), @() arrayfun(@(x) struct("number", strtrim(disp(x))), v)}'
    '{1 + (isnumeric(v) && iscomplex(v)) + 2 * isa(v, "single") + 3 * (isa(v, "int64") || isa(v, "uint64"))}()'
)
# What it does not know at all, a function say, is its text.
_JSON = (
    'eval(\'jsonencode(struct("text", {text}, "value", {' + _TYPED + '}), "ConvertInfAndNaN", false)\','
    ' \'jsonencode(struct("text", {text}, "value", {text}))\')'
)
_VALUE = (
    'try, feval(@(v) feval(@(v, text) printf("nbpress-value:%s\\n", '
    + _JSON
    + "), v, strtrim(disp(v))), eval(<text>));"
    ' catch, printf("nbpress-value:%s\\n", jsonencode(struct("error", strtrim(regexprep(lasterr,'
    ' "(\\s*>>>.*| near line \\d+, column \\d+)", ""))))); end'
)

LANGUAGE = Language(
    name="octave",
    aliases=("text/x-octave",),
    rouge="matlab",
    lexer="octave",
    suffix=".m",
    sign="%",
    signs=("#",),
    sockets=True,
    literals=Literals(
        words=("[]", "true", "false", "NaN", "Inf"),
        control="\\{:03o}",
        verbatim="'",
        escaped=True,
        mixed="{{}}",
        texts="{{}}",
        separators=", ",
        mapping="struct({})",
        entry="{}, {{{}}}",
    ),
    assignment=r"(?P<name>[A-Za-z]\w*)\s*=(?!=)\s*(?P<value>.+)",
    assign="{} = {};",
    numbers=True,
    called=True,
    value=_VALUE,
    versions='struct("octave", version())',
    cleared='lasterr("");',
    failed='printf("nbpress-value:%s\\n", jsonencode(struct("value", lasterr)));',
)
