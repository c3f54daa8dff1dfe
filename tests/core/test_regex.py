"""What is compiled at its first use does then what `re` does; none of the package's own fails there."""

from __future__ import annotations

import copy
import gc
import importlib
import pickle
import pkgutil
import re
import subprocess
import sys

import pytest

import nbpress
from nbpress.core.regex import regex


def test_it_does_what_re_does_and_is_compiled_when_it_is_asked() -> None:
    word = regex(r"(?P<letter>[a-c])\d*", re.I)
    assert "sub" not in vars(word)
    assert word.sub(r"<\g<letter>>", "A1 d2 b") == "<A> d2 <b>"
    assert (word.pattern, word.groups, dict(word.groupindex)) == (r"(?P<letter>[a-c])\d*", 1, {"letter": 1})
    assert [found[0] for found in word.finditer("a1c")] == ["a1", "c"] and word.flags & re.I
    assert regex(rb"\0+").split(b"a\0\0b") == [b"a", b"b"]


def test_it_goes_to_another_process() -> None:
    used, new = regex("a+"), regex("a+")
    assert used.match("aa")
    for each in (used, new):
        assert pickle.loads(pickle.dumps(each)).findall("baac") == ["aa"] and copy.deepcopy(each).pattern == "a+"


def test_what_it_has_not_is_an_error_and_so_is_a_fault_in_it() -> None:
    with pytest.raises(AttributeError):
        regex("a").replace  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(re.error):
        regex("(").match("a")


def test_every_regular_expression_of_the_package_can_be_compiled_and_none_is_before_it_is_used() -> None:
    for module in pkgutil.walk_packages(nbpress.__path__, "nbpress."):
        if not module.name.endswith(("__main__", "_hook")):
            named = vars(importlib.import_module(module.name))
            early = [name for name, value in named.items() if isinstance(value, re.Pattern)]
            assert not early, f"{module.name}: {early}; write regex(...)"
    every = [each for each in gc.get_objects() if type(each) is type(regex("a"))]
    assert len(every) > 300
    assert all(isinstance(each.flags, int) for each in every)


def test_none_is_compiled_by_loading_what_makes_a_page() -> None:
    program = (
        "import gc, nbpress.publish.publish, nbpress.render.post.page; from nbpress.core.regex import regex\n"
        "every = [each for each in gc.get_objects() if type(each) is type(regex('a'))]\n"
        "print(len(every), *(each._given[0] for each in every if 'sub' in vars(each)), sep='\\n')"
    )
    count, *compiled = subprocess.check_output([sys.executable, "-c", program], text=True).splitlines()
    assert int(count) > 200 and compiled == []
