"""The same notebook in each kind of text."""

from __future__ import annotations

from textwrap import dedent

_HEAD = 'title: "One: two"\ndate: 2020-01-02\ntags: [a, b]\nnbpress:\n  results: {total: total}\n'
_KERNEL = "kernelspec: {name: python3}\n"


def _commented(text: str) -> str:
    return "".join(f"# {line}".rstrip() + "\n" for line in text.splitlines())


def _script(format_name: str, body: str) -> str:
    more = f"jupyter:\n  jupytext:\n    text_representation: {{format_name: {format_name}}}\n  kernelspec: {{name: python3}}\n"
    return _commented(f"---\n{_HEAD}{more}---") + dedent(body)


KINDS = {
    "myst.md": f"---\n{_HEAD}jupytext: {{formats: 'md:myst'}}\nkernelspec:\n  name: python3\n---\n" + dedent("""\

        # A heading

        Words.

        ```{code-cell} ipython3
        :tags: [parameters]

        number = 3
        ```

        :::{code-cell}
        :label: sum
        :fig-cap: "A: sum, told"
        :echo: false
        total = number + 1
        print(total)
        :::

        It gives {eval}`total`.
        """),
    "percent.py": _script("percent", """\

        # %% [markdown]
        # # A heading
        #
        # Words.

        # %% tags=["parameters"]
        number = 3

        # %%
        #| label: sum
        #| fig-cap: "A: sum, told"
        #| echo: false
        total = number + 1
        print(total)

        # %% [markdown]
        # It gives {eval}`total`.
        """),
    "paragraphs.py": _script("light", """\

        # # A heading
        #
        # Words.

        # + tags=["parameters"]
        number = 3

        # +
        #| label: sum
        #| fig-cap: "A: sum, told"
        #| echo: false
        total = number + 1
        print(total)
        # -

        # It gives {eval}`total`.
        """),
    "quarto.qmd": f"---\n{_HEAD}jupyter: python3\nparams:\n  number: 3\n---\n" + dedent("""\

        # A heading

        Words.

        ```{python}
        #| label: sum
        #| fig-cap: "A: sum, told"
        #| echo: false
        total = number + 1
        print(total)
        ```

        It gives `{python} total`.
        """),
    "rmarkdown.Rmd": f"---\n{_HEAD}output: html_document\n{_KERNEL}params:\n  number: 3\n---\n" + dedent("""\

        # A heading

        Words.

        ```{python sum, echo=FALSE, fig.cap="A: sum, told"}
        total = number + 1
        print(total)
        ```

        It gives `r total`.
        """),
}  # fmt: skip
IN_R = _commented(
    "---\ntitle: In R\ndate: 2020-01-02\njupyter:\n  jupytext:\n    text_representation: {format_name: light}\n"
    "  kernelspec: {name: ir, language: R}\n---"
) + dedent("""\

    # # A heading

    # + tags=["parameters"]
    number <- 3

    # +
    total <- number + 1
    total
    # -

    # It gives {eval}`total`.
    """)
