"""Coming to a site and leaving it. Who is there is what a commander sees first when somebody is in danger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.events import PRESENCE_BEGAN, PRESENCE_ENDED
from custody.ledger.recording import Record, recording
from custody.organisation.models import Officer, Presence
from custody.organisation.permissions import check_can_record_presence
from custody.organisation.selectors import officer_by_badge, site_by_code_word

if TYPE_CHECKING:
    from custody.core.act import Act


def come(*, act: Act, site: str, on_guard: bool = False, badge: str | None = None) -> Presence:
    """Record that an officer is at a site, as its guard or not, and return the stretch that begins.

    ``site`` is a code word; without ``badge`` it is the actor who came. Whoever was elsewhere, or here without being
    its guard, has left that stretch by coming.

    Who: everybody for themselves; a supervisor or a duty officer for others. When: unless exactly this is recorded
    already. Appends ``presence.began/1``, and ``presence.ended/1`` for the stretch before.
    """
    where = site_by_code_word(code_word=site)
    officer = _whose(act, badge)
    with recording(act) as record:
        officer = _lock(officer)
        before = _open_stretch(officer)
        if before is not None:
            if (before.site_id, before.on_guard) == (where.id, on_guard):
                raise NotAllowedNow(
                    "presence.already", "Badge {badge} is recorded at this site already", badge=officer.badge
                )
            _end(record, officer, before)
        presence = Presence(
            officer=officer, stream_id=officer.stream_id, site=where, on_guard=on_guard, came_at=record.at
        )
        presence.save(force_insert=True)
        record.append(
            PRESENCE_BEGAN,
            on=officer,
            rows=[presence],
            presence_id=presence.id,
            came_at=presence.came_at,
            on_guard=on_guard,
            site_id=where.id,
        )
        record.result = {"presence": str(presence.id)}
    return presence


def leave(*, act: Act, badge: str | None = None) -> Presence:
    """Record that an officer leaves the site, and return the stretch that ends. Without ``badge`` it is the actor.

    Who: everybody for themselves; a supervisor or a duty officer for others. When: while the officer is at a site.
    Appends ``presence.ended/1``.
    """
    officer = _whose(act, badge)
    with recording(act) as record:
        officer = _lock(officer)
        presence = _open_stretch(officer)
        if presence is None:
            raise NotAllowedNow("presence.nowhere", "Badge {badge} is recorded at no site", badge=officer.badge)
        _end(record, officer, presence)
        record.result = {"presence": str(presence.id)}
    return presence


def _whose(act: Act, badge: str | None) -> Officer:
    officer: Officer = act.actor if badge is None or not badge.strip() else officer_by_badge(badge=badge)
    check_can_record_presence(act.actor, officer)
    return officer


def _lock(officer: Officer) -> Officer:
    return Officer.objects.select_for_update().get(pk=officer.pk)


def _open_stretch(officer: Officer) -> Presence | None:
    return Presence.objects.filter(officer=officer, left_at__isnull=True).first()


def _end(record: Record, officer: Officer, presence: Presence) -> None:
    if record.at < presence.came_at:
        raise InvalidInput(
            "presence.backwards", "Badge {badge} came later than that. Give a later time", field="occurred_at",
            badge=officer.badge,
        )  # fmt: skip
    presence.left_at = record.at
    presence.save(update_fields=["left_at"])
    record.append(PRESENCE_ENDED, on=officer, rows=[presence], presence_id=presence.id, left_at=presence.left_at)
