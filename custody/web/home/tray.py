"""Several codes at once: what they are, and what can be done with all of them in one act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from custody.core.act import Act, Door
from custody.core.errors import InvalidInput
from custody.core.identifiers import parse_label
from custody.evidence import permissions
from custody.evidence.actions.tries import note_codes_not_found
from custody.evidence.selectors import access
from custody.evidence.selectors.holding import read_off
from custody.web.shared.guards import signed_in
from custody.web.shared.steps import Step, step_to
from custody.web.shared.unwritten import keep_typed, typed_before

if TYPE_CHECKING:
    from custody.evidence.models import HandlingUnit
    from custody.organisation.models import Officer

MOST_READ = 100
"""So many labels fit into the address of an act; a larger load is chosen on the page of the act itself."""
MOST_TYPED = 10_000
"""Characters of all codes together."""
LAST_READS = 5
_KEPT = "last_reads"


@require_http_methods(["GET", "POST"])
def tray(request: HttpRequest) -> HttpResponse:
    """Show what was read, one code on each line, and what can be done with all of it.

    The codes are posted, for seals are among them (``unwritten``). Labels alone may stand in an address, as ``read``.
    """
    officer = signed_in(request)
    if request.method == "POST":
        codes = _codes_of(request.POST.get("codes", "")[:MOST_TYPED])
        named = read_off(officer, codes)
        _note(officer, [code for code in codes if code not in named])
        return redirect(reverse("home:tray") + (keep_typed(request, "\n".join(codes)) if codes else ""))
    codes = _codes_of(typed_before(request))
    typed = set(codes)
    codes = _codes_of("\n".join([*codes, *filter(is_label, request.GET.getlist("read"))]))
    named = read_off(officer, codes)
    units = list({named[code].id: named[code] for code in codes if code in named}.values())
    missed = [code for code in codes if code not in named]
    _note(officer, [code for code in missed if code not in typed])
    strange = [code[:40] for code in missed]
    context = {"codes": codes, "units": units, "strange": strange, "steps": _steps(officer, units) if units else []}
    return TemplateResponse(request, "custody/home/tray.html", context)


def _codes_of(text: str) -> list[str]:
    """Return the codes of a text, each once, in the order in which they were read."""
    lines = (line.strip() for line in text.split("\n"))
    return list(dict.fromkeys(line for line in lines if line))[:MOST_READ]


def _note(officer: Officer, codes: Sequence[str]) -> None:
    note_codes_not_found(act=Act(actor=officer, door=Door.PAGE), codes=codes)


def is_label(code: str) -> bool:
    """Say whether a code is a label: it says nothing to who finds it, so an address may hold it."""
    try:
        parse_label(code)
    except InvalidInput:
        return False
    return True


def remember(request: HttpRequest, unit: HandlingUnit) -> None:
    """Keep of this session what was read last; signing out forgets it."""
    before = [each for each in request.session.get(_KEPT, []) if each != str(unit.id)]
    request.session[_KEPT] = [str(unit.id), *before][:LAST_READS]


def last_read(request: HttpRequest) -> list[HandlingUnit]:
    """Return what was read last in this session, newest first, as far as the officer may know of it still."""
    kept = [UUID(each) for each in request.session.get(_KEPT, [])]
    found = {unit.id: unit for unit in access.visible_units(signed_in(request)).filter(pk__in=kept)} if kept else {}
    return [found[each] for each in kept if each in found]


def _steps(officer: Officer, units: Sequence[HandlingUnit]) -> list[Step]:
    read = urlencode([("read", unit.label) for unit in units])

    def step(label: str, name: str, check: Callable[[], object]) -> Step:
        return step_to(label, f"{reverse(name)}?{read}", check)

    steps = [
        step(_("Hand over"), "transfer:offer",
             lambda: permissions.check_can_offer(officer, units, purpose="handover")),
        step(_("Leave with it"), "road:depart", lambda: permissions.check_can_depart(officer, units)),
        step(_("Record an arrival"), "road:arrive", lambda: permissions.check_can_arrive(officer, units)),
        step(_("Put it in store"), "road:store", lambda: permissions.check_can_store(officer, units)),
        step(_("Move it inside the site"), "road:move", lambda: permissions.check_can_move(officer, units)),
    ]  # fmt: skip
    if any(unit.unswept and not unit.is_gone for unit in units):
        steps.insert(0, step(_("Sweep for trackers"), "sweep:record",
                             lambda: permissions.check_can_sweep(officer, units)))  # fmt: skip
    return sorted(steps, key=lambda each: each.link == "")
