"""Sites: registering one, and saying which places stand on it while a house is founded."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from custody.core.errors import InvalidInput
from custody.core.events import PLACE_SITED, SITE_REGISTERED
from custody.ledger.recording import recording
from custody.organisation.models import Place, Site
from custody.organisation.permissions import check_can_administer
from custody.organisation.policies import check_phone, check_zone
from custody.organisation.selectors import place_by_code_word, site_by_id

if TYPE_CHECKING:
    from custody.core.act import Act


def register_site(
    *, act: Act, code_word: str, jurisdiction: str, zone: str, police_phone: str | None = None
) -> Site:
    """Register a site and return the row. ``zone`` is the time zone in which its days end.

    Who: an administrator. When: while the code word is free, else ``InvalidInput``. Appends ``site.registered/1``.
    """
    check_can_administer(act.actor)
    word = code_word.strip().upper()
    if not 3 <= len(word) <= 24:
        raise InvalidInput("site.code_word", "Give the site a code word of 3 to 24 letters", field="code_word")
    if Site.objects.filter(code_word__iexact=word).exists() or Place.objects.filter(code_word__iexact=word).exists():
        # The word of a place as that of a site would tell where the place stands.
        raise InvalidInput("site.taken", "This code word is already in use. Choose another", field="code_word")
    if not 2 <= len(jurisdiction) <= 8:
        raise InvalidInput("site.jurisdiction", "Give the country in two letters, like BE", field="jurisdiction")
    check_zone(zone)
    number = check_phone(police_phone, jurisdiction=jurisdiction) if police_phone else None
    with recording(act, authorises=True) as record:
        site = Site(code_word=word, jurisdiction=jurisdiction, zone=zone, police_phone=number)
        site.stream_id = record.open_stream(kind="site", ref=site.id)
        site.save(force_insert=True)
        record.append(SITE_REGISTERED, on=site, site_id=site.id, code_word=word, jurisdiction=jurisdiction, zone=zone,
                      police_phone=number)
        record.result = {"site": str(site.id)}
    return site


def site_place(*, act: Act, place: str, site_id: UUID | None) -> Place:
    """Say on which site a place stands, or that it stands on none, and return it. ``place`` is its code word.

    For the founding of a house: afterwards two people change it (``placing.propose_place``).

    Who: an administrator. When: always; saying what is so already records it again. Appends ``place.sited/1``.
    """
    check_can_administer(act.actor)
    site = None if site_id is None else site_by_id(site_id=site_id)
    named = place_by_code_word(code_word=place)
    with recording(act, authorises=True) as record:
        locked = Place.objects.select_for_update().get(pk=named.pk)
        locked.site = site
        locked.save(update_fields=["site"])
        record.append(PLACE_SITED, on=locked, site_id=None if site is None else site.id)
        record.result = {"place": str(locked.id)}
    return locked
