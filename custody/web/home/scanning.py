"""Finding what a code stands for: scanned, typed, or read out of a photo where the device cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from custody.core.act import Act, Door
from custody.core.errors import CustodyError, InvalidInput
from custody.core.identifiers import parse_code_word, parse_container_number, parse_label
from custody.core.verdicts import verdict
from custody.evidence.actions.found_labels import CODE_MOST
from custody.evidence.actions.tries import note_codes_not_found
from custody.evidence.codes import codes_in
from custody.evidence.selectors.holding import read_off
from custody.evidence.target_permissions import check_can_look_up
from custody.web.home.finding import address_of
from custody.web.home.forms import CodePhotoForm
from custody.web.home.tray import last_read, remember
from custody.web.shared.errors import in_words
from custody.web.shared.guards import signed_in
from custody.web.shared.unwritten import keep_typed
from custody.web.targets.forms import LookUpForm

if TYPE_CHECKING:
    from custody.organisation.models import Officer


@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest) -> HttpResponse:
    """Find what a code stands for and go there; the answer for absent and for not yours is the same.

    What is typed is posted: a container's number or a seal must not stand in the history of a phone that is carried
    away. A label says nothing to who finds it, so a scanner may open one by its address.
    """
    code = (request.POST if request.method == "POST" else request.GET).get("code", "").strip()
    return _found(request, code) if code else _page(request)


def _found(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to what a code stands for, or say that there is nothing to see, and note the try."""
    officer = signed_in(request)
    unit = read_off(officer, [code]).get(code)
    if unit is not None:
        remember(request, unit)
        return redirect("units:unit", unit.id)
    address = address_of(officer, code)
    if address is not None:
        return redirect(address)
    is_noted = note_codes_not_found(act=Act(actor=officer, door=Door.PAGE), codes=[code]) > 0
    return _page(request, status=404, code=code[:40], why=_why(code), missed=True, noted=is_noted,
                 look_up=_look_up(officer, code), report_as=keep_typed(request, code[:CODE_MOST]))  # fmt: skip


def _look_up(officer: Officer, code: str) -> LookUpForm | None:
    """Return the form that asks why, when a container number was read by who may look one up: the answer comes after
    the reason is recorded, and never to a bare scan."""
    if not _is(code, parse_container_number) or not verdict(lambda: check_can_look_up(officer)).ok:
        return None
    return LookUpForm(initial={"container_number": code}, auto_id="look_up_%s")


@require_POST
def read_photo(request: HttpRequest) -> HttpResponse:
    """Read the codes in a photo, for a device whose camera cannot; nothing of the photo is kept.

    A script that asked for JSON gets ``codes``, none when none was read, or ``error``; a page goes on to the first.
    """
    form, codes = CodePhotoForm(request.POST, request.FILES), []
    if form.is_valid():
        try:
            codes = codes_in(form.cleaned_data["photo"].read())
        except InvalidInput as refused:
            form.add_error("photo", in_words(refused))
        if not (codes or form.errors):
            form.add_error("photo", _("No code can be read in this photo. Come closer, or type what stands under it"))
    error = "".join(str(each) for each in form.errors.get("photo", []))
    if request.accepts("text/html"):
        return _found(request, codes[0]) if codes else _page(request, status=422, unread=error)
    return JsonResponse({"codes": codes, "error": error}, status=200 if codes else 422)


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> TemplateResponse:
    context = {"photo": CodePhotoForm(), "last": last_read(request), **context}
    return TemplateResponse(request, "custody/home/scan.html", context, status=status)


def _why(code: str) -> str:
    """Return which character of a mistyped label to look at again, or that a label is of another kind; else nothing."""
    if _is(code, parse_code_word):
        return ""
    try:
        parse_label(code)
    except InvalidInput as refused:
        return in_words(refused) if refused.code in ("label.check", "label.kind") or "places" in refused.params else ""
    return ""


def _is(code: str, parse: Callable[[str], object]) -> bool:
    """Say whether a code has the shape that ``parse`` reads."""
    try:
        parse(code)
    except CustodyError:
        return False
    return True
