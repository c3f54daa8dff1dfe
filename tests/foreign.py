"""Somebody else's blogs, built by real Jekyll with articles that nbpress published into them by their settings alone.

The articles hold what a theme which knows nothing of nbpress may get wrong; a plain post beside them is the theme's own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import chirpy
import first_article
import jekyll
from builders import code, notebook, saved, text
from conftest import missing
from pictures import encoded, png

from nbpress.publish.options import PublishOptions as Options
from nbpress.publish.publish import publish_notebooks as publish

WIDE = "| column " * 20 + "|\n" + "|---" * 20 + "|\n" + "| cell " * 20 + "|"
SMALL = "| a | b |\n|---|--:|\n| 1 | 2 |"
LONG = "a_name_that_is_long_enough_to_leave_its_box = " + " + ".join(f"value_{number}" for number in range(30))
HEAD = """---
layout: article
title: "One of everything: a title"
date: 2020-02-02
categories: general
excerpt: What a page may hold.
author: Ann
tags: [first, second]
image: {teaser: every/teaser.png, feature: every/feature.png}
---"""
PICTURES = "\nimage: {teaser: every/teaser.png, feature: every/feature.png}"
# A site with a theme of its own, and every setting that moves things.
OWN = """title: Own
permalink: /essays/:year/:title.html
baseurl: /notes
collections_dir: content
markdown: kramdown
defaults:
  - {scope: {path: "", type: posts}, values: {render_with_liquid: false}}
nbpress:
  images: assets/pictures
  theme:
    layouts: {article: essay}
    images: {feature: cover, teaser: card.image}
"""
# What a blogger writes in that theme by hand.
PLAIN = """---
layout: {layout}
title: A plain post
date: 2020-02-02
categories: general
author: Ann
tags: [first]
---

