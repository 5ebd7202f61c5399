"""Figures that leave as a file: why is recorded first, and who took them stands in every line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from custody.evidence.actions.consult import take_out_figures
from custody.reports.exporting import FORMATS, Watermark, as_file
from custody.web.shared.forms import KEY, act_for, attempt
from custody.web.shared.guards import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest

    from custody.evidence.models import Consultation
    from custody.reports.exporting import Sheet
    from custody.web.shared.forms import CustodyForm

GIVEN = "custody_given"
"""The cookie by which a page learns that the file it asked for is given: a file is no page, and the form stays."""
_GIVEN_SECONDS = 60
_CONFLICT = 409


def taken_out(
    request: HttpRequest, form: CustodyForm, *, what: str, name: str, sheets: Callable[[], Sequence[Sheet]]
) -> HttpResponse | None:
    """Record the look that a valid form gives the reason of, and return the file; ``None`` where that was refused,
    which the form says. The sheets are read only then. ``name`` is that of the file, without the end that its form
    gives it.
    """
    answers = form.cleaned_data

    def take() -> HttpResponse:
        taken = take_out_figures(act=act_for(request, form), what=what, reason=answers["reason"])
        kind, badge = answers["form_of_file"], signed_in(request).badge
        return _file(sheets(), kind=kind, name=name, taken=taken, badge=badge)

    return given_once(form, take)


def given_once(form: CustodyForm, give: Callable[[], HttpResponse]) -> HttpResponse | None:
    """Record a look and return what it gives, once for one sending of a valid form; ``None`` where it was refused or
    was given before, which the form says. What is pressed next is another look.

    By a cookie the page of the form learns that it is given, for a file is no page that comes instead:
    ``submit-once.js`` lets it be pressed again then.
    """
    given: list[HttpResponse] = []
    with attempt(form, again="consultation") as done:
        given.append(give())
    if done.ref:
        form.status = _CONFLICT
        form.add_error(None, _("This was given to you and recorded. If it did not reach you, press again: that is "
                               "recorded as another look"))  # fmt: skip
        form.read_anew()
    for answer in given:
        # Read by a script and holding nothing but the key of a form that is used up, so not HttpOnly.
        answer.set_cookie(GIVEN, str(form.cleaned_data.get(KEY) or ""), max_age=_GIVEN_SECONDS, samesite="Lax",
                          secure=settings.SESSION_COOKIE_SECURE, httponly=False)  # fmt: skip
    return given[0] if given else None


def shown_once(form: CustodyForm, see: Callable[[], tuple[bytes, str]]) -> HttpResponse | None:
    """Do the same for a picture that is looked at in the browser: ``see`` records the look and returns its content and
    its media type."""

    def show() -> HttpResponse:
        content, media_type = see()
        return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": "inline"})

    return given_once(form, show)


def _file(sheets: Sequence[Sheet], *, kind: str, name: str, taken: Consultation, badge: str) -> HttpResponse:
    mark = Watermark(badge=badge, at=taken.seen_at, reason=taken.reason, consultation=taken.id)
    answer = HttpResponse(as_file(list(sheets), form=kind, watermark=mark), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
