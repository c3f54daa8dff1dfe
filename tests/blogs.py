"""Blogs of other tools, as their manuals lay them out, in the full breadth of what their authors write; under git.

Beside each stands what its site had: the addresses by the rules of the tool, and words of the pages.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from builders import PYTHON, code, raw, text
from nbformat.v4 import new_notebook
from pictures import png

PICTURE = png(40, 20, 90)
GIT = ("git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")
CALLED = "<html><body><main>{{ content }}</main></body></html>\n"


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run([*GIT, "-C", root, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def made(root: Path, files: Mapping[str, Any]) -> Path:
    """Write a tree and commit it: texts, bytes, and lists of cells as notebooks."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, list):
            nbformat.write(_notebook(content), path)
        elif isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Begin")
    return root


def _notebook(cells: list[Any]) -> Any:
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return new_notebook(cells=cells, metadata={"kernelspec": PYTHON})


def printed(source: str, words: str) -> Any:
    return code(source, outputs=[{"output_type": "stream", "name": "stdout", "text": words}])


# --- fastpages ---------------------------------------------------------------------------------------------------

# What stands in https://github.com/fastai/fastpages: _config.yml, but for the plugins that are not installed here.
FASTPAGES_CONFIG = """\
# Welcome to Jekyll!
title: Harbours
description: Notes on ships.
github_username: ann
url: "https://ann.example.org" # the base hostname
baseurl: "/blog"

# Set this to true to get LaTeX math equation support
use_math:
default_badges:
  github: true
  colab: true
exclude:
  - docker-compose.yml
future: true
theme: minima
plugins:
  - jekyll-feed
  - jekyll-seo-tag
markdown: kramdown
kramdown:
  input: GFM
"""
HARBOUR = [
    text(
        '# "A map: the harbour"\n> "Where the ships lay, by the hour."\n\n- toc: true\n- badges: true\n- comments: true\n'
        "- categories: [maps, Old Ships]\n- image: images/harbour.png\n- sticky_rank: 1\n- author: Ann & Bob"
    ),
    text("# About\n\nShips {% fn 1 %} lay *here*, and `{% fn 1 %}` is code. See [the log](2021-01-05-log_Book.ipynb)."),
    text("> Note: Mind the tide.\n\n> Warning: Low water.\n\n> youtube: https://youtu.be/XfoYk_Z5AkI"),
    text("![A berth](my_icons/berth.png)\n\n![From the root](/images/harbour.png)"),
    printed("#hide\nsecret = 'unseen word'\nprint(secret)", "unseen output\n"),
    printed("# hide_input\nprint('quokka')", "quokka\n"),
    printed("#hide-output\nnumbat = 2\nprint(numbat)", "unseen number\n"),
    printed("#collapse-hide\nimport folded_module\nprint('wombat')", "wombat\n"),
    printed("#collapse_show\n%%time\nopened_code = 1", "time passed\n"),
    printed("#collapse-output\nlong_output()", "bilby\n"),
    printed("#export\ndef exported(): pass", ""),
    text("{{ 'This is the [actual](https://example.org) footnote' | fndetail: 1 }}"),
]
LOG = [
    text(
        "# The log\n\n- categories: [maps]\n- image: images/copied_from_nb/my_icons/berth.png\n- redirect_from: /old/log.html"
    ),
    text("Back to [the map](2020-02-20-harbour.ipynb)."),
]
FASTPAGES: dict[str, Any] = {
    "_config.yml": FASTPAGES_CONFIG,
    "_action_files/nb2post.py": "print('makes posts')\n",
    "_layouts/notebook.html": CALLED,
    "_layouts/post.html": CALLED,
    "_notebooks/2020-02-20-harbour.ipynb": HARBOUR,
    "_notebooks/2021-01-05-log_Book.ipynb": LOG,
    "_notebooks/2021-03-01-It's 5 o'clock.ipynb": [
        text("# Five\n> Late.\n\n- badges: false\n- permalink: /:year/:title/"),
        text("Late hours."),
    ],
    "_notebooks/2021-04-01-kept.ipynb": [
        text("# Kept\n\n- toc: false\n- permalink: /a/kept/place/"),
        text("Kept words."),
    ],
    "_notebooks/README.md": "Notebooks.\n",
    "_notebooks/my_icons/berth.png": PICTURE,
    "_notebooks/my_icons/private.png": PICTURE,
    "_posts/2020-01-14-a-text.md": "---\ntitle: A text\n---\nWritten by hand.\n",
    "_word/2020-01-01-Word.docx": b"PK\3\4",
    "images/harbour.png": PICTURE,
    "index.html": "---\nlayout: post\n---\nHome\n",
    ".github/workflows/ci.yaml": "jobs: {build: {steps: [{uses: fastai/fastpages@master}]}}\n",
}
# fast_template.py names the post after the notebook, blanks as hyphens; the rest is Jekyll's `permalink: date`, which fastpages
# leaves as it is: /:categories/:year/:month/:day/:title.html (https://jekyllrb.com/docs/permalinks/).
FASTPAGES_ADDRESSES = {
    "2020-02-20-harbour.ipynb": "/maps/old%20ships/2020/02/20/harbour.html",
    "2021-01-05-log_Book.ipynb": "/maps/2021/01/05/log_Book.html",
    "2021-03-01-It's 5 o'clock.ipynb": "/2021/It's-5-o'clock/",
    "2021-04-01-kept.ipynb": "/a/kept/place/",
}

