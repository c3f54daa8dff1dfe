"""What nbpress knows of the notebook format itself (nbformat 4, as mappings): cell ids, languages, which cells run.

See nbformat's documentation, "The Jupyter Notebook format". What is malformed is left out in `validation`, before.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from nbpress.notebook import cell_options


def identified(nb: Any) -> Any:
    """Give each cell an id, so that what is named after a cell keeps its name.

    nbformat draws ids by chance; here an id that is missing or stands twice comes from the cell's content.
    """
    nb["nbformat_minor"] = 5
    seen: Counter[str] = Counter()
    for cell in nb["cells"]:
        name = cell.get("id")
        if not isinstance(name, str) or not name or seen[name]:
            source = "".join(cell.get("source", ""))
            name = hashlib.sha256(f"{cell.get('cell_type')}\n{source}".encode("utf-8", "replace")).hexdigest()[:8]
            base = name
            while seen[name]:
                name = f"{base}-{seen[base]}"
                seen[base] += 1
            cell["id"] = name
        seen[name] += 1
    return nb


def language_of(nb: Any) -> str:
    """Name the language of a notebook's kernel, in lower case; Python where nothing says."""
    metadata = nb.get("metadata", {})
    for block, key in (("kernelspec", "language"), ("language_info", "name")):
        named = metadata.get(block)
        if isinstance(named, Mapping) and named.get(key):
            return str(named[key]).lower()
    return "python"


def kernel(nb: Any) -> str:
    """Name the kernel that a notebook asks for; nothing where it asks for none."""
    spec = nb.get("metadata", {}).get("kernelspec")
    return str(spec.get("name") or "") if isinstance(spec, Mapping) else ""


def record(nb: Any) -> Mapping[str, Any]:
    """Give what a run recorded in a notebook's metadata; nothing in one that nbpress never ran."""
    found = nb["metadata"].get("nbpress")
    return found if isinstance(found, Mapping) else {}


def injected(cell: Any) -> bool:
    """Tell whether papermill put a cell in: a cell of parameters, or the mark of an error."""
    return bool({"injected-parameters", "papermill-error-cell-tag"} & cell_options.tags(cell["metadata"]))


def executed(cell: Any) -> bool:
    """Tell whether a cell is code of the author's that a run executes."""
    return cell["cell_type"] == "code" and not injected(cell) and not cell_options.display(cell).skipped
