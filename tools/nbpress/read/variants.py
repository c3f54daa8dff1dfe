"""Read a variant: the article of a notebook under another name, beside the main one.

Its pictures must not replace those of the main article: an image that the front matter names and a cell draws moves to a
folder with the variant's name.
"""

from __future__ import annotations

import copy
from pathlib import PurePosixPath

import yaml

from nbpress.notebook import cell_options, frontmatter
from nbpress.read import notebook


def variant(source: notebook.Notebook, slug: str) -> notebook.Notebook:
    """Give the notebook as the variant `slug` publishes it."""
    front, node = source.front, copy.deepcopy(source.front.node)
    image = next((value for key, value in node.value if key.value == "image"), None)
    if front.cell is None or not isinstance(image, yaml.MappingNode):
        return source
    labels = {cell_options.display(cell).label for cell in source.nb["cells"] if cell["cell_type"] == "code"}
    for position, (role, value) in enumerate(image.value):
        path = PurePosixPath(value.value) if isinstance(value, yaml.ScalarNode) else PurePosixPath()
        if path.stem in labels:
            image.value[position] = (role, frontmatter.to_node(str(path.with_name(slug) / path.name)))
    nb = copy.deepcopy(source.nb)
    nb["cells"][front.cell]["source"] = _text(node, front)
    return notebook.of(nb, source.path, source.notices)


def _text(node: yaml.MappingNode, front: frontmatter.FrontMatter) -> str:
    """Write a front matter cell again, with another `node`."""
    block = {**front.foreign, **({"nbpress": dict(front.settings)} if front.settings else {})}
    return f"---\n{frontmatter.dump(node)}{frontmatter.dump(block)}---\n{front.rest}".rstrip("\n")
