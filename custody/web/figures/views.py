"""The figures of a year, as a page and as a file, and what is told the public."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from custody.core.clocks import instant_of
from custody.core.errors import InvalidInput
from custody.deadlines.selectors import database_now
from custody.destruction.actions.publication import decide_publication
from custody.destruction.permissions_planning import PUBLISHERS
from custody.destruction.selectors.exposure import STAGES as STAGE_CODES
from custody.destruction.selectors.exposure import exposure
from custody.destruction.selectors.publication import decision_on
from custody.evidence.permissions import TAKES_OUT
from custody.evidence.selectors.access import sees_mass, seizure_for
from custody.reports.figures import YearFigures, figures_sheets, year_figures
from custody.reports.release import non_nominal_sheet, release_text
from custody.web.figures.forms import DecideForm, FileForm
from custody.web.figures.words import PUBLIC_FIELDS
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.masks import in_tonnes
from custody.web.shared.parts import Kpi
from custody.web.shared.repeats import first_answer
from custody.web.shared.slot_words import STAGE_WORDS, UNFILLED, grouped
from custody.web.shared.stages import hours_lain, stage_chart
from custody.web.shared.taking_out import taken_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from custody.evidence.models import Seizure
    from custody.reports.exporting import Sheet

_KG_PER_TONNE = 1_000
MASKED = "••"
_LONGEST = 10
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@require_GET
@requires_role(*TAKES_OUT)
def year(request: HttpRequest) -> HttpResponse:
    """Show the figures of the year that ``?year=`` names, or of this one."""
    at = database_now()
    asked = request.GET.get("year", "")
    try:
        wanted = int(asked) if asked.isdecimal() and len(asked) < _LONGEST else localtime(at).year
        found = year_figures(year=wanted, at=at, sees_mass=sees_mass(signed_in(request)))
    except InvalidInput:
        raise Http404 from None
    whole = found.whole
    return TemplateResponse(
        request,
        "custody/figures/year.html",
        {
            "year": found.year,
            "kpis": _kpis(found),
            "stages": stage_chart(
                whole.exposure, name="stages", title=_("Tonne-hours of the year by what goods waited for")
            ),
            "few": any(each.few for each in [*found.months, whole]),
            "months": [
                (
                    each.month and f"{found.year}-{each.month:02d}",
                    each.outcome,
                    [_or_dash(each.outcome.percent_within(hours)) for hours in (24, 48)],
                    MASKED if each.few else in_tonnes(each.outcome.seized_mg),
                    in_tonnes(each.outcome.burnt_mg),
                    hours_lain(each.exposure.milli_tonne_hours()),
                    grouped(each.exposure.weighted_milli_tonne_hours() // _KG_PER_TONNE),
                )
                for each in [*found.months, whole]
            ],
            "empty": [(UNFILLED[name], count) for name, count in found.slots.unfilled.items()],
            "slots": found.slots,
            "before": found.year - 1,
            "after": found.year + 1 if found.year < localtime(at).year else None,
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(*TAKES_OUT)
def file(request: HttpRequest) -> HttpResponse:
    """Ask what is taken out and why, record it, and give the file."""
    at = database_now()
    form = FileForm(request.POST or None, initial={"year": localtime(at).year})
    if form.is_valid():
        what, year = form.cleaned_data["what"], form.cleaned_data["year"]
        answer = taken_out(request, form, what=what, name=f"{what}-{year}",
                           sheets=lambda: _sheets(request, what=what, year=year, at=at))  # fmt: skip
        if answer is not None:
            return answer
    return show_form(request, "custody/figures/file.html", form=form)


@require_GET
@requires_role(*TAKES_OUT)
def release(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Show the text of a release, or that nothing may be told yet."""
    officer = signed_in(request)
    seizure = seizure_for(officer, seizure_id=seizure_id)
    decision, at = decision_on(seizure), database_now()
    [lay] = exposure([(EVER, at)], seizure_id=seizure.id)
    return TemplateResponse(
        request,
        "custody/figures/release.html",
        {
            "seizure": seizure,
            "text": release_text(seizure, at=at),
            "stages": stage_chart(lay, name="stages", title=_("Tonne-hours of the seizure by what it waited for")),
            "decision": decision,
            "told": [] if decision is None else [PUBLIC_FIELDS[name] for name in decision.fields],
            "may_decide": officer.has_role(*PUBLISHERS),
        },
    )


@require_http_methods(["GET", "POST"])
@requires_role(*PUBLISHERS)
def decide(request: HttpRequest, seizure_id: UUID) -> HttpResponse:
    """Decide what may be told of a seizure, and from when."""
    seizure: Seizure = seizure_for(signed_in(request), seizure_id=seizure_id)
    form = DecideForm(request.POST or None)
    if first_answer(request, form, again="publication"):
        return redirect("figures:release", seizure.id)
    if form.is_valid():
        answers = form.cleaned_data
        local = answers["publishable_at"]
        with attempt(form, again="publication") as done:
            decide_publication(
                act=act_for(request, form),
                seizure_id=seizure.id,
                fields=answers["fields_told"],
                publishable_at=None if local is None else instant_of(local, zone=settings.CUSTODY_SITE_TIME_ZONE),
                reason=answers["reason"],
            )
            done.ref = seizure.id
        if done.ref:
            return redirect("figures:release", seizure.id)
    return show_form(request, "custody/figures/decide.html", form=form, seizure=seizure)


def _sheets(request: HttpRequest, *, what: str, year: int, at: datetime) -> Sequence[Sheet]:
    if what == "figures":
        return figures_sheets(year_figures(year=year, at=at, sees_mass=sees_mass(signed_in(request))))
    return [non_nominal_sheet(year=year, at=at)]


def _kpis(found: YearFigures) -> list[Kpi]:
    told, lay = found.whole.outcome, found.whole.exposure
    slowest = max(STAGE_CODES, key=lambda stage: lay.by_stage[stage])
    share = f"{_or_dash(told.percent_within(24))} % / {_or_dash(told.percent_within(48))} %"
    return [
        Kpi(
            label=_("Seized"),
            value=MASKED if found.whole.few else in_tonnes(told.seized_mg),
            context=_("%(count)d seizures") % {"count": told.seizures},
        ),
        Kpi(label=_("Burnt"), value=in_tonnes(told.burnt_mg), context=_("in the year, whenever it was seized")),
        Kpi(label=_("Burnt within 24 h / 48 h"), value=share, context=_("of the mass seized")),
        Kpi(
            label=_("Hours to ash"),
            value=_or_dash(told.median_hours),
            context=_("median by unit; by mass %(hours)s") % {"hours": _or_dash(told.median_hours_by_mass)},
        ),
        Kpi(
            label=_("Tonne-hours"),
            value=hours_lain(lay.milli_tonne_hours()),
            context=_("%(percent)d %% waited for: %(stage)s")
            % {"percent": lay.percent(slowest), "stage": STAGE_WORDS[slowest]},
        ),
        Kpi(
            label=_("Slots used"),
            value=f"{_or_dash(found.slots.fill_percent)} %",
            context=_("%(empty)d of %(all)d stayed empty")
            % {"empty": sum(found.slots.unfilled.values()), "all": found.slots.total},
        ),
        Kpi(
            label=_("Minutes to a magistrate's answer"),
            value=_or_dash(found.answers.median_minutes),
            context=_("median; %(waiting)d of %(asked)d requests wait")
            % {"waiting": found.answers.waiting, "asked": found.answers.asked},
        ),
    ]


def _or_dash(value: int | None) -> str:
    return "–" if value is None else str(value)
