"""The values that the stages hand to each other: frozen, and without a way back to where they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from nbpress.core.citing import Bibliography, Cited
from nbpress.core.labelled import ArticleLabels, Embeddable
from nbpress.core.labelled import Labelled as Labelled
from nbpress.core.notices import Notice

CHANGED = "last_modified_at"  # the key of a front matter that says when a page changed: jekyll-seo-tag, -feed, -sitemap read it


@dataclass(frozen=True, slots=True)
class Theme:
    """How a theme of Jekyll wants its posts.

    layouts: layout of the author (`article`) to the theme's own; a layout that is not named passes.
    images: role (`feature`, `teaser`, `thumb`, `caption`, …) to the dotted keys that receive it.
    paths: how these write a picture: below the `folder` of images, from the site's `root`, or `bare`, without its slash.
    prefixed: whether the theme puts `baseurl` before the addresses of `<img>` itself.
    modified: the key that it reads the date of change from, beside `last_modified_at`.
    callouts: kind of a callout to the class of a quotation that shows it; `p.info` is one of a paragraph.
    code: `highlight`, the tag of Jekyll, or `fence`, of which the theme makes more.
    math, mermaid: keys of a page with a formula or a diagram that the theme's script is to draw; toc: of one that asks for a
    table of contents. tags: `lower` where they have to be.
    excerpt: the key that it reads the excerpt from, beside `excerpt`. inlined: whether pictures in `data:` addresses survive.
    """

    layouts: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    paths: str = "root"
    prefixed: bool = False
    modified: str = ""
    callouts: Mapping[str, str] = field(default_factory=dict)
    code: str = "highlight"
    math: Mapping[str, Any] = field(default_factory=dict)
    mermaid: Mapping[str, Any] = field(default_factory=dict)
    toc: Mapping[str, Any] = field(default_factory=dict)
    tags: str = "written"
    excerpt: str = ""
    inlined: bool = True


@dataclass(frozen=True, slots=True)
class Default:
    """One entry of a site's front matter defaults: the `values` of pages below a `path`, of a `type` where one is named."""

    path: str
    type: str
    values: Mapping[str, Any]


NO_ARTICLE = "the site has no article of it"  # why a link to a notebook leads nowhere


