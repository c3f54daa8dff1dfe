"""Whether two pictures look the same: by their bytes, then by their pixels where Pillow is installed."""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from nbpress.check import run_noise

if TYPE_CHECKING:
    from PIL import Image

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp"))
TEXTS = frozenset((".svg", ".html"))
NOTICEABLE = 16  # of 255: less than that is another version of the same renderer
FEW = 0.001  # of the pixels
STRONG = 96  # of 255: no renderer alone does that to more than a few pixels
SPOT = 9  # pixels: less than a digit of a label


def differs(path: PurePosixPath, then: bytes, now: bytes, day: str, today: str) -> str | None:
    """Say how a file of a page differs from what it was; an empty string where it does not, None where nobody can tell.

    day, today: of the two runs, YYYY-MM-DD.
    """
    if then == now:
        return ""
    suffix = path.suffix.lower()
    if suffix in TEXTS:
        texts = (
            run_noise.without(each.decode("utf-8", "replace"), when)[0] for each, when in ((then, day), (now, today))
        )
        return f"{path.name} is another one" if len(set(texts)) > 1 else ""
    if suffix not in PICTURES:
        return f"{path.name} is another file"
    return _pixels(path.name, then, now)


def _pixels(name: str, then: bytes, now: bytes) -> str | None:
    try:
        from PIL import Image, ImageSequence, UnidentifiedImageError
    except ImportError:
        return None
    try:
        old, new = (
            [frame.convert("RGBA") for frame in ImageSequence.Iterator(Image.open(io.BytesIO(each)))]
            for each in (then, now)
        )
    except (UnidentifiedImageError, OSError, ValueError):
        return f"{name} is another file"
    if len(old) != len(new):
        return f"{name} has {len(new)} frames, and had {len(old)}"
    if old[0].size != new[0].size:  # the page says how large it is shown; at another density nothing can be laid over
        return None
    said = (_frame(one, other) for one, other in zip(old, new, strict=True))
    return next((f"{name} is drawn otherwise: {each}" for each in said if each), "")


def _frame(then: Image.Image, now: Image.Image) -> str:
    """Say how much of a picture differs; nothing where another version of its renderer may be the reason."""
    from PIL import ImageChops

    bands = [band.histogram() for band in ImageChops.difference(then, now).split()]
    changed, strongly = (max(sum(band[limit:]) for band in bands) for limit in (NOTICEABLE, STRONG))
    share = changed / (then.width * then.height)
    if share > FEW:
        return f"{share:.1%} of its pixels"
    return f"{strongly} of its pixels" if strongly > SPOT else ""
