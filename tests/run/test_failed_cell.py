"""The line of a cell that failed, read out of the tracebacks of kernels old and new."""

from __future__ import annotations

import pytest

from nbpress.notebook import languages
from nbpress.run.failed_cell import line

LIBRARY = """\
File <environment>/lib/python3.11/site-packages/pandas/core/indexes/base.py:3812, in Index.get_loc(self, key)
   3811 try:
-> 3812     return self._engine.get_loc(casted_key)
   3816 except KeyError as err:

KeyError: 'x'
"""
CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
DURING = "\nDuring handling of the above exception, another exception occurred:\n\n"
CALLED = """\
KeyError                                  Traceback (most recent call last)
Cell In[2], line 3
      1 import pandas
      2 frame = pandas.DataFrame()
----> 3 frame["x"]

"""
TRACEBACKS = {
    "a KeyError from inside a library": (f"{LIBRARY}{CAUSE}{CALLED}{LIBRARY}", "3"),
    "a library alone, behind the cell": (f"{CALLED}{LIBRARY}", "3"),
    "an exception while another was handled": (f"Cell In[2], line 2\n----> 2 1/0\n{DURING}Cell In[2], line 4\n", "4"),
    "a function of the cell itself": (
        "Cell In[2], line 9\n----> 9 f()\n\nCell In[2], line 5, in f()\n----> 5 1/0\n",
        "9",
    ),
    "a function of another cell": ("Cell In[2], line 7\n----> 7 f()\n\nCell In[1], line 1, in f()\n----> 1 1/0\n", "7"),
    "a later exception that is of the library alone": (f"{CALLED}{CAUSE}{LIBRARY}", "3"),
    "a syntax error": ("  Cell In[2], line 6\n    x = = 1\n        ^\nSyntaxError: invalid syntax\n", "6"),
    "IPython 8.5": ("Cell In [2], line 3\n----> 3 1/0\n", "3"),
    "IPython 8.0": ("Input In [2], in <cell line: 3>()\n      1 import x\n----> 3 x.y()\n", "3"),
    "IPython 7": ("<ipython-input-2-9e1622b385b6> in <module>\n      1 x = 1\n----> 2 1/0\n", "2"),
    "ipykernel 6 of Python 3.7": ("<cell> in <module>\n----> 12 1/0\n", "12"),
    "a group of exceptions": ('  + Exception Group Traceback\n  |   File "<cell>", line 2, in <module>\n', "2"),
    "another kernel": ("Error in f(): no such thing\nTraceback:\n-> 1. f()\n", ""),
    "only another cell": ("Cell In[1], line 1\n----> 1 1/0\n", ""),
}


@pytest.mark.parametrize("name", TRACEBACKS)
def test_the_line_is_that_of_the_cell(name: str) -> None:
    traceback, expected = TRACEBACKS[name]
    assert line(traceback, 2, languages.of("python")) == expected


UNREADABLE = "Error in parse(text = x, srcfile = src): <text>:2:1: unexpected symbol\n1: x <- (3\n2: y\n"
OF_OTHERS = [
    ("r", UNREADABLE, "2"),
    ("r", 'Error in f(): inner\nTraceback:\n\n1. f()\n2. stop("inner")   # at line 3 of file <text>', ""),
    ("r", "Error in eval(expr, envir, enclos): top\nTraceback:\n", ""),
    (
        "julia",
        "boom\n\nStacktrace:\n [1] error(s::String)\n   @ Base ./error.jl:35\n [2] top-level scope\n   @ In[2]:3",
        "3",
    ),
    ("julia", "boom\n\nStacktrace:\n [1] f() at ./In[1]:1\n [2] top-level scope at In[2]:4", "4"),
    ("julia", "boom\n\nStacktrace:\n [1] top-level scope\n   @ In[1]:3", ""),
    ("octave", "error: in f: 2\nerror: called from\n    f at line 2 column 3", ""),
    ("typescript", "Error: boom\n    at <anonymous>:7:7", ""),  # of what became of the cell without its types
    ("cobol", "Cell In[2], line 2", ""),
]


@pytest.mark.parametrize(("language", "traceback", "expected"), OF_OTHERS)
def test_of_another_language_the_line_is_told_where_the_kernel_tells_it(
    language: str, traceback: str, expected: str
) -> None:
    assert line(traceback, 2, languages.of(language)) == expected