A paragraph with `code`, *stress* and [a link](https://example.org).[^1]

[^1]: At the foot.

## A heading

- an entry

> **A quotation.**
>
> | name | size |
> |---|--:|
> | 1 | 2 |
{{: .prompt-warning }}

| | second |
|---|--:|
| 1 | 2 |

{wide}

![Grey.]({base}/plain.png){{: width="400" height="200" }}

```python
# A comment of the kind that every article has
import numpy as np

@decorated(name="x")
def shape(name: str, size: int = 5, rate=0.5) -> str:
    '''Say how.'''
    for number in range(10):
        if number and not name is None: raise ValueError(f"no {{name!r}}\\n")
    {long}
    return lambda x: x + 1e-7, np.float32(True), name.x, self
```
"""
LAYOUT = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>pre, table { overflow-x: auto } table { display: block }</style></head>
<body><main><h1>{{ page.title }}</h1>
{% if page.cover %}<img id="cover" src="{{ page.cover | relative_url }}" alt="" width="20">{% endif %}
{{ content }}</main></body></html>
"""


def result(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def stream(words: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": words}


def figure(label: str, width: int, height: int, *lines: str) -> Any:
    options = "\n".join([f"#| label: {label}", *lines, "draw()"])
    return code(options, outputs=[result({"image/png": encoded(png(width, height, 160)), "text/plain": "<Figure>"})])


def everything() -> Any:
    """A notebook that was run, with one of everything."""
    row = "<tr>" + "".join(f"<td>{number}.123456789</td>" for number in range(20)) + "</tr>"
    table = f"<table><thead>{row.replace('td', 'th')}</thead><tbody>{row * 3}</tbody></table>"
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["ValueError: " + "no " * 90]}
    return notebook(
        text("# One of everything: a title\n\nThe first paragraph, with `code` and $x^2$.[^1]\n\n[^1]: At the foot."),
        text("## Long lines"),
        code(LONG, outputs=[stream("quokka " + "━" * 300 + "\n"), stream("a warning " * 30, "stderr")]),
        code("raise ValueError", "raises-exception", outputs=[error]),
        text(f"## Wide tables\n\n{WIDE}"),
        code("frame", outputs=[result({"text/html": table, "text/plain": "frame"})]),
        figure("curve", 1600, 400, "#| fig-cap: A wide picture, and what it shows.", "#| fig-alt: Grey."),
        code(
            "#| renderings: [light, dark]\n#| fig-alt: Twice.\ndraw()",
            outputs=[result({"image/png": encoded(png(400, 200, shade))}) for shade in (160, 40)],
        ),
        code("folded = True", "hide-input", outputs=[stream("all of it\n")]),
        code("print()", "scroll-output", outputs=[stream("line\n" * 200)]),
        text("$$\\sum_{i=1}^{n} " + " + ".join(f"x_{{{number}}}" for number in range(40)) + "$$"),
        figure("teaser", 400, 250, "#| include: false"),
        figure("feature", 1024, 256, "#| include: false"),
        head=HEAD,
    )


def tables() -> Any:
    """A notebook of tables: an author's, and those of libraries as they really write them."""
    import pandas

    small = pandas.DataFrame({"digit": [0, 1, 2], "share": [0.0987, 0.1124, 0.0993], "name": ["zero", "one", "two"]})
    wide = pandas.DataFrame([[row * column / 7 for column in range(24)] for row in range(3)])
    wide.columns = pandas.MultiIndex.from_product([["first", "second"], [f"column {number}" for number in range(12)]])
    styled = (
        small.style.set_caption("Shares of the digits")
        .highlight_max("share", props="background: #ffd54f; color: #000")
        .hide(axis="index")
    )
    return notebook(
        text("# Tables\n\nA small one:\n\n| digit | share |\n|---|--:|\n| 1 | 11% |\n| 2 | 9% |\n\nand words after it."),
        text("## Long words\n\n| name | what it is |\n|---|---|\n" + f"| `a_rather_long_name` | {'words ' * 20}|\n" * 2),
        code("small", outputs=[result({"text/html": small._repr_html_(), "text/plain": str(small)})]),
        code("wide", outputs=[result({"text/html": wide._repr_html_(), "text/plain": str(wide)})]),
        code("styled", outputs=[result({"text/html": styled.to_html(), "text/plain": "styled"})]),
        code("Markdown(rows)", outputs=[result({"text/markdown": SMALL, "text/plain": ""})]),
        text('<table border="1"><tr><td>By hand</td><td>in HTML</td></tr></table>'),
        text(f"> [!NOTE]\n> Of what\n>\n{textwrap.indent(SMALL, '> ')}\n\n- in a list\n\n{textwrap.indent(SMALL, '  ')}"),
        text(f"> [!WARNING]\n{textwrap.indent(WIDE, '> ')}"),
        head=HEAD.replace("One of everything: a title", "Tables").replace(PICTURES, ""),
    )  # fmt: skip


def video() -> Any:
    """A notebook with videos, of others and of its own, and with what moves otherwise."""
    player = "https://www.youtube-nocookie.com/embed/abcdefghijk"
    frame = f'<iframe width="900" height="506" src="{player}" title="A talk" frameborder="0" allowfullscreen></iframe>'
    chart = "<div id='chart'>A chart</div><script>document.getElementById('chart').style.width = '200px'</script>"
    return notebook(
        text('# Videos\n\n{{< video https://youtu.be/abcdefghijk title="A talk" >}}\n\nOne of the author\'s:\n\n' + frame),
        code("YouTubeVideo('abcdefghijk', width=900)", outputs=[result({"text/html": frame, "text/plain": "a video"})]),
        text('<video src="clip.mp4" width="900" height="506" controls></video>'),
        text('<figure><video src="clip.mp4" width="900" controls></video><figcaption>A clip</figcaption></figure>'),
        text("> [!TIP]\n> In a callout:\n>\n> {{< video https://vimeo.com/123456789 >}}"),
        code("chart", outputs=[result({"text/html": chart, "text/plain": "a chart"})]),
        head=HEAD.replace("One of everything: a title", "Videos").replace(PICTURES, ""),
    )  # fmt: skip


ARTICLES: Mapping[str, Callable[[], Any]] = {
    "everything": everything,
    "first": first_article.executed,
    "tables": tables,
    "video": video,
}
PLAIN_POST = "plain"


@dataclass(frozen=True)
class Blog:
    """A blog. site: its source. root: the folder to serve. base: what its addresses begin with. address: of a post.

    posts: the folder of its posts, and layout theirs. prefix: what a blogger writes before the address of a picture.
    """

    site: Path
    base: str
    address: str
    posts: str = "_posts"
    layout: str = "post"
    prefix: str = ""

    @property
    def root(self) -> Path:
        return self.site.parent / "root"

    def page(self, name: str) -> str:
        """Give the address of a post below the host."""
        date = "2018/11/11" if name == "first" else "2020/02/02"
        return self.base + self.address.format(name=name, date=date, year=date[:4])

    def built(self) -> Blog:
        """Have Jekyll build it; what comes out lies where it is to be served."""
        jekyll.run(self.site)
        shutil.copytree(self.site / "_site", self.root / self.base[1:])
        return self


def minima(folder: Path, packages: Packages) -> Blog:
    """A blog as `jekyll new` makes it, with minima."""
    program = shutil.which("jekyll") or missing(jekyll.INSTALL)
    site = folder / "blog"
    made = subprocess.run([program, "new", site, "--skip-bundle"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    config = (site / "_config.yml").read_text("utf-8")
    assert 'baseurl: ""' in config
    (site / "_config.yml").write_text(config.replace('baseurl: ""', "baseurl: /minima"), "utf-8")
    return Blog(site, "/minima", "/general/{date}/{name}.html", prefix="/minima")


def chirpy_copy(folder: Path, packages: Packages) -> Blog:
    """A blog with a copy of Chirpy, which looks its authors up."""
    site = chirpy.copied(folder / "blog", packages())
    authors = {name: {"name": "Ann", "url": "https://example.org"} for name in ("Ann", first_article.author())}
    (site / "_data" / "authors.yml").write_text(json.dumps(authors), "utf-8")
    return Blog(site, "/chirpy", "/posts/{name}/index.html")


def own(folder: Path, packages: Packages) -> Blog:
    """A blog with a layout, folders and addresses of its own."""
    site = folder / "blog"
    (site / "_layouts").mkdir(parents=True)
    (site / "_layouts" / "essay.html").write_text(LAYOUT, "utf-8")
    (site / "_config.yml").write_text(OWN, "utf-8")
    return Blog(site, "/notes", "/essays/{year}/{name}.html", "content/_posts", "essay", "/notes")


Packages = Callable[[], Path]  # gives the folder of the packages from npm, and asks for them only then
# By the name that nbpress has for the theme: `theme_table.py` says of these, and no others, that they were tried.
BLOGS: Mapping[str, Callable[[Path, Packages], Blog]] = {"minima": minima, "chirpy": chirpy_copy, "none": own}


def written(blog: Blog) -> Blog:
    """Publish the articles into a blog, and one of them as a draft; write the plain post, and build it all."""
    project = blog.site.parent
    paths = [saved(make(), project / "notebooks" / f"{name}.ipynb") for name, make in ARTICLES.items()]
    (project / "notebooks" / "clip.mp4").write_bytes(b"clip")
    options = Options(site=blog.site, store=project / ".nbpress", no_run=True)
    draft = saved(everything(), project / "notebooks" / "later.ipynb")
    for outcome in (*publish(paths, options), *publish([draft], replace(options, draft=True))):
        assert outcome.error is None, outcome.error
    plain = PLAIN.format(layout=blog.layout, wide=WIDE, long=LONG, base=blog.prefix)
    (blog.site / blog.posts / f"2020-02-02-{PLAIN_POST}.md").write_text(plain, "utf-8")
    (blog.site / "plain.png").write_bytes(png(400, 200, 160))
    return blog.built()
