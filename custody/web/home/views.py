"""My custody: what is in my name, and what waits for me."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import date as date_format
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from custody.alerts.selectors import first_untaken, untaken_alerts
from custody.core.clock_kinds import ClockType
from custody.core.events import SECOND_LEFT
from custody.core.exceptional import GUARD, OUSTED
from custody.deadlines.owing import owing
from custody.deadlines.selectors import open_clocks
from custody.destruction.decision_permissions import VERIFIERS
from custody.destruction.selectors.books import offers_to
from custody.destruction.selectors.decisions import decisions_to_verify
from custody.destruction.selectors.orders import orders_to_verify
from custody.destruction.selectors.papers import asked_back, asked_of_me
from custody.destruction.selectors.proposals import proposals_to_decide
from custody.destruction.selectors.sessions import sessions_to_attest
from custody.evidence.exceptions.permissions import decided_by, is_for
from custody.evidence.selectors.checklists import lists_with_lines_of
from custody.evidence.selectors.exceptions import signatures_awaited, waiting_proposals
from custody.evidence.selectors.expected import expected_by
from custody.evidence.selectors.held import held_to_decide, waiting_held
from custody.evidence.selectors.holding import (
    kinds_offered,
    my_conveyances,
    my_custody,
    offered_by,
    waiting_for,
)
from custody.evidence.selectors.targets import targets_awaiting
from custody.evidence.selectors.unwatched import drills_to_answer
from custody.organisation.roles import Role
from custody.organisation.selectors.sessions import last_sign_in, wrong_tries
from custody.web.alerts.words import title_of
from custody.web.home.driving import driving, on_the_road, ways_on
from custody.web.home.given import given_away
from custody.web.home.late import late
from custody.web.home.unfinished import unfinished
from custody.web.outbox.elsewhere import recorded_elsewhere
from custody.web.outbox.words import FORMS
from custody.web.shared.devices import session_digest
from custody.web.shared.exceptional import EXCEPTIONS
from custody.web.shared.giving import giving_waits
from custody.web.shared.guards import signed_in
from custody.web.shared.hot import is_theirs
from custody.web.shared.how_many import counted_in_words
from custody.web.shared.local import day_and_time
from custody.web.shared.paging import listing
from custody.web.shared.parts import Waiting
from custody.web.shared.telling import inside
from custody.web.shared.undecided import proposal_link, proposal_words
from custody.web.shared.words import DECISIONS

if TYPE_CHECKING:
    from custody.organisation.models import Officer

MOST_WAITING = 7
WATCHES_ALERTS = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.REGIONAL_HEAD, Role.DIRECTOR)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what is in the officer's name, what waits, and the acts that begin here."""
    officer = signed_in(request)
    given, riding = list(given_away(officer)), on_the_road(officer)
    waiting = [*(each for each in given if each.tone == "danger"), *driving(officer, riding), *_waiting(officer)]
    return TemplateResponse(
        request,
        "custody/home/home.html",
        {
            "last": last_sign_in(officer=officer, before=session_digest(request)),
            "wrong": wrong_tries(officer=officer, since=session_digest(request)),
            "held": my_custody(officer).count(),
            "stopped": my_conveyances(officer).count(),
            "waiting": waiting if "all" in request.GET else waiting[:MOST_WAITING],
            "more": 0 if "all" in request.GET else max(0, len(waiting) - MOST_WAITING),
            "given": [each for each in given if each.tone != "danger"],
            "may_stop": officer.has_role(Role.OFFICER),
            **ways_on(officer, riding),
            "may_hand_over": officer.has_role(Role.OFFICER, Role.CREW, Role.STOREKEEPER),
        },
    )


@require_GET
def held(request: HttpRequest) -> HttpResponse:
    """List every unit in the officer's name."""
    officer = signed_in(request)
    page = listing(request, my_custody(officer))
    return TemplateResponse(request, "custody/home/held.html", {"listing": page})


