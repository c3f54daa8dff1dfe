"""Whether two pictures look the same: by their bytes, then by their pixels where Pillow is installed."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

from nbpress.check import run_noise

PICTURES = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp"))
TEXTS = frozenset((".svg", ".html"))
NOTICEABLE = 16  # of 255: less than that is another version of the same renderer
FEW = 0.001  # of the pixels


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
        from PIL import Image, ImageChops, UnidentifiedImageError
    except ImportError:
        return None
    try:
        old, new = (Image.open(io.BytesIO(each)).convert("RGBA") for each in (then, now))
    except (UnidentifiedImageError, OSError, ValueError):
        return f"{name} is another file"
    if old.size != new.size:  # the page says how large it is shown; at another density nothing can be laid over
        return None
    worst = ImageChops.difference(old, new)
    changed = max(sum(band.histogram()[NOTICEABLE:]) for band in worst.split())
    share = changed / (old.width * old.height)
    return f"{name} is drawn otherwise: {share:.1%} of its pixels" if share > FEW else ""
