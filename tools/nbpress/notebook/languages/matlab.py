"""MATLAB: Octave's language; its own kernels are not tried."""

from dataclasses import replace

from nbpress.notebook.languages import octave

LANGUAGE = replace(
    octave.LANGUAGE,
    name="matlab",
    aliases=("imatlab", "text/x-matlab"),
    lexer="matlab",
    sockets=False,
    versions='struct("matlab", version())',
)