def _to_sign(officer: Officer) -> Iterator[Waiting]:
    """What the officer was named in stands before all else: of the second officers' the shortest clock runs."""
    owed = signatures_awaited(officer)
    # What was written on many units in one act is signed once, on one page.
    acts = owed.order_by().values("owed_by", "owed_at", "matter", "about").distinct()
    count, first = acts.count(), owed.filter(matter__in=["second", OUSTED, GUARD]).order_by("owed_at").first()
    if not count:
        return
    yield Waiting(
        label=ngettext("Sign for %(count)d act", "Sign for %(count)d acts", count) % {"count": count},
        link=reverse("exceptions:signatures"),
        why=_("You stood by, or it was done in a hurry") if first is None
        else (_("Badge %(badge)s said at %(at)s that you left what you had") if first.about == SECOND_LEFT.code
              else _("Badge %(badge)s gave what you had to others at %(at)s") if first.matter == OUSTED
              else _("Badge %(badge)s posted you as guard at %(at)s") if first.matter == GUARD
              else _("Badge %(badge)s named nobody who stood by at %(at)s: whoever commands signs") if not first.wanted
              else _("Badge %(badge)s named you as second officer at %(at)s"))
        % {"badge": first.owed_by.badge, "at": f"{localtime(first.owed_at):%H:%M}"},
        status=_("Sign now"),
        tone="danger",
    )  # fmt: skip


def _held(officer: Officer) -> Iterator[Waiting]:
    """What the officer signed without a connection and the house could not record, and what to set aside."""
    for place, found in enumerate(waiting_held(officer)):
        label = _("Put right what you signed at %(at)s")
        why = found.note or _("%(form)s: not recorded yet, something in it is not right") % {"form": FORMS[found.form]}
        status, tone = (_("Waiting"), "neutral") if found.state == "asked" else (_("Do it now"), "danger")
        if found.asked_by_id == officer.id:
            why = _("You asked to set it aside: another person decides")
        # Its contents are opened for it: only of those that are shown at first.
        elif place < MOST_WAITING and (elsewhere := recorded_elsewhere(officer, found)):
            label, why, status, tone = _("Set aside what you signed at %(at)s"), elsewhere, _("Check it"), "warning"
        yield Waiting(
            label=label % {"at": f"{localtime(found.signed_at):%H:%M}"},
            link=reverse("outbox:held_one", args=[found.id]), why=why, status=status, tone=tone,
        )  # fmt: skip
    for found in held_to_decide(officer):
        yield Waiting(
            label=_("Set a held form aside, or keep it"),
            link=reverse("outbox:held_one", args=[found.id]),
            why=_("asked by badge %(badge)s") % {"badge": found.asked_by.badge if found.asked_by else ""},
            status=_("Decide"),
            tone="warning",
        )


def _hot(officer: Officer) -> Iterator[Waiting]:
    """What waits of hot seizures: one row for each list on which a line is the officer's and not settled."""
    for found in lists_with_lines_of(officer)[:MOST_WAITING]:
        mine = [line for line in found.lines.all() if line.settled_at is None and is_theirs(officer, line)]
        yield Waiting(
            label=ngettext("Do %(count)d line of a hot seizure", "Do %(count)d lines of a hot seizure", len(mine))
            % {"count": len(mine)},
            link=reverse("warroom:list", args=[found.id]),
            why=found.seizure.code_word,
            status=_("Do it now"),
            tone="danger",
        )


def _targets(officer: Officer) -> Iterator[Waiting]:
    """What the officer was sent to stop, and what two people must let go."""
    for target in targets_awaiting(officer):
        local = localtime(target.expected_at)
        expected = date_format(local, day_and_time(local))
        if target.state == "search" and target.search_by is not None:
            yield Waiting(
                label=_("Stop and search target %(reference)s") % {"reference": target.reference},
                link=reverse("targets:target", args=[target.id]),
                why=_("decided by badge %(badge)s, expected %(at)s")
                % {"badge": target.search_by.badge, "at": expected},
                status=_("Do it"),
                tone="danger",
            )
        elif target.state == "asked" and target.asked_by is not None:
            yield Waiting(
                label=_("Let target %(reference)s go, or have it searched") % {"reference": target.reference},
                link=reverse("targets:target", args=[target.id]),
                why=_("asked by badge %(badge)s, expected %(at)s") % {"badge": target.asked_by.badge, "at": expected},
                status=_("Decide"),
                tone="warning",
            )
        if target.link_by is not None and target.link_by != officer:
            yield Waiting(
                label=_("Say whether a conveyance belongs to target %(reference)s") % {"reference": target.reference},
                link=reverse("targets:decide_link", args=[target.id]),
                why=_("asked by badge %(badge)s, expected %(at)s") % {"badge": target.link_by.badge, "at": expected},
                status=_("Decide"),
                tone="warning",
            )


