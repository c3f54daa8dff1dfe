"""The blog of this project with articles made up for the tests, built by real Jekyll.

What comes in is `site/` without its own articles; what goes out is a folder that can be served. The articles
hold one of each thing that a page may hold, in the markup that nbpress writes.
"""

from __future__ import annotations

import re
import shutil
import struct
import zlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import jekyll
from output_case import Case

from nbpress.core.notices import CellNotices
from nbpress.notebook import words
from nbpress.notebook.cell_options import Display
from nbpress.render import math, numbered_formula, pictures, plain_text
from nbpress.render.page_numbers import PageNumbers, Policy
from nbpress.render.prose import prose
from nbpress.render.prose.cell import Ids

SITE = Path(__file__).parents[1] / "site"
ARTICLE = "/general/one-of-everything/"
OUTPUT_WORD = "quokka"
CODE = '''\
def shape(name: str) -> str:
    """Says "what" & <how>."""

    return f"{{{name}}} {{% raw %}}" + "x" * 1_000  # LONG

\tprint(shape("a"))'''.replace("LONG", "a line that is longer than its box " * 5)

POST = """\
---
layout: article
title: "One of everything: {{ braces }} & <tags>"
date: 2020-02-02
modified: 2020-03-04 05:06:07 +0000
categories: general
author: adrian-ball
tags: [first tag, second]
excerpt: What a page may hold.
image:
  teaser: sample/teaser.png
  feature: sample/feature.png
  path: /images/sample/feature.png
nbpress:
  notebook: notebooks/one of everything.ipynb
  download: /downloads/one-of-everything.ipynb
  command: nbpress publish 'notebooks/one of everything.ipynb' -p rate 0.5
  parameters: {epochs: 20, rate: 0.5, activation: relu, fast: true}
  results: {accuracy: 0.9791000247001648}
  versions: {python: 3.12.3}
  date: "2020-03-04 05:06:07 +0000"
  duration: 142.31
---

A first paragraph with <math><msup><mi>x</mi><mn>2</mn></msup></math> and a footnote.[^1]

## The code {#the-code}

<div class="nb-input">
{% highlight python %}{% raw %}
CODE
{% endraw %}{% endhighlight %}
</div>

{::nomarkdown}
<div class="nb-output nb-stdout"><pre>OUTPUT_WORD and a line WIDE</pre></div>
<div class="nb-output nb-html"><h2>Not a heading of the page</h2><table><tr>CELLS</tr></table></div>
{:/nomarkdown}

### Folded {#folded}

{::nomarkdown}
<details class="nb-fold"><summary>Show the code</summary>
{:/nomarkdown}

<div class="nb-input">
{% highlight python %}{% raw %}
import this
{% endraw %}{% endhighlight %}
</div>

{::nomarkdown}
</details>
{:/nomarkdown}

## A *wide* table {#a-wide-table}

| COLUMNS |
|DASHES|
| COLUMNS |

{::nomarkdown}
<figure class="nb-output nb-figure" id="curve">PICTURE<figcaption>Grey.</figcaption></figure>
{:/nomarkdown}

TWICE

DIALECTS

[^1]: At the foot.
"""
# In the words of GitHub, Obsidian, Quarto and MyST; what is published of it stands in the article.
OTHERS = """\
> [!NOTE]
> With $x^2$, `code` and [a link](#the-code).
>
> > [!CAUTION]
> > Nested.

> [!TIP]
> - one
>
> ```python
> x = 1
> ```

> [!IMPORTANT]
> Words.

> [!warning]- A title that folds
> Folded away.

```{margin} A note at the side
It stands beside the text.
```

::: {.panel-tabset}
## First
Of the first tab.
## Second
Of the second tab, with a wide table.

| WIDE |
|------|
| WIDE |
:::

{{< video https://youtu.be/abcdefghijk title="A talk" >}}

```python {2,4-5} filename="train.py" linenos=true
def fit(rows):
    return sum(rows)  # <1>

for rows in data:
    fit(rows)
    print("LONG")  # <2>
```

1. Of one epoch.
2. Of all.

As [](#thm-sum) and [](#eq-sum) say.

::: {#thm-sum}
## Of sums
All of them are *even*.
:::

$$\\sum_{k=1}^n k = \\frac{n(n+1)}{2}\\label{eq-sum}$$
"""
LONG = "a line that is longer than its box " * 5
COPIED = """\
def fit(rows):
    return sum(rows)

for rows in data:
    fit(rows)
    print("LONG")""".replace("LONG", LONG)
