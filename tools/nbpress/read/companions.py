"""Which files come along with a page: those of the project, or pictures of a folder that the user names.

Their kind is one that pages show or offer. Not what is hidden, what Jekyll built, what version control passes over as a
whole folder (the store, an environment), or what a symbolic link brings in from elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from nbpress.core import looks
from nbpress.core.project import project_of

FOLDERS = "NBPRESS_PICTURES"  # variable: folders of this machine from which pictures are taken, separated as in PATH
PICTURES = frozenset((
    ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".avif", ".apng", ".ico", ".tif", ".tiff", ".mp4",
    ".m4v", ".mov", ".webm", ".ogv", ".ogg", ".mp3", ".m4a", ".wav", ".flac",
))  # fmt: skip
KINDS = PICTURES | frozenset((
    ".pdf", ".html", ".htm", ".css", ".js", ".vtt", ".srt", ".csv", ".tsv", ".json", ".jsonl", ".geojson", ".txt",
    ".md", ".rst", ".bib", ".tex", ".xml", ".parquet", ".feather", ".arrow", ".npy", ".npz", ".h5", ".hdf5",
    ".nc", ".xlsx", ".xls", ".ods", ".docx", ".odt", ".pptx", ".epub", ".zip", ".tar", ".gz", ".tgz", ".bz2",
    ".xz", ".7z", ".ipynb", ".py", ".r", ".rmd", ".qmd", ".jl", ".sh", ".sql", ".c", ".cc", ".cpp", ".h", ".hpp",
    ".cu", ".java", ".ts", ".rs", ".go", ".rb", ".m", ".stan", ".scala",
))  # fmt: skip


def folders() -> tuple[Path, ...]:
    """Give the folders outside of projects that the user names."""
    return tuple(Path(name).expanduser().absolute() for name in looks.variable(FOLDERS).split(os.pathsep) if name)


def refusal(path: Path, notebook: Path, kinds: Collection[str] = ()) -> str:
    """Say why the file at `path` does not come along with the page of a notebook; nothing where it does.

    kinds: suffixes that the site lets come along beside the usual ones.
    """
    project, place = project_of(notebook), looks.place(path)
    picture = path.suffix.lower() in PICTURES and place.suffix.lower() in PICTURES
    if picture and any(_visible(place, looks.place(folder)) for folder in folders()):
        return ""
    if not place.is_relative_to(looks.place(project)):
        hint = f"; {FOLDERS} may name its folder" if picture else ""
        return f"it lies outside of the project{hint}"
    if not (_visible(place, looks.place(project)) and _visible(path, project, linked=True)):
        return "it is hidden"
    if any(folder.name == "_site" or _ignored(folder) for folder in _above(place, looks.place(project))):
        return "it lies in a folder that is made anew, and no part of the project"
    wrong = next((each.suffix for each in (path, place) if each.suffix.lower() not in {*KINDS, *kinds}), None)
    if wrong is not None:
        return (
            f'no page offers files such as "{wrong or path.name}", unless `nbpress: {{files: […]}}` names their suffix'
        )
    return ""


def _visible(path: Path, folder: Path, *, linked: bool = False) -> bool:
    """Tell whether a path leads down from a folder by names without a dot in front. linked: one from elsewhere does, too."""
    if not path.is_relative_to(folder):
        return linked
    return not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _above(path: Path, project: Path) -> Iterator[Path]:
    return (folder for folder in path.parents if folder != project and folder.is_relative_to(project))


def _ignored(folder: Path) -> bool:
    """Tell whether version control passes over all of a folder, as the store and virtual environments have it."""
    try:
        return looks.content(folder / ".gitignore").decode("utf-8").strip() == "*"
    except (OSError, UnicodeDecodeError):
        return False
