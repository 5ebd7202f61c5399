"""Alerts as lists show them, with what each is about looked up for all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from custody.alerts import selectors
from custody.alerts.permissions import takers
from custody.alerts.rules import OUTAGE, RULES_BY_CODE
from custody.deadlines.proposed import SUBJECT as PROPOSAL
from custody.destruction.selectors.access import visible_orders, visible_sessions
from custody.destruction.selectors.decisions import visible_decisions
from custody.destruction.selectors.papers import visible_requests
from custody.destruction.selectors.proposals import known_proposals
from custody.evidence.selectors.access import ANSWERS_DANGER, visible_incidents, visible_seizures, visible_units
from custody.evidence.selectors.checklists import visible_checklists
from custody.evidence.selectors.counting import visible_inventories
from custody.evidence.selectors.found_labels import visible_found_labels
from custody.evidence.selectors.held import visible_held
from custody.evidence.selectors.inquiries import visible_inquiries
from custody.evidence.selectors.missions import visible_missions
from custody.evidence.selectors.opening import visible_stocks
from custody.evidence.selectors.targets import visible_targets
from custody.evidence.selectors.unwatched import visible_drills, visible_outages
from custody.web.alerts.forms import TakeForm
from custody.web.alerts.words import LEVELS_IN_FULL, level_of, response_to, title_of, waits_in_words
from custody.web.shared.parts import Text
from custody.web.shared.undecided import proposal_link, proposal_words
from custody.web.shared.words import DECISIONS

if TYPE_CHECKING:
    from custody.alerts.models import Alert, Silence
    from custody.organisation.models import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an alert is about, as far as the reader may know of it, and whether the reader has it in custody.

    A call for help that somebody's session brought for another has the badges of both.
    """

    name: str
    link: str
    is_mine: bool = False
    said_by: str = ""
    carried_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """One line of an inbox."""

    alert: Alert
    title: Text
    level: Text
    level_in_full: Text
    tone: str
    response: str
    subject: Subject | None
    site: str
    silence: Silence | None
    waits: Text
    form: TakeForm | None


def rows_of(officer: Officer, alerts: Sequence[Alert], *, sites: Iterable[str] = ()) -> list[AlertRow]:
    """Return the lines of an inbox, in the order given. ``sites`` are the code words the reader may tell apart."""
    subjects, known = subjects_of(officer, alerts), set(sites)
    silences, waits = selectors.silences_of(alerts), selectors.waits_of(alerts)
    rows = []
    for alert in alerts:
        level, tone = level_of(alert)
        subject = subjects.get(alert.subject_id)
        may_take = alert.state == "open" and (_stands_on_its_ladder(officer, alert) or _holds(subject))
        site = "" if alert.site is None or alert.site.code_word not in known else alert.site.code_word
        rows.append(
            AlertRow(
                alert=alert,
                title=title_of(alert),
                level=level,
                level_in_full=LEVELS_IN_FULL.get(alert.level, level),
                tone=tone,
                response=response_to(alert),
                subject=subject,
                site=site,
                silence=silences.get(alert.id),
                waits=waits_in_words(waits[alert.id]) if alert.id in waits else "",
                form=TakeForm(auto_id=f"take_{alert.public_ref}_%s") if may_take else None,
            )
        )
    return rows


def _stands_on_its_ladder(officer: Officer, alert: Alert) -> bool:
    """Say whether the officer's role lets them take the alert, as ``permissions.check_may_act`` has it."""
    return alert.rule in RULES_BY_CODE and officer.has_role(*takers(alert))


def _holds(subject: Subject | None) -> bool:
    return subject is not None and subject.is_mine


def answered_incidents(officer: Officer, alerts: Iterable[Alert]) -> dict[UUID, tuple[str, str | None]]:
    """Return those reports of danger among the subjects of some alerts that the officer answers, each with the badge it
    bears and that of who carried it, if somebody did."""
    wanted = {alert.subject_id for alert in alerts if alert.subject_kind == "incident"}
    if not wanted or not officer.has_role(*ANSWERS_DANGER):
        return {}
    rows = visible_incidents(officer).select_related(None).filter(pk__in=wanted)
    return {
        key: (said_by, carried_by)
        for key, said_by, carried_by in rows.values_list("pk", "reported_by__badge", "carried_by__badge")
    }


