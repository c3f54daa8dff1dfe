"""What a page refers to or embeds of other articles: in comes a target as it was written, out goes what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote

from nbpress.core.labelled import ArticleLabels, Elsewhere
from nbpress.core.records import NO_ARTICLE, Context
from nbpress.notebook import kinds, references


@dataclass(frozen=True, slots=True)
class OtherArticles:
    """The articles that a page knows of beside its own."""

    context: Context

    @property
    def provisional(self) -> bool:
        """Whether nobody minds what is lacking."""
        return self.context.provisional

    def find(self, target: str) -> Elsewhere | None:
        """Give what a target names; None where it is none of another article's."""
        if not references.is_elsewhere(target):
            return None
        path, _, label = target.partition("#")
        own = self.context.others.get(path)
        if own is None and not self._is_notebook(path):
            return None
        if own is None:
            why = self.context.refused.get(path, "there is no such file")
            hint = f"; publish it: nbpress publish {path}" if why == NO_ARTICLE else ""
            return Elsewhere(target, ArticleLabels("", ""), None, f"{why}{hint}")
        thing = own.named(unquote(label))
        back = thing is not None and self.context.slug in thing.through
        return Elsewhere(target, own, thing, "" if thing else _unknown(own, path, unquote(label)), back)

    def _is_notebook(self, path: str) -> bool:
        return path.lower().endswith(".ipynb") or self.context.refused.get(path) == NO_ARTICLE

    def doubt(self, target: str) -> str:
        """Say what is wrong with a link that has words of its own: only of a label can be told that there is none."""
        found = self.find(target)
        label = unquote(target.partition("#")[2])
        known = target.partition("#")[0] in self.context.others
        return found.problem if found and known and kinds.of_label(label) and not self.provisional else ""


def _unknown(own: ArticleLabels, path: str, label: str) -> str:
    close = get_close_matches(label, sorted(own.names), n=1, cutoff=0.5)
    if close:
        return f'the article of {path} has nothing labelled {label}; did you mean "{close[0]}"?'
    hint = "" if own.names else f"; if its notebook has: nbpress publish {path}"
    return f"the article of {path} has nothing labelled {label}{hint}"
