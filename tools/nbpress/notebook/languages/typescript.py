"""TypeScript: as JavaScript, which its kernel makes of it."""

from dataclasses import replace

from nbpress.notebook.languages import javascript

LANGUAGE = replace(
    javascript.LANGUAGE, name="typescript", aliases=("ts", "itypescript"), lexer="typescript", suffix=".ts"
)
