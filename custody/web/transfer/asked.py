"""What the page of a hand-over asks while its receiver reads: which unit of the load a seal is of."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from custody.core.act import Act, Door
from custody.deadlines.selectors import database_now
from custody.evidence import permissions
from custody.evidence.actions.tries import note_strange_reads
from custody.evidence.selectors import access
from custody.evidence.selectors.holding import transfer_units
from custody.evidence.selectors.tries import MOST_STRANGE, strange_left, tried, tries_of
from custody.evidence.selectors.vehicles import seals_to_read
from custody.web.shared.guards import signed_in
from custody.web.transfer.reads import sorted_reads

MOST_AT_ONCE = 500
"""Codes of one question: more than a load has units."""


@never_cache
@require_POST
def asked(request: HttpRequest, transfer_id: UUID) -> JsonResponse:
    """Return, by seal that was read, the label of the unit of the load that bears it, "" for none. Of what is not told
    any more nothing is returned: it is read after the label of its unit, and compared when the form is sent.

    A number of no unit is a try of the receiver, as one that comes with the form is; once twelve were within the hour
    no answer comes. So of sixteen seals out of a known roll of a thousand, blind tries find one in less than one hour
    of five, and every miss is recorded; that the bag beside one that was seen bears the next number of the roll is
    guessed without any page. The seal of the vehicle is no try: the page asks before it knows that it is of no unit.
    """
    officer = signed_in(request)
    transfer = access.transfer_for(officer, transfer_id=transfer_id)
    permissions.check_can_accept(officer, transfer)
    units = transfer_units(transfer)
    codes = list(dict.fromkeys(filter(None, map(str.strip, request.POST.get("codes", "").splitlines()))))
    vehicles = set(seals_to_read(transfer, units).values())
    at = database_now()
    left, _until = strange_left(officer, at=at)
    before = tries_of(officer, at=at)
    told: dict[str, str] = {}
    strange: list[str] = []
    for code in codes[:MOST_AT_ONCE] if left else ():
        found = sorted_reads([code], units, strange_left=1)
        whose = next((unit for unit in units if unit.id in found.seals or unit.id in found.here), None)
        told[code] = "" if whose is None else whose.label
        if whose is None and not found.rows and code not in vehicles and tried(code) not in before:
            strange.append(code)
            if len(strange) >= left:
                break
    if strange:
        note_strange_reads(act=Act(actor=officer, door=Door.PAGE), transfer_id=transfer.id, codes=strange,
                           known=before)  # fmt: skip
    # What others of the same moment tried stands recorded by now: many questions at once are no way round the count.
    over = len(tries_of(officer, at=database_now())) > MOST_STRANGE
    return JsonResponse({} if over else told)