GREY, DARK = 0x99, 0x33  # of pictures
FILLINGS = {
    "CODE": CODE,
    "OUTPUT_WORD": OUTPUT_WORD,
    "WIDE": "━" * 300,
    "CELLS": "<td>1234567890</td>" * 40,
    "COLUMNS": " | ".join(["a column"] * 30),
    "DASHES": "---|" * 30,
    "PICTURE": pictures.image(
        pictures.Picture(b"", ".png", 400, 250),
        "BASEURL/images/sample/teaser.png",
        "Grey",
        dark="BASEURL/images/sample/dark.png",
    ),
    "TWICE": Case(Display(renderings=("light", "dark"))).show(
        *(
            {"output_type": "display_data", "data": {"text/html": f"<b>For {each} pages</b>"}}
            for each in ("light", "dark")
        )
    ),
}
PLAIN = """\
---
title: A plain note
date: 2020-01-01
categories: general
excerpt: No picture.
---

Just [a link](ARTICLE) and text.
"""


def build(folder: Path, settings: Mapping[str, str]) -> Path:
    """Build the blog with its made-up articles inside `folder`; return the folder to serve.

    settings: lines of `_config.yml` that stand there with an empty or a default value, by their key.
    """
    baseurl = settings.get("baseurl", "")
    source = folder / "source"
    shutil.copytree(
        SITE, source, ignore=shutil.ignore_patterns("_posts", "_drafts", "images", "downloads", ".*", "_site")
    )
    _articles(source, baseurl)
    with (source / "_data" / "authors.yml").open("a") as authors:  # of the only author
        authors.write("  orcid: 0000-0002-1825-0097\n")
    _set(source / "_config.yml", {"url": "https://example.org", **settings})
    jekyll.run(source)
    root = folder / "root"
    place = root / baseurl.strip("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source / "_site", place)
    return root


def published(folder: Path) -> Path:
    """Build the blog with the articles that it holds inside `folder`; return the folder to serve."""
    source = folder / "source"
    shutil.copytree(SITE, source, ignore=shutil.ignore_patterns(".*", "_site"))
    jekyll.run(source)
    return source / "_site"


def _set(config: Path, settings: Mapping[str, str]) -> None:
    text = config.read_text("utf-8")
    for key, value in settings.items():
        text, found = re.subn(rf'^( *){key}: +(""|false)', rf"\g<1>{key}: {value}", text, count=1, flags=re.M)
        assert found, f"_config.yml has no setting {key}"
    config.write_text(text, "utf-8")


def _articles(source: Path, baseurl: str) -> None:
    posts, images = source / "_posts", source / "images" / "sample"
    posts.mkdir()
    images.mkdir(parents=True)
    text = POST
    for name, value in {"DIALECTS": _others(), **FILLINGS}.items():
        text = text.replace(name, value)
    text = text.replace("BASEURL", baseurl)
    (posts / "2020-02-02-one-of-everything.md").write_text(text, "utf-8")
    (posts / "2020-01-01-a-plain-note.md").write_text(PLAIN.replace("ARTICLE", baseurl + ARTICLE), "utf-8")
    (source / "downloads").mkdir()
    (source / "downloads" / "one-of-everything.ipynb").write_text('{"cells": []}\n', "utf-8")
    (images / "teaser.png").write_bytes(picture(400, 250))
    (images / "feature.png").write_bytes(picture(1024, 256))
    (images / "dark.png").write_bytes(picture(400, 250, DARK))


def _others() -> str:
    """Render what is written in the words of other tools."""

    policy = Policy("auto", words.read("en", crossref={}))
    seen = PageNumbers(policy)
    _prose(seen)
    return _prose(PageNumbers(policy, seen.settled(), plain_text.line))


def _prose(numbers: PageNumbers) -> str:
    said = CellNotices()
    plain = partial(math.render, style="mathml", warn=said)
    tagged = partial(math.tagged, style="mathml", room=[math.PAGE])
    formula = partial(numbered_formula.render, numbers=numbers, stop=said, plain=plain, tagged=tagged)
    place = prose.Place(link=str, value=str, math=formula, prefix="1", ids=Ids(), numbers=numbers, stop=said)
    text = prose.render(OTHERS.replace("LONG", LONG), place)
    assert not said.said, said.said
    return text


def picture(width: int, height: int, shade: int = GREY) -> bytes:
    """Draw a grey PNG."""
    rows = (b"\0" + bytes([shade]) * width) * height
    head = struct.pack(">2I5B", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def chunk(name: bytes, data: bytes) -> bytes:
    """Write one part of a PNG: length, name, data, checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
