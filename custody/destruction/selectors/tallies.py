"""What two people saw go into a fire: what each wrote down, what each signed, and whether that is owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.waivable import TALLY_OWED
from custody.destruction.lists import PARTS
from custody.destruction.models import BurnSession, Loaded, ManifestLine, Tally, TallyOwed
from custody.organisation.selectors.waivers import waived

if TYPE_CHECKING:
    from datetime import datetime

    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True)
class Mouth:
    """What is written down at the mouth of the furnace for one burn."""

    loaded: tuple[Loaded, ...]
    signed: tuple[Tally, ...]
    owed: TallyOwed | None

    @property
    def is_signed(self) -> bool:
        """Both have signed."""
        return {each.part for each in self.signed} == set(PARTS)

    @property
    def began_at(self) -> datetime | None:
        """When the first of it was seen going in; ``None`` before that."""
        return min((each.loaded_at for each in self.loaded), default=None)

    def list_of(self, officer: Officer) -> list[Loaded]:
        """Return what the officer saw going in."""
        return [each for each in self.loaded if each.loaded_by_id == officer.id]

    def of_part(self, part: str) -> list[Loaded]:
        """Return what was seen going in by who calls, or by who counts."""
        return [each for each in self.loaded if each.part == part]

    def part_of(self, officer: Officer) -> str | None:
        """Return whether the officer calls or counts at this fire; ``None`` before they began."""
        return next((each.part for each in self.loaded if each.loaded_by_id == officer.id), None)

    def person_of(self, part: str) -> Officer | None:
        """Return who calls, or who counts; ``None`` before somebody began, and once who did serves no more."""
        people = {each.loaded_by_id: each for each in self.of_part(part)}
        return next((each.loaded_by for each in people.values() if each.loaded_by.is_active), None)

    def signed_part(self, part: str) -> Tally | None:
        """Return the signature under a part."""
        return next((each for each in self.signed if each.part == part), None)


def mouth_of(session: BurnSession) -> Mouth:
    """Return what is written down at the mouth of the furnace for a burn, by label of the unit."""
    loaded = Loaded.objects.filter(session=session).select_related("unit", "loaded_by").order_by("unit__label", "part")
    signed = Tally.objects.filter(session=session).select_related("signed_by").order_by("part")
    return Mouth(tuple(loaded), tuple(signed), TallyOwed.objects.filter(session=session).first())


def written_at(session: BurnSession) -> Mouth:
    """Return the same for an act, which needs neither the labels nor the people, in no order."""
    given = [session.pk]
    loaded = Loaded.objects.raw("SELECT * FROM custody_loaded WHERE session_id = %s ORDER BY id", given)
    signed = Tally.objects.raw("SELECT * FROM custody_tally WHERE session_id = %s ORDER BY part", given)
    owed = TallyOwed.objects.raw("SELECT * FROM custody_tallyowed WHERE session_id = %s", given)
    return Mouth(tuple(loaded), tuple(signed), next(iter(owed), None))


def is_waived(session: BurnSession, *, at: datetime) -> bool:
    """Say whether somebody two levels up lets the burn go without its tally at a moment."""
    return waived(rule=TALLY_OWED, subject_kind="burn", subject_id=session.id, at=at) is not None


def owed_for(unit_ids: Iterable[UUID]) -> list[str]:
    """Return the code words of the burns of some units whose tally is owed, by code word."""
    lines = ManifestLine.objects.filter(
        unit__in=list(unit_ids), live=True, session__tally_owed__isnull=False,
        session__tally_owed__ended_at__isnull=True,
    )  # fmt: skip
    return sorted(set(lines.values_list("session__code_word", flat=True)))
