"""bash, as bash_kernel runs it: all is text, and a value is what a command prints."""

from nbpress.notebook.languages import Language, Literals

LANGUAGE = Language(
    name="bash",
    aliases=("sh", "zsh", "shell", "text/x-sh", "calysto_bash"),
    lexer="bash",
    suffix=".sh",
    sign="#",
    flagged=False,
    sockets=True,
    literals=Literals(
        words=("''", "true", "false", "nan", "inf"),
        quoted=("$'", "'"),
        plain=("'", "'"),
        escapes={"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t"},
        verbatim="'",
        vector="({})",
        between=" ",
        separators=" \t\n",
    ),
    assignment=r"(?:export\s+|readonly\s+|declare\s+(?:-\w+\s+)*|local\s+)?(?P<name>[A-Za-z_]\w*)=(?P<value>.*)",
    assign="{}={}",
    constant=r"(?:readonly\s|declare\s+-\w*r)",
    numbers=True,
    # In a shell of its own, so that it changes nothing; what begins with `$` is a value already, and no command.
    value='( nbpress=<text>; case $nbpress in \\$*) eval "printf \'%s\\n\' \\"$nbpress\\"" ;; *) eval "$nbpress" ;; esac )',
    printed=True,
    versions='printf \'{"bash": "%s"}\' "${BASH_VERSION%%(*}"',
    shell=True,
)
