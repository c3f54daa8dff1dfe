"""Names, places and sizes of pictures."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path, PurePosixPath

import pytest
from pictures import GIF, SVG, encoded, png
from PIL import Image

from nbpress.core.records import Site
from nbpress.render import article_files, pictures
from nbpress.render.article_files import ArticleFiles
from nbpress.render.pictures import Picture

SITE = Site(Path("site"), baseurl="/blog")


@pytest.fixture
def files() -> ArticleFiles:
    return ArticleFiles(SITE, PurePosixPath("general/MNIST"))


def test_an_address_is_absolute_and_escaped(files: ArticleFiles) -> None:
    assert files.add(b"1", "fig-1", ".png") == "/blog/images/general/MNIST/fig-1.png"
    assert files.address(PurePosixPath("images/a b/ü%.png")) == "/blog/images/a%20b/%C3%BC%25.png"
    assert article_files.address(Site(Path("site")), PurePosixPath("images/x.png")) == "/images/x.png"


def test_several_pictures_of_one_name_are_counted(files: ArticleFiles) -> None:
    names = [files.add(content, "fig", ".png") for content in (b"1", b"2", b"3")]
    assert [PurePosixPath(name).name for name in names] == ["fig.png", "fig-2.png", "fig-3.png"]


def test_identical_bytes_are_kept_once(files: ArticleFiles) -> None:
    assert files.add(b"1", "a", ".png") == files.add(b"1", "b", ".png")
    assert list(files.contents) == [PurePosixPath("images/general/MNIST/a.png")]


def test_names_that_differ_in_case_do_not_meet_on_a_mac(files: ArticleFiles) -> None:
    assert files.add(b"1", "A", ".png") != files.add(b"2", "a", ".png")
    assert {str(path).lower() for path in files.contents} == {
        "images/general/mnist/a.png",
        "images/general/mnist/a-2.png",
    }


@pytest.mark.parametrize(
    ("label", "name"),
    [("_x", "x"), (".x", "x"), ("x~", "x"), ("a b/c", "a-b-c"), ("../..", "figure"), ("größe", "größe")],
)
def test_a_name_is_one_that_jekyll_publishes(label: str, name: str) -> None:
    assert article_files.clean(label) == name


def test_a_cell_gives_its_label_or_id_or_content() -> None:
    assert article_files.cell_name({"id": "abc", "source": "x"}, "fig-x") == "fig-x"
    assert article_files.cell_name({"id": "abc", "source": "x"}, "") == "abc"
    assert article_files.cell_name({"source": "x"}, "") == article_files.cell_name({"source": ["x"]}, "")
    assert article_files.cell_name({"source": "x"}, "") != article_files.cell_name({"source": "y"}, "")


@pytest.mark.parametrize(
    ("image", "folder"),
    [
        ({"teaser": "general/MNIST/a.png"}, "general/MNIST"),
        ({"feature": "/images/x/b.png"}, "x"),
        ({"teaser": "a.png"}, "slug"),
        ({"teaser": "https://example.org/x/a.png"}, "slug"),
        ({"teaser": "../../x/a.png"}, "slug"),
        ({"teaser": None}, "slug"),
        ("x/a.png", "slug"),
        (None, "slug"),
    ],
)
def test_an_article_keeps_its_files_beside_its_teaser(image: object, folder: str) -> None:
    assert article_files.folder({"image": image}, SITE, "slug") == PurePosixPath(folder)


def test_images_of_the_front_matter_are_those_with_an_image_suffix() -> None:
    image = {"teaser": "x/a.png", "credit": "Jane", "creditlink": "https://example.org/a.png", "thumb": 3}
    assert article_files.named({"image": image}, SITE) == {"x/a.png": PurePosixPath("x/a.png")}


@pytest.mark.parametrize(
    ("mimetype", "value", "metadata", "size"),
    [
        ("image/png", encoded(png(40, 20)), {}, (40, 20)),
        ("image/png", encoded(png(40, 20)), {"image/png": {"width": 20, "height": 10}}, (20, 10)),
        ("image/png", encoded(png(40, 20)), {"image/png": {"width": 20}}, (20, 10)),
        ("image/png", encoded(png(40, 20)), {"height": "10px"}, (20, 10)),
        ("image/png", encoded(png(40, 20)), {"image/png": {"width": "wide"}}, (40, 20)),
        ("image/gif", encoded(GIF), {}, (4, 2)),
        ("image/svg+xml", SVG, {}, (20, 10)),
        ("image/x-rare", encoded(b"\xff\xfe of a kind that nobody knows"), {}, (0, 0)),
    ],
)
def test_a_picture_knows_its_size(
    mimetype: str, value: str, metadata: dict[str, object], size: tuple[int, int]
) -> None:
    shown = pictures.picture(mimetype, value, metadata)
    assert shown is not None
    assert (shown.width, shown.height) == size


@pytest.mark.parametrize(
    ("mimetype", "value"), [("image/png", "!"), ("image/png", "abcde"), ("image/svg+xml", "<svg><g></svg>")]
)
def test_broken_bytes_are_no_picture(mimetype: str, value: str) -> None:
    assert pictures.picture(mimetype, value, {}) is None


def test_a_drawing_without_its_name_space_gets_it() -> None:
    assert pictures.svg("\n<svg width='1'></svg>") == b"<svg xmlns=\"http://www.w3.org/2000/svg\" width='1'></svg>"


def test_an_image_is_lazy_and_has_its_size() -> None:
    assert pictures.image(Picture(b"", ".png", 4, 2), "/a&b.png", 'say "hi"') == (
        '<img src="/a&amp;b.png" alt="say &quot;hi&quot;" width="4" height="2" loading="lazy" decoding="async">'
    )


def test_a_width_in_inches_becomes_pixels_and_any_other_a_style() -> None:
    shown = Picture(b"", ".png", 400, 200)
    assert ' width="192" height="96"' in pictures.image(shown, "/a.png", "", "2in")
    assert ' width="400" height="200" style="width: 50%; height: auto"' in pictures.image(shown, "/a.png", "", "50%")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("plt.title('Loss by epoch')", "Figure: Loss by epoch"),
        ('ax.set_title("It\'s") ', "Figure: It's"),
        ("plt.title(f'Loss {epoch}')", "Figure: Training"),
        ("plt.plot(x)", "Figure: Training"),
    ],
)
def test_a_figure_is_described_by_its_title_or_the_heading_above(source: str, words: str) -> None:
    assert pictures.described(source, "Training", "Keras") == words


def test_a_figure_without_a_heading_is_described_by_the_article() -> None:
    assert pictures.described("plot()", "", "Keras") == "Figure: Keras"


@pytest.mark.parametrize(
    "attributes, across, down",
    [
        ('width="139.36pt" height="92.16pt"', 186, 123),
        ('width="2in" height="2.54cm"', 192, 96),
        ('width="10mm" height="1pc"', 38, 16),
        ('width="300" height="150px"', 300, 150),
        ('viewBox="0 0 640 480"', 640, 480),
        ('viewBox="0,0,640,480" width="320px"', 320, 240),
        ('viewBox="0 0 640 480" width="100%" height="100%"', 640, 480),
        ('viewBox="0 0 640 480" height="2em"', 640, 480),
        ('width="100%"', 0, 0),
        ('width="1e2" height="5E1"', 100, 50),
    ],
)
def test_a_drawing_is_measured_in_the_units_that_it_is_written_in(attributes: str, across: int, down: int) -> None:
    content = f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" {attributes}><rect/></svg>'.encode()
    assert pictures.size(content, {}) == (across, down)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP"])
def test_every_kind_of_picture_is_measured(kind: str) -> None:
    content = BytesIO()
    Image.new("RGB", (37, 21)).save(content, kind)
    assert pictures.size(content.getvalue(), {}) == (37, 21)


@pytest.mark.parametrize("mimetype", ["image/png", "image/jpeg", "image/tiff"])
@pytest.mark.parametrize("content", [b"no image at all", b"<html><script>alert(1)</script>", b"---\n{{ site }}\n", b""])
def test_what_is_text_is_no_picture_whatever_it_is_called(mimetype: str, content: bytes) -> None:
    assert pictures.picture(mimetype, encoded(content), {}) is None


def test_a_picture_has_the_suffix_that_its_bytes_have() -> None:
    for suffix, form in {
        ".png": "PNG",
        ".jpg": "JPEG",
        ".webp": "WEBP",
        ".bmp": "BMP",
        ".gif": "GIF",
        ".avif": "AVIF",
    }.items():
        content = BytesIO()
        Image.new("RGB", (4, 2)).save(content, form)
        assert pictures.kind(content.getvalue()) == suffix
    assert pictures.kind(SVG.encode()) == pictures.kind(b'<?xml version="1.0"?>\n' + SVG.encode()) == ".svg"
    assert pictures.kind(b"<html><body>svg</body></html>") == ""
    names = [pictures.agreeing(suffix, png()) for suffix in (".png", ".PNG", ".jpg", ".html", "")]
    assert names == [".png", ".PNG", ".png", ".png", ".png"]
    assert [pictures.agreeing(suffix, b"?\xff") for suffix in (".tiff", ".html", ".png")] == [".tiff", ".img", ".img"]