@dataclass(frozen=True, slots=True)
class Site:
    """What a Jekyll site's `_config.yml` says that shapes a post.

    root: the site's source folder. url, baseurl, permalink, timezone: as Jekyll reads them.
    posts, drafts: folders of posts and drafts, below root. images: folder of images, below root.
    math: `mathml` (works without JavaScript) or `kramdown` (kramdown's own `$$`, for a blog with MathJax).
    styled: whether the theme itself styles what nbpress writes, so that no style sheet has to be added.
    richest: the MIME types of outputs that go before all others, best first.
    downloads: folder of the notebooks that a reader can download, below root; None where there are none.
    illiquid: whether Jekyll leaves Liquid alone in posts, or some of them, that do not ask for it.
    allow: hashes of values that look like secrets and are none. files: suffixes of files that come along with a page, beside
    the usual ones.
    html: `trusted` or `sanitized`, what the author's own HTML may do. quiet: codes of warnings that nobody is told.
    fold: lines of a printed text after which the rest of it folds; 0 for never.
    cell_defaults: what holds for the cells of all articles: `code`, `execute` and `format`. dialects: names
    of those that all notebooks are written in.
    excerpt_separator: what ends the excerpt in a post's text, where the site sets it. future: whether Jekyll shows posts of
    days to come.
    collection: that articles go to, unless they are posts. collections: settings of each that the site has, by name, and
    collections_dir: the folder below which they lie. defaults: of front matter, as they stand in the settings.
    exclude: files and folders that Jekyll passes over, as they are written.
    bibliography, csl: what all articles cite from, and in which style.
    layouts: those of the site and of its theme. complete: whether there can be no others.
    lang: the language of its pages, empty where it says none. numbers: `auto`, `all` or `none`, which figures, tables and their
    like have numbers. words: those before a number that the site chooses, by kind. figures: `light` or `both`, what its runs
    draw them for.
    """

    root: Path
    url: str = ""
    baseurl: str = ""
    permalink: str = "date"
    timezone: str = ""
    posts: PurePosixPath = PurePosixPath("_posts")
    drafts: PurePosixPath = PurePosixPath("_drafts")
    images: PurePosixPath = PurePosixPath("images")
    math: str = "mathml"
    styled: bool = False
    theme: Theme = field(default_factory=Theme)
    richest: tuple[str, ...] = ()
    downloads: PurePosixPath | None = None
    illiquid: bool = False
    allow: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    excerpt_separator: str = ""
    html: str = "trusted"
    fold: int = 40
    future: bool = False
    quiet: tuple[str, ...] = ()
    collection: str = ""
    collections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    collections_dir: PurePosixPath = PurePosixPath()
    defaults: tuple[Default, ...] = ()
    layouts: frozenset[str] = frozenset()
    complete: bool = False
    cell_defaults: Mapping[str, Any] = field(default_factory=dict)
    dialects: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    lang: str = ""
    numbers: str = "auto"
    words: Mapping[str, Any] = field(default_factory=dict)
    bibliography: tuple[str, ...] = ()
    csl: str = ""
    figures: str = "light"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram that was drawn: `svg`, a file's content; or, with nothing in that, the `problem` that kept it from being.

    line: of its source that the problem is about, from 1, 0 where that is not known. lacking: whether it is only that this
    machine cannot draw.
    """

    svg: bytes = b""
    problem: str = ""
    line: int = 0
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What rendering needs to know beside the executed notebook: everything that stands on a disk, read before.

    name: the notebook's path below its project, with slashes. slug, date: of the post; `date` as it is written.
    files: content of the local files that prose or front matter names, by the link's target as written.
    links: address on the site, by link target as written (`other.ipynb`), of the posts that prose links to.
    refused: why a file that is there does not come along, by the link's target as written.
    foreign: whether live values count that our engine did not write, such as those of a JupyterLab session.
    variant: whether it stands beside the main article of its notebook.
    claims: which articles have a file, hashes by slug, by its path as `file_names.folded` writes it; own: slugs that count
    as this article's own.
    layout: that its page gets; nothing where the author's own word stands. folder: where its post lies, below the site's root.
    collection: that it belongs to; nothing for a post. drawings: of its diagrams, by `diagrams.name`.
    bibliography: that its citations are of; None where it has none, or cites nothing. cited: what they become.
    others: what it refers to or embeds of other articles, by the path of their notebook as written. provisional: whether some
    of that may be lacking, as the page is made only to see what it shows itself.
    """

    site: Site
    name: str
    slug: str
    date: str
    draft: bool = False
    files: Mapping[str, bytes] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    foreign: bool = False
    variant: bool = False
    claims: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    own: frozenset[str] = frozenset()
    layout: str = ""
    folder: PurePosixPath | None = None
    collection: str = ""
    drawings: Mapping[str, Drawing] = field(default_factory=dict)
    bibliography: Bibliography | None = None
    cited: Cited | None = None
    others: Mapping[str, ArticleLabels] = field(default_factory=dict)
    provisional: bool = False

    @property
    def post(self) -> PurePosixPath:
        """The post's file, below the site's root."""
        if self.draft:
            return self.site.drafts / f"{self.slug}.md"
        name = self.slug if self.collection else f"{self.date[:10]}-{self.slug}"
        return (self.folder or self.site.posts) / f"{name}.md"


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a notebook.

    nb: the executed notebook, its record under `metadata.nbpress`. key: the run key.
    dependencies: hash of each file or variable that the run depends on, by name. written: files of the project that the
    run wrote itself, and that are therefore none.
    """

    nb: Any
    key: str
    dependencies: Mapping[str, str]
    written: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file of an article that waits beside its site. digest: SHA-256 of its content, which tells it from another."""

    digest: str
    place: Path = field(compare=False)


@dataclass(frozen=True, slots=True)
class Article:
    """What one run renders to.

    path: the post, below the site's root. text: its content, front matter included.
    files: images and other files, by path below the site's root.
    header: the post's front matter as values. warnings: what its author should know. cells: what the post shows of each
    cell of the executed notebook, in their order. labelled: what of it has a number or a label, in the order of the page.
    embeddable: what of it other articles can refer to.
    """

    slug: str
    path: PurePosixPath
    text: str
    files: Mapping[PurePosixPath, bytes | Waiting]
    header: Mapping[str, Any]
    warnings: tuple[Notice, ...] = ()
    cells: tuple[str, ...] = ()
    labelled: tuple[Labelled, ...] = ()
    embeddable: tuple[Embeddable, ...] = ()
