"""Which articles may not run beside each other: those of which one writes a file that another one reads or writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from nbpress.core.hashes import LISTING


@dataclass(frozen=True, slots=True)
class Touched:
    """The files of the project that a run reads and writes, by name; what it lists, as a dependency is named."""

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()

    def joined(self, other: Touched) -> Touched:
        """Add those of another."""
        return Touched(self.reads | other.reads, self.writes | other.writes)

    def meets(self, other: Touched) -> bool:
        """Tell whether one of the two writes what the other touches."""
        return _among(self.writes, other.reads | other.writes) or _among(other.writes, self.reads)


def met(touched: Mapping[int, Touched]) -> set[int]:
    """Number the runs that touched what another one wrote beside them."""
    writers = Counter(name for each in touched.values() for name in each.writes)
    return {
        number
        for number, each in touched.items()
        if _among({name for name, count in writers.items() if count > (name in each.writes)}, each.reads | each.writes)
    }


def _among(names: frozenset[str] | set[str], touched: frozenset[str]) -> bool:
    """Tell whether one of these files was touched, by its name or in a listing."""
    patterns = [each.removeprefix(LISTING) for each in touched if each.startswith(LISTING)] if names else []
    return bool(names & touched) or any(fnmatchcase(name, pattern) for pattern in patterns for name in names)
