"""Figures that leave as a file: why is recorded first, and who took them stands in every line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from custody.evidence.actions.consult import take_out_figures
from custody.reports.exporting import FORMATS, Watermark, as_file
from custody.web.shared.forms import act_for, attempt
from custody.web.shared.guards import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest

    from custody.evidence.models import Consultation
    from custody.reports.exporting import Sheet
    from custody.web.shared.forms import CustodyForm


def taken_out(
    request: HttpRequest, form: CustodyForm, *, what: str, name: str, sheets: Callable[[], Sequence[Sheet]]
) -> HttpResponse | None:
    """Record the look that a valid form gives the reason of, and return the file; ``None`` where that was refused,
    which the form says. The sheets are read only then. ``name`` is that of the file, without the end that its form
    gives it.
    """
    answers = form.cleaned_data
    with attempt(form, again="consultation") as done:
        taken = take_out_figures(act=act_for(request, form), what=what, reason=answers["reason"])
        done.ref = taken.id
    if not done.ref:
        return None
    kind, badge = answers["form_of_file"], signed_in(request).badge
    return _file(sheets(), kind=kind, name=name, taken=taken, badge=badge)


def _file(sheets: Sequence[Sheet], *, kind: str, name: str, taken: Consultation, badge: str) -> HttpResponse:
    mark = Watermark(badge=badge, at=taken.seen_at, reason=taken.reason, consultation=taken.id)
    answer = HttpResponse(as_file(list(sheets), form=kind, watermark=mark), content_type=FORMATS[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