def _expected(officer: Officer) -> Iterator[Waiting]:
    """What a storekeeper must be ready for: when and how much. Where it comes from and in what, nobody is told here."""
    for load in expected_by(officer):
        count = len(load.units)
        clocks = open_clocks([unit.id for unit in load.units]).values()
        due = [clock.due_at for rows in clocks for clock in rows if clock.clock_type == ClockType.TRANSIT]
        by = min(due, default=None)
        words = (ngettext("%(count)d unit is at the door", "%(count)d units are at the door", count) if load.is_here
                 else ngettext("%(count)d unit is on the way to you", "%(count)d units are on the way to you", count))
        yield Waiting(
            label=words % {"count": count},
            why=_("Its crew offers it to you: you read its seals and take it over") if by is None
            else _("To arrive by %(at)s. Its crew offers it to you then")
            % {"at": _moment(by)},
            status=_("At the door") if load.is_here else _("Expected"),
            tone="warning" if load.is_here else "neutral",
        )  # fmt: skip


def _owed(officer: Officer) -> Iterator[Waiting]:
    """What is still owed on units in the officer's hands: their weights, one after the other, and their seals."""
    weights = owing(officer, clock_type=ClockType.WEIGHT_OWED)
    if weights.units:
        count = len(weights.units)
        yield Waiting(
            label=ngettext("Weigh %(count)d unit", "Weigh %(count)d units", count) % {"count": count},
            link=reverse("weighing:record", args=[weights.units[0].id]),
            why=_("It came in unweighed. To be weighed by %(at)s") % {"at": _moment(weights.due_at)},
            status=_("Weight owed"),
            tone="warning",
        )
    seals = owing(officer, clock_type=ClockType.SEAL_OWED)
    for seizure_id, number in Counter(unit.seizure_id for unit in seals.units if unit.seizure_id).items():
        yield Waiting(
            label=ngettext("Put %(count)d seal on", "Put %(count)d seals on", number) % {"count": number},
            link=reverse("weighing:seals", args=[seizure_id]),
            why=_("To be sealed by %(at)s") % {"at": _moment(seals.due_at)},
            status=_("Seal owed"),
            tone="warning",
        )


def _alerts(officer: Officer) -> Iterator[Waiting]:
    """What nobody has, for who must see that somebody has it: their first page is not empty while alerts wait."""
    if not officer.has_role(*WATCHES_ALERTS):
        return
    first = first_untaken(officer)
    if first is not None:
        count, _oldest = untaken_alerts(officer)
        yield Waiting(
            label=ngettext("%(count)d alert that nobody has", "%(count)d alerts that nobody has", count)
            % {"count": count},
            link=reverse("alerts:inbox"),
            why=_("First: %(what)s, since %(at)s")
            % {"what": inside(title_of(first)), "at": _moment(first.raised_at)},
            status=_("Take it"),
            tone="danger",
        )


def _moment(at: datetime | None) -> str:
    return "" if at is None else date_format(localtime(at), day_and_time(localtime(at)))


