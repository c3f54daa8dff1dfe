"""Python: nbpress reads it with Python's own parser, and its kernel takes programs of nbpress' own (`nbpress.run`)."""

from nbpress.notebook.languages import Language

_MAGICS = {
    **dict.fromkeys(("bash", "sh", "system", "sx", "!"), "bash"),
    **dict.fromkeys(("javascript", "js"), "javascript"),
    **dict.fromkeys(("latex", "tikz"), "latex"),
    **dict.fromkeys(("R", "r"), "r"),
    **dict.fromkeys(("html", "HTML"), "html"),
    **dict.fromkeys(("sql", "bigquery", "read_sql", "spark_sql"), "sql"),
    **dict.fromkeys(("cmd", "bat"), "batchfile"),
    **dict.fromkeys(("svg", "SVG"), "xml"),
    "markdown": "markdown",
    "perl": "perl",
    "ruby": "ruby",
    "julia": "julia",
    "cython": "cython",
    "css": "css",
    "cu": "cuda",
    "cpp": "cpp",
    "fortran": "fortran",
    "octave": "octave",
    "yaml": "yaml",
}

LANGUAGE = Language(
    name="python",
    aliases=("py", "ipython", "ipython2", "ipython3", "sage", "sagemath", "coconut", "pyspark"),
    lexer="python",
    suffix=".py",
    sign="#",
    native=True,
    sockets=True,
    magics=_MAGICS,
    # A frame of a cell: of IPython 8 and 9, of 8.0, of those before (whose arrow points at the line), of Python itself.
    frame=r"""^\s*(?:Cell\ In\ ?\[(?P<cell>\d+)\],\ line\ (?P<line>\d+)
    |Input\ In\ \[(?P<input>\d+)\],\ in\ <cell\ line:\ (?P<of_input>\d+)>
    |(?:<ipython-input-(?P<old>\d+)-\w+>|<cell>)\ in\ <module>.*\n(?:(?!-+>).*\n)*?-+>\s*(?P<of_old>\d+)
    |\|\ +File\ "<cell>",\ line\ (?P<of_group>\d+))""",
)
