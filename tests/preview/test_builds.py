"""Real Jekyll kept running: a changed post is built alone, and at the end all stands as a build of the whole site leaves it."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from builders import tree
from pictures import png
from preview_running import until

from nbpress.preview.jekyll import Jekyll

SETTINGS = {"show_drafts": True, "future": True}
SITE = {
    "_config.yml": "url: https://example.org\npermalink: /:categories/:title/\ntimezone: UTC\ntime: 2021-01-01\n",
    "_layouts/post.html": "{% include name.html %} {{ page.shown }} after {{ page.previous.title }}\n"
    "<main>{{ content }}</main>\n",
    # What a plugin finds out about all posts, as those that count readers' minutes do; and a post that it makes up.
    "_plugins/shown.rb": "class Shown < Jekyll::Generator\n"
    '  def generate(site)\n    site.posts.docs.each { |each| each.data["shown"] = each.content.size }\n'
    '    made = Jekyll::Document.new(site.in_source_dir("_posts/made.md"), site: site, collection: site.posts)\n'
    '    made.merge_data!({ "title" => "Made up", "slug" => "made", "ext" => ".md", "date" => Time.utc(2019) })\n'
    '    made.content = "Nobody wrote it."\n    site.posts.docs << made\n  end\nend\n',
    "_includes/name.html": "{{ page.title }}",
    "index.md": "---\n---\n{% for post in site.posts %}{{ post.title }}: {{ post.content | strip_html }}\n{% endfor %}"
    "{% for file in site.static_files %}{{ file.path }} {% endfor %}\n",
    "images/a.png": "a picture",
    "_posts/2020-01-01-first.md": "---\nlayout: post\ntitle: First\n---\nThe first one. {{ page.title }}\n",
    "_posts/2020-01-02-second.md": "---\nlayout: post\ntitle: Second\n---\nThe second one. {{ page.title }}\n",
    "_drafts/third.md": "---\nlayout: post\ntitle: Third\n---\nThe third one. {{ page.title }}\n",
}


class Running:
    """A site, and the process that builds it."""

    def __init__(self, folder: Path) -> None:
        self.source, self.built = folder / "source", folder / "built"
        for name, text in SITE.items():
            self.write(name, text)
        self.followed: queue.Queue[str] = queue.Queue()
        self.jekyll = Jekyll(self.source, self.built, SETTINGS, self.followed.put)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.source / name).read_text()
        assert old in text
        self.write(name, text.replace(old, new))

    def page(self, name: str) -> str:
        return (self.built / name / "index.html").read_text()

    def build(self) -> str:
        return self.jekyll.build().error


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    found = Running(tmp_path_factory.mktemp("builds"))
    with found.jekyll:
        assert not found.build()
        assert "Nobody wrote it." in found.page("made")
        yield found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, running: Running) -> Iterator[Callable[[], dict[str, bytes]]]:
    """Builds the whole site as it is now, in a process that never saw another state of it."""
    folder = tmp_path_factory.mktemp("whole")

    def build() -> dict[str, bytes]:
        with Jekyll(running.source, folder, SETTINGS, lambda _: None) as jekyll:
            assert not jekyll.build().error
        return tree(folder)

    return build


FEW: dict[str, Callable[[Running], None]] = {
    "words": lambda site: site.edit("_posts/2020-01-01-first.md", "The first one", "A longer text than the first"),
    "words of a draft": lambda site: site.edit("_drafts/third.md", "third", "longer third"),
    "a title that another page shows": lambda site: site.edit(
        "_posts/2020-01-01-first.md", "title: First", "title: Eins"
    ),
    "a picture": lambda site: site.write("images/a.png", png()),
    "another picture": lambda site: site.write("images/b.png", png()),
    "a picture that went": lambda site: (site.source / "images" / "b.png").unlink(),
    "what nbpress remembers": lambda site: site.write("_nbpress/first.json", "{}"),
}
MANY: dict[str, Callable[[Running], None]] = {
    "another post": lambda site: site.write("_posts/2020-01-03-new.md", "---\nlayout: post\ntitle: New\n---\nNew.\n"),
    "a post that went": lambda site: (site.source / "_posts" / "2020-01-03-new.md").unlink(),
    "another address": lambda site: site.edit(
        "_posts/2020-01-02-second.md", "title: Second", "title: Second\nslug: zwei"
    ),
    "a post that is to be published no longer": lambda site: site.edit(
        "_posts/2020-01-02-second.md", "title: Second", "title: Second\npublished: false"
    ),
    "a layout": lambda site: site.edit("_layouts/post.html", "after", "follows"),
    "the settings": lambda site: site.edit("_config.yml", "url: https", "title: A blog\nurl: https"),
    "a page": lambda site: site.edit("index.md", "strip_html", "strip_html | upcase"),
}


@pytest.mark.parametrize("what", FEW)
def test_where_only_posts_changed_their_pages_come_first_and_the_others_follow(
    what: str, running: Running, whole: Callable[[], dict[str, bytes]]
) -> None:
    FEW[what](running)
    assert not running.build()
    assert running.followed.get(timeout=30) == ""
    assert tree(running.built) == whole()


def test_the_page_of_a_changed_post_waits_for_no_other(running: Running) -> None:
    for number in range(12):
        running.edit("_posts/2020-01-01-first.md", "\n---\n", f"\n---\n\nRound {number}.\n\n")
        assert not running.build()
        for _ in range(20 * number):  # also while what builds the other pages writes this one
            assert f"Round {number}." in running.page("first")
            assert (running.built / "index.html").read_text().endswith("</p>\n")
            time.sleep(0.001)
    until(lambda: "Round 11." in (running.built / "index.html").read_text(), "the list of posts does not follow")


@pytest.mark.parametrize("what", MANY)
def test_where_anything_else_changed_the_whole_site_is_built_at_once(
    what: str, running: Running, whole: Callable[[], dict[str, bytes]]
) -> None:
    MANY[what](running)
    assert not running.build()
    assert tree(running.built) == whole()


def test_an_error_in_a_post_is_told_and_the_next_build_is_of_the_whole_site(running: Running) -> None:
    running.edit("_posts/2020-01-01-first.md", "Round 0.", "{% nonsense %}")
    assert "nonsense" in running.build()
    running.edit("_posts/2020-01-01-first.md", "{% nonsense %}", "Mended.")
    assert not running.build()
    assert "Mended." in running.page("first")
