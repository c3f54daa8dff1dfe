"""Articles that show what others show: published again in the same call, until each shows what the others show now.

Which notebook comes first makes no difference to what stands in the site at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from nbpress.core.errors import NbpressError, about
from nbpress.core.labelled import ArticleLabels
from nbpress.publish import labels
from nbpress.publish.batch import Draft, write
from nbpress.publish.options import PublishOptions
from nbpress.publish.outcome import Outcome
from nbpress.publish.remembered import Remembered, articles_of

Draw = Callable[[Path, Remembered, PublishOptions], Draft]  # drafts an article
Awaited = Callable[[Path, Remembered, PublishOptions], Mapping[str, str]]  # says what an article reads of others
State = Callable[[str], str]  # hashes the labels of an article, by its slug
Offered = dict[str, ArticleLabels]  # of articles that are yet to be written, by slug
Drafted = Callable[
    [Outcome, Offered, bool], Draft
]  # drafts an article again; whether what it shows of others may be lacking


def current(
    outcomes: list[Outcome], known: Callable[[], Remembered], options: PublishOptions, draw: Draw, awaited: Awaited
) -> list[Outcome]:
    """Publish articles again that show of others what these no longer show, or did not show yet."""
    if not any(each.reads for each in outcomes):
        return outcomes
    still = replace(options, rerun=False, rerun_drifted=False, run_missing=False, moved_from="")

    def drafted(outcome: Outcome, offered: Offered, provisional: bool) -> Draft:
        now = replace(known(), offered=offered, provisional=provisional)
        every = (still,) if options.no_run else articles_of(outcome.path, now, still)
        given = next(each for each in every if each.variant == outcome.variant)
        with about(outcome.path):
            return draw(outcome.path, now, given)

    def again(outcome: Outcome) -> Outcome:
        try:
            return write([drafted(outcome, {}, False)], known().site, still)[0]
        except NbpressError as error:
            return replace(outcome, error=error, reads=awaited(outcome.path, known(), still))

    state = partial(labels.state, known().site.root)
    found = settled(outcomes, state, again)
    found = together(found, drafted, partial(write, site=known().site, options=still))
    return settled(found, state, again)


def settled(outcomes: Sequence[Outcome], state: State, again: Callable[[Outcome], Outcome]) -> list[Outcome]:
    """Publish articles again while what they read of others is no longer so; each round settles one link of a chain more."""
    found = list(outcomes)
    for _ in outcomes:
        stale = [
            place for place, each in enumerate(found) if any(state(slug) != seen for slug, seen in each.reads.items())
        ]
        if not stale:
            break
        for place in stale:
            found[place] = _joined(found[place], again(found[place]))
    return found


def _joined(first: Outcome, second: Outcome) -> Outcome:
    """Give what became of an article that was published twice; of one that was not due the second time, only what is new."""
    if first.error or second.error:
        return second
    if not second.reasons:
        return replace(first, reads=second.reads)
    if not first.reasons:
        return second
    told = replace(second, reasons=first.reasons, drift=first.drift, unset=first.unset)
    return replace(told, ran=True, seconds=first.seconds, before=first.before) if first.ran else told


def together(
    outcomes: Sequence[Outcome], drafted: Drafted, write: Callable[[Sequence[Draft]], list[Outcome]]
) -> list[Outcome]:
    """Publish articles at once that wait for each other: none can be written before the others, so all are, or none.

    Each is made a first time without what the others show, only to see what it shows itself.
    """
    waiting = [place for place, each in enumerate(outcomes) if each.error and each.reads]
    if len(waiting) < 2:
        return list(outcomes)
    drafts: dict[int, Draft] = {}
    first: dict[int, Outcome] = {}
    found = list(outcomes)
    offered: Offered = {}
    for attempt in range(len(waiting) + 1):
        for place in waiting:
            try:
                drafts[place] = drafted(outcomes[place], offered, not attempt)
                first.setdefault(place, drafts[place].outcome)
            except NbpressError as error:
                found[place] = replace(outcomes[place], error=error)
                return found
        now = {own.slug: own for own in (labels.of(each.made.article) for each in drafts.values() if each.made)}
        if now == offered:
            break
        offered = now
    for place, outcome in zip(drafts, write(list(drafts.values())), strict=True):
        found[place] = _joined(first[place], outcome)
    return found