def _waiting(officer: Officer) -> Iterator[Waiting]:
    yield from _to_sign(officer)
    yield from late(officer)
    yield from _alerts(officer)
    yield from _held(officer)
    yield from _hot(officer)
    yield from _targets(officer)
    for drill in drills_to_answer(officer):
        yield Waiting(
            label=_("Answer a drill"),
            link=reverse("drills:one", args=[drill.id]),
            why=_("The time until then is measured"),
            status=pgettext("verb", "Answer"), tone="warning",
        )  # fmt: skip
    offered = waiting_for(officer)
    kinds = kinds_offered(each for each in offered if each.receiver_id == officer.id)
    for transfer in offered:
        if transfer.receiver_id != officer.id:
            yield Waiting(
                label=ngettext(
                    "You are second for %(count)d unit", "You are second for %(count)d units", transfer.unit_count
                ) % {"count": transfer.unit_count},
                link=reverse("transfer:offered", args=[transfer.id]),
                why=_("Badge %(badge)s accepts for the two of you") % {"badge": transfer.receiver.badge},
                status=_("Waiting"),
                tone="neutral",
            )
            continue
        count = ngettext("Receive %(count)d unit", "Receive %(count)d units", transfer.unit_count)
        yield Waiting(
            label=count % {"count": transfer.unit_count},
            link=reverse("transfer:receive", args=[transfer.id]),
            why=", ".join([*counted_in_words(kinds.get(transfer.id, [])),
                           _("offered by badge %(badge)s") % {"badge": transfer.giver.badge}]),
            status=_("Sign now"),
            tone="danger",
        )
    yield from _expected(officer)
    yield from _owed(officer)
    yield from giving_waits(officer)
    yield from unfinished(officer)
    for session in sessions_to_attest(officer):
        yield Waiting(
            label=_("Sign as witness: %(word)s") % {"word": session.code_word},
            link=reverse("sessions:attest", args=[session.id]),
            status=_("Sign now"),
            tone="danger",
        )
    decides = decided_by(officer)
    for proposal in waiting_proposals(officer, decides) if decides else []:
        if not is_for(officer, proposal):
            continue
        yield Waiting(
            label=_("Decide: %(what)s") % {"what": EXCEPTIONS[proposal.exception]},
            link=reverse("exceptions:decide", args=[proposal.id]),
            why=_("%(label)s, asked by badge %(badge)s")
            % {"label": proposal.unit.label, "badge": proposal.proposed_by.badge},
            status=_("Decide"),
            tone="warning",
        )
    for offer in offers_to(officer):
        yield Waiting(
            label=_("Will you answer for a difference?"),
            link=reverse("balance:answer", args=[offer.unit_id]),
            why=_("%(label)s, asked by badge %(badge)s")
            % {"label": offer.unit.label, "badge": offer.offered_by.badge},
            status=pgettext("verb", "Answer"),
            tone="warning",
        )
    for order in orders_to_verify(officer):
        yield Waiting(
            label=_("Verify a destruction order"),
            link=reverse("orders:verify", args=[order.id]),
            why=ngettext("%(count)d unit", "%(count)d units", order.unit_count) % {"count": order.unit_count},
            status=_("Verify"),
            tone="warning",
        )
    for decision in decisions_to_verify(officer) if officer.has_role(*VERIFIERS) else []:
        yield Waiting(
            label=_("Verify: %(what)s") % {"what": DECISIONS[decision.decision_kind]},
            link=reverse("decisions:decision", args=[decision.id]),
            why=_("recorded by badge %(badge)s") % {"badge": decision.recorded_by.badge},
            status=_("Verify"),
            tone="warning",
        )
    for proposed in proposals_to_decide(officer):
        yield Waiting(
            label=_("Decide: %(what)s") % {"what": proposal_words(proposed)},
            link=proposal_link(proposed),
            why=_("proposed by badge %(badge)s") % {"badge": proposed.by_badge},
            status=_("Decide"),
            tone="warning",
        )
    for request in asked_of_me(officer):
        yield Waiting(
            label=_("A case officer asks for an order"),
            link=reverse("magistrate:mine"),
            why=_("asked by badge %(badge)s") % {"badge": request.asked_by.badge},
            status=pgettext("verb", "Answer"),
            tone="danger",
        )
    for request in asked_back(officer):
        yield Waiting(
            label=_("A magistrate asks something"),
            link=reverse("magistrate:explain", args=[request.id]),
            why=request.seizure.code_word,
            status=pgettext("verb", "Answer"),
            tone="danger",
        )
    for transfer in offered_by(officer):
        yield Waiting(
            label=_("Offered, not answered yet"),
            link=reverse("transfer:offered", args=[transfer.id]),
            why=_("You stay responsible until badge %(badge)s accepts") % {"badge": transfer.receiver.badge},
            status=_("Ran out") if transfer.state == "expired" else _("Waiting"),
            tone="danger" if transfer.state == "expired" else "neutral",
        )