def subjects_of(officer: Officer, alerts: Iterable[Alert]) -> dict[UUID, Subject]:
    """Return, by id, what the alerts are about; hand-overs and what the reader may not know of are left out."""
    wanted: dict[str, set[UUID]] = {}
    alerts = list(alerts)
    for alert in alerts:
        wanted.setdefault(alert.subject_kind, set()).add(alert.subject_id)
    out: dict[UUID, Subject] = {
        key: Subject(name="", link=reverse("danger:incident", args=[key]), said_by=said_by, carried_by=carrier or "")
        for key, (said_by, carrier) in answered_incidents(officer, alerts).items()
    }
    if wanted.get("unit"):
        units = visible_units(officer).select_related(None).filter(pk__in=wanted["unit"])
        for key, label, custodian, second in units.values_list("id", "label", "custodian_id", "co_custodian_id"):
            out[key] = Subject(name=label, link=reverse("units:unit", args=[key]),
                               is_mine=officer.id in (custodian, second))  # fmt: skip
    if wanted.get("inventory"):
        # The place is not named here: an alert says nothing of where.
        known = visible_inventories(officer).filter(pk__in=wanted["inventory"]).values_list("id", flat=True)
        word = gettext("Inventory")
        out |= {key: Subject(name=word, link=reverse("inventories:inventory", args=[key])) for key in known}
    if wanted.get("opening"):
        stocks = visible_stocks(officer).filter(pk__in=wanted["opening"]).values_list("id", "imported_by_id")
        word = gettext("Opening stock")
        out |= {key: Subject(name=word, link=reverse("opening:stock", args=[key]), is_mine=keeper == officer.id)
                for key, keeper in stocks}  # fmt: skip
    if wanted.get("mission"):
        rides = visible_missions(officer).select_related(None).filter(pk__in=wanted["mission"])
        word = gettext("Transport")
        out |= {
            key: Subject(name=word, link=reverse("mission:mission", args=[key]), is_mine=officer.id in crew)
            for key, *crew in rides.values_list("id", "driver_id", "second_id")
        }
    if wanted.get("checklist") or wanted.get("hot_line"):
        lists = visible_checklists(officer).select_related(None).prefetch_related(None)
        rows = lists.filter(pk__in=wanted.get("checklist", set())).values_list("id", "id", "seizure__code_word")
        lines = lists.filter(lines__in=wanted.get("hot_line", set())).values_list(
            "lines__id", "id", "seizure__code_word", "lines__owner_id", "lines__taken_by_id"
        )
        for key, list_id, word in rows:
            out[key] = Subject(name=word, link=reverse("warroom:list", args=[list_id]))
        for key, list_id, word, owner, taken_by in lines:
            is_mine = officer.id in (owner, taken_by)
            out[key] = Subject(name=word, link=reverse("warroom:list", args=[list_id]), is_mine=is_mine)
    down = {alert.subject_id for alert in alerts if alert.rule == OUTAGE}
    for report in visible_outages(officer).filter(place__in=down, ended_at__isnull=True) if down else ():
        # The place is named on the page it leads to, to who may know of it.
        out[report.place_id] = Subject(name="", link=reverse("unwatched:one", args=[report.id]))
    if wanted.get("found_label"):
        reports = visible_found_labels(officer).select_related(None).filter(pk__in=wanted["found_label"])
        for key, code, finder in reports.values_list("id", "code", "reported_by_id"):
            out[key] = Subject(name=code, link=reverse("labels:found_one", args=[key]), is_mine=finder == officer.id)
    if wanted.get("drill"):
        drills = visible_drills(officer).filter(pk__in=wanted["drill"])
        out |= {each.id: Subject(name="", link=reverse("drills:one", args=[each.id])) for each in drills}
    if wanted.get("held"):
        forms = visible_held(officer).filter(pk__in=wanted["held"]).values_list("id", "author_id")
        word = gettext("Held form")
        out |= {key: Subject(name=word, link=reverse("outbox:held_one", args=[key]), is_mine=author == officer.id)
                for key, author in forms}  # fmt: skip
    if wanted.get("inquiry"):
        inquiries = visible_inquiries(officer).filter(pk__in=wanted["inquiry"]).values_list("id", "unit__label")
        out |= {key: Subject(name=label, link=reverse("exceptions:inquiry", args=[key])) for key, label in inquiries}
    if wanted.get("session"):
        burns = visible_sessions(officer).filter(pk__in=wanted["session"]).values_list("id", "code_word")
        out |= {key: Subject(name=word, link=reverse("sessions:session", args=[key])) for key, word in burns}
    if wanted.get("target"):
        targets = visible_targets(officer).select_related(None).filter(pk__in=wanted["target"])
        for key, reference, *theirs in targets.values_list("id", "reference", "opened_by_id", "searcher_id"):
            link = reverse("targets:target", args=[key])
            out[key] = Subject(name=reference, link=link, is_mine=officer.id in theirs)
    if wanted.get("request"):
        asked = visible_requests(officer).select_related(None).filter(pk__in=wanted["request"])
        for key, word, *theirs in asked.values_list("id", "seizure__code_word", "asked_by_id", "addressee_id"):
            out[key] = Subject(name=word, link=reverse("magistrate:request", args=[key]), is_mine=officer.id in theirs)
    if wanted.get(PROPOSAL):
        for each in known_proposals(officer, proposal_ids=wanted[PROPOSAL]):
            out[each.id] = Subject(name=proposal_words(each), link=proposal_link(each))
    if wanted.get("decision"):
        decisions = visible_decisions(officer).select_related(None).filter(pk__in=wanted["decision"])
        for key, kind in decisions.values_list("id", "decision_kind"):
            out[key] = Subject(name=str(DECISIONS[kind]), link=reverse("decisions:decision", args=[key]))
    if wanted.get("order"):
        orders = visible_orders(officer).select_related(None).filter(pk__in=wanted["order"])
        for key in orders.values_list("id", flat=True):
            out[key] = Subject(name="", link=reverse("orders:order", args=[key]))
    if wanted.get("seizure"):
        seizures = visible_seizures(officer).select_related(None).filter(pk__in=wanted["seizure"])
        for key, word in seizures.values_list("id", "code_word"):
            out[key] = Subject(name=word, link=reverse("seizure:seizure", args=[key]))
    return out
