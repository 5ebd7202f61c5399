"""When: whether enough of a seizure is retained that the rest may go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from custody.destruction.models import RetentionRequest


def lacks_retained(
    granted: Iterable[RetentionRequest],
    *,
    inside: Collection[UUID],
    kept: Mapping[UUID | None, int],
    substances: Mapping[UUID, str],
) -> bool:
    """Say whether less than was granted is retained of what is in a unit (R7: "exhibit nos., quantity to retain").

    ``inside`` are its exhibits, ``kept`` what is retained by exhibit, ``substances`` those of all exhibits of the
    seizure. A request that names an exhibit is met by that exhibit alone. One that names none is met, for each unit, by
    the substances in it, with what the named requests leave over: what is kept of one substance proves nothing of
    another. Where it is not known what is in the unit, all that is kept counts.
    """
    named: dict[UUID | None, int] = defaultdict(int)
    for each in granted:
        named[each.exhibit_id] += each.retain_mg
    of_any = named.pop(None, 0)
    if any(kept.get(each, 0) < named[each] for each in inside):
        return True
    over = {each: max(0, mg - named[each]) for each, mg in kept.items()}
    known: set[str | None] = {substances[each] for each in inside if each in substances}
    for substance in known or {None}:
        of_it = [mg for each, mg in over.items()
                 if substance is None or (each is not None and substances.get(each) == substance)]  # fmt: skip
        if sum(of_it) < of_any:
            return True
    return False