# --- Quarto ------------------------------------------------------------------------------------------------------

QUARTO_CONFIG = """\
project:
  type: website
website:
  title: "Tides"
  description: "Notes on water"   # shown in the feed
  site-url: https://bob.example.org/tides/
  repo-url: https://github.com/bob/tides
  navbar:
    right: [about.qmd]
format:
  html:
    theme: cosmo
    css: styles.css
    code-fold: true
execute:
  freeze: auto
"""
POOL = [
    raw(
        '---\ntitle: "A pool"   # of three\ndescription: What lives there.\nauthor:\n  - name: Bob Reef\n  - Ann\n'
        'date: "5/22/2021"\ndate-modified: "6/1/2021"\ncategories: [news, Sea Life]\nimage: pool.png\n'
        "aliases:\n  - /old/pool.html\n  - /older/\n  - sibling\njupyter: python3\nbibliography: refs.bib\n"
        "format:\n  html:\n    code-summary: Show it\n---"
    ),
    text("## Anemones\n\n::: {.callout-note}\n## Mind\nThey close.\n:::\n\nH~2~O, and x^2^, [smallish]{.small}."),
    text(
        "![The pool](pool.png)\n\nSee [the reef](../2022-01-01-reef/index.ipynb), [again](/posts/flat.ipynb), "
        "a [file](data.csv)."
    ),
    text(
        "::: {.panel-tabset}\n## One\nFirst tab.\n## Two\nSecond tab.\n:::\n\n"
        "A note.[^1]\n\n[^1]: At the foot.\n\n{{< video https://youtu.be/XfoYk_Z5AkI >}}"
    ),
    printed("#| echo: false\nprint('urchin')", "urchin\n"),
    printed("#| label: read\ndata = open('data.csv').read()", ""),
    printed("#|hide\nunseen_word()", "unseen output\n"),
]
REEF = [
    raw("---\ntitle: The reef\ndate: 2022-01-01\ncategories:\n- news\nexecute:\n  echo: false\n---"),
    text("Coral words. ![](/images/coral.png)"),
    printed("hidden_code = 1\nprint('lobster')", "lobster\n"),
]
QUARTO: dict[str, Any] = {
    "_quarto.yml": QUARTO_CONFIG,
    "index.qmd": "---\ntitle: Tides\nlisting: {contents: posts}\n---\n",
    "about.qmd": "---\ntitle: About\n---\nAbout us.\n",
    "styles.css": "a {color: teal}\n",
    "images/coral.png": PICTURE,
    "private/notes.txt": "nobody reads this\n",
    "posts/_metadata.yml": "freeze: true\nlicense: CC BY\n",
    "posts/pool/index.ipynb": POOL,
    "posts/pool/pool.png": PICTURE,
    "posts/pool/data.csv": "1,2\n",
    "posts/pool/secret.csv": "3,4\n",
    "posts/2022-01-01-reef/index.ipynb": REEF,
    "posts/flat.ipynb": [
        raw("---\ntitle: Flat\ndate: 2022-02-02\noutput-file: level.html\n---"),
        text("Flat words: [pool](pool/index.ipynb)."),
    ],
    "posts/draft/index.ipynb": [raw("---\ntitle: Later\ndraft: true\n---"), text("Draft words.")],
    "posts/words/index.qmd": "---\ntitle: Words\n---\nText.\n",
    "posts/words/words.png": PICTURE,
}
# https://quarto.org/docs/websites/website-blog.html, and website-aliases.ts of quarto-cli.
QUARTO_ADDRESSES = {
    "posts/pool/index.ipynb": "/posts/pool/",
    "posts/2022-01-01-reef/index.ipynb": "/posts/2022-01-01-reef/",
    "posts/flat.ipynb": "/posts/level.html",
}
QUARTO_ALIASES = ["old/pool.html", "older/index.html", "posts/pool/sibling/index.html"]
QUARTO_PICTURES = ["posts/pool/pool.png", "images/coral.png", "posts/pool/data.csv"]
# What Quarto shows of each, the words of its player aside.
QUARTO_WORDS = {
    "posts/pool/index.ipynb": (
        "Anemones Mind They close. H 2 O, and x 2 , smallish. The pool See the reef , again , a file . One First tab. "
        "Two Second tab. A note. 1 urchin Show it data = open('data.csv').read() At the foot."
    ),
    "posts/2022-01-01-reef/index.ipynb": "Coral words. lobster",
    "posts/flat.ipynb": "Flat words: pool .",
}
UNSEEN = ("unseen", "hidden_code", "exported", ":::", "{{<", "fndetail", "[^1]")
