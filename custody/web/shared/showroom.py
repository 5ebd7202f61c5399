"""Every component in every state, with invented values: what a screen builder looks at before inventing
another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from custody.core.errors import NotAllowedNow
from custody.web.shared.charts import Line, Mark, area_chart, bar_chart, share_bar, stacked_bar
from custody.web.shared.forms import (
    BadgeField,
    CheckField,
    ChoiceField,
    ContainerField,
    CountField,
    CustodyForm,
    LabelField,
    OccurredAtField,
    PhotoField,
    PlaceField,
    RemarkField,
    SealField,
    WeightField,
    Words,
)
from custody.web.shared.paging import listing
from custody.web.shared.parts import Entry, Kpi, Receipt, SummaryRow, Task, Waiting

if TYPE_CHECKING:
    from django.http import HttpRequest

NIGHT = datetime(2026, 11, 24, 2, 2, tzinfo=UTC)


class ShowForm(CustodyForm):
    """One of each field."""

    container = ContainerField(help_text=_("Four letters and seven digits, as on the door"))
    seal_number = SealField(help_text=_("As printed on the bag"))
    gross = WeightField(label=_("Gross weight"), help_text=_("Package and drug together, as shown on the scale"))
    bricks = CountField(label=_("Number of bricks"), least=1, most=5_000)
    label = LabelField(required=False)
    second = BadgeField(label=_("Second officer"), required=False)
    place = PlaceField(required=False)
    scale = ChoiceField(
        label=_("Scale"),
        choices=lambda: [
            ("a", Words(_("Pallet scale 2"), _("calibrated until 14 March 2027"))),
            ("b", Words(_("Bench scale 1"), _("calibration has run out; the weight will be marked"))),
        ],
    )
    occurred_at = OccurredAtField()
    photo = PhotoField(label=_("Photo of the scale display"), required=False)
    remark = RemarkField()
    really = CheckField(label=_("The holder of the goods was present"))


def _empty() -> ShowForm:
    form = ShowForm(seen=7)
    form.offer("place", [("1", "HERON"), ("2", "ALDER")])
    return form


def _refused() -> ShowForm:
    sent = {
        "idempotency_key": "6b1c1c1e-7d0e-4a37-9a6a-0c2f7b1f9f10",
        "expected_seq": "7",
        "container": "MSCU 613204 3",
        "seal_number": "",
        "gross": "1.412",
        "bricks": "-1",
        "place": "somewhere",
        "scale": "",
        "occurred_at_choice": "other",
        "occurred_at_clock": "25:70",
        "remark": "x" * 2_001,
    }
    form = ShowForm(sent, seen=7, prefix=None)
    form.offer("place", [("1", "HERON"), ("2", "ALDER")])
    form.auto_id = "refused_%s"
    form.full_clean()
    form.refuse(NotAllowedNow("unit.frozen", "Unit {label} is frozen by a discrepancy", label="7KQ4-M2XD-J"))
    return form


def showroom(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the showroom page."""
    ages = [14, 22, 31, 18, 11, 6, 3, 1]
    bins = ["0–6", "6–12", "12–24", "24–36", "36–48", "48–72", "72–120", ">120"]
    tones = ["neutral"] * 4 + ["warning"] + ["danger"] * 3
    stock = [5.1, 5.6, 4.9, 6.0, 9.2, 8.1, 7.0, 6.4, 6.9, 7.6, 12.4, 11.7, 10.9, 9.8]
    return {
        "form": _refused() if "refused" in request.GET else None,
        "show_form": _empty(),
        "refused_form": _refused(),
        "kpis": [
            Kpi(label=_("Past deadline"), value="10", context="1 412 kg · 131 h", tone="danger", link="#kpis"),
            Kpi(label=_("Due in 24 h"), value="5", context="2 080 kg", tone="warning", link="#kpis"),
            Kpi(label=_("On hand"), value="9.8 t", context="8 t · 6.2 t", tone="danger", link="#kpis"),
            Kpi(label=_("Alerts nobody has taken"), value="4", context="3 h 12 min", link="#kpis"),
            Kpi(label=_("Burnt within 48 h"), value="82 %", context="74 %", link="#kpis"),
            Kpi(label=_("Unexplained mass"), value="0.4 kg", context="2.0 kg"),
        ],
        "waiting": [
            Waiting(
                label="Receive 6 units from 2207",
                link="#",
                why="Truck 4 · 02:41",
                status="Sign now",
                tone="danger",
                left="19 min",
            ),
            Waiting(
                label="Load for destruction ALDER-12",
                link="#",
                why="14 units",
                status="Due 2 h",
                tone="warning",
                left="05:30",
            ),
            Waiting(label="Finish seizure KESTREL-41", link="#", why="3 of 7", status="Draft"),
        ],
        "tasks": [
            Task(label="Secure", link="#", status="Completed", tone="success"),
            Task(label="Count and label", link="#", status="In progress", tone="info", hint="12 of 64"),
            Task(label="Tracker sweep", link="#", status="Not started", tone="warning"),
            Task(label="Hand over", status="Cannot start yet", hint="The tracker sweep is missing"),
        ],
        "rows": [
            SummaryRow(label="Container", value="MSCU 613204 2", change_link="#", is_code=True),
            SummaryRow(label="Gross weight", value="412 kg 500 g", change_link="#"),
            SummaryRow(label="Place", value="Hidden"),
        ],
        "entries": [
            Entry(sentence="Container stopped", at=NIGHT - timedelta(hours=9), badge="4417", receipt="018f2c1e"),
            Entry(
                sentence="Seal differs",
                at=NIGHT - timedelta(hours=2),
                badge="2207",
                mark="late",
                tone="warning",
                details=["Expected AN48 2219", "Read AN48 2291"],
                receipt="018f2c21",
            ),
            Entry(sentence="Frozen by a discrepancy", at=NIGHT, badge="2207", tone="danger", receipt="018f2c22"),
        ],
        "listing": listing(
            request,
            [{"lot": f"KESTREL-{n}", "left": n * 7 - 30, "kg": n * 131} for n in range(1, 180)],
            columns={
                "lot": _("Lot"),
                "left": _("Deadline"),
                "kg": _("Mass"),
                "share": _("Exposure"),
                "step": _("Next step"),
            },
            sortable={"lot": "lot"},
            numeric=["kg"],
            size=7,
        ),
        "codes": ["7KQ4-M2XD-J", "5PR3-ZT28-A", "3WP9-WPQ6-R"],
        "share": share_bar(3, 4, "danger"),
        "receipt": Receipt(op_id="018f2c1e4c7a", recorded_at=NIGHT, index=48211),
        "receipt_open": Receipt(op_id="018f2c1e4c7b", recorded_at=NIGHT),
        "charts": [
            bar_chart(
                name="age",
                title=str(_("How old is the stock?")),
                axis=str(_("hours since seizure")),
                head=(str(_("Hours")), str(_("Lots"))),
                limit_after=5,
                limit_label="48 h",
                bars=[
                    Mark(label=label, value=value, tone=tone, link="#charts")
                    for label, value, tone in zip(bins, ages, tones, strict=True)
                ],
            ),
            area_chart(
                name="stock",
                title=str(_("Tonnes on hand")),
                head=(str(_("Day")), str(_("Tonnes"))),
                points=[Mark(label=f"{day} Nov", value=value) for day, value in enumerate(stock, start=11)],
                lines=[Line(label="8 t", value=8), Line(label="6.2 t", value=6.2, is_limit=False)],
            ),
            stacked_bar(
                name="mass",
                title=str(_("Does the mass add up?")),
                head=(str(_("Part")), str(_("Tonnes"))),
                parts=[
                    Mark(label=str(_("Destroyed")), value=31.36, text="31.36 t", tone="pale"),
                    Mark(label=str(_("On hand")), value=9.81, text="9.81 t"),
                    Mark(label=str(_("Unexplained")), value=0.0004, text="0.4 kg", tone="danger"),
                ],
            ),
        ],
    }
