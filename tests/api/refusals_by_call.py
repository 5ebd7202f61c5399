"""Refusals that no test names otherwise: one row for each code, with what is refused so.

Where a rule looks at a thing only, the row holds as much of the thing as the rule looks at.
"""

from __future__ import annotations

from datetime import time, timedelta
from types import SimpleNamespace as Thing
from uuid import uuid4

from custody.alerts import permissions as alert_permissions
from custody.alerts import policies as alert_policies
from custody.alerts.actions.duress import set_duress_code
from custody.alerts.actions.quiet import set_quiet_hours
from custody.core.act import Basis
from custody.core.lifecycle import Family
from custody.core.postings import Account
from custody.destruction import book_policies, law_permissions, policies, tally_policies
from custody.evidence import policies as evidence_policies
from custody.evidence import register_policies
from custody.evidence.actions import (
    checklist,
    documents,
    held,
    inventory,
    labels,
    planning,
    seals,
    signatures,
)
from custody.evidence.counting import policies as counting_policies
from custody.evidence.entries import Reading
from custody.evidence.models import Document
from custody.organisation import permissions as house_permissions
from custody.organisation import policies as house_policies
from custody.organisation.actions import founding, language, policy, presence, register, sessions, tokens
from custody.organisation.models import Officer
from tests import stories
from tests.browser.house import old_stock
from tests.stories import act_of, now

SOMEBODY = uuid4()
UNIT = {"label": "7KQ4-M2XD-J", "parent_id": None, "family": Family.GOODS, "is_gone": False, "kind": "sample"}


def _value(cast, **changes):
    return policy.propose_policy(
        **{"act": act_of(cast.administrator), "key": "seal.readings", "jurisdiction": "BE", "value": 2,
           "measure": "count", "source": "Order 12"} | changes
    )  # fmt: skip


def _twice(act):
    """Return an act that is done, and the same one that is refused then."""
    return act, act


def _watching(*, distance, keeper, keepers=("customs",)):
    unit = Thing(label="x", custodian=keeper, co_custodian=None)
    asked = [Thing(supervisors=0, agencies=1, distance=distance, keepers=keepers, designation="not_asked")]
    service = Thing(agency="customs")
    pair = [Thing(badge="1", unit=service, unit_id=7, has_role=lambda _role: True) for _ in "ab"]
    return law_permissions.check_witness_rules(*pair, unit, asked)


def rows(cast):
    """Return what is refused, by the code of the refusal; where something is done before, that and what is refused."""
    at, hour, clerk, me = now(), timedelta(hours=1), act_of(cast.administrator), cast.officer
    alert = Thing(state="open", level=2, rule="AL1", about=[], acknowledged_by_id=None)
    mine = Thing(state="acknowledged", level=2, rule="AL1", about=[], acknowledged_by_id=cast.supervisor.id,
                 acknowledged_at=None)
    waits = held.hold_report(act=act_of(me), sent_as=uuid4(), goes_on_as=uuid4(), form="stop:begin", signed_at=at,
                             sealed=b"", wrong=[])  # fmt: skip
    sheet = Document.objects.filter(roll=labels.print_roll(act=act_of(cast.storekeeper), count=1)).first()
    bare = stories.opened_seizure(cast).exhibits.get()
    return {
        # what is counted and recorded
        "units.sent_before": lambda: register_policies.check_not_sent_before(
            [Thing(seal=None, parent_label=None)], registered=2, expected=1),
        "seals.count": lambda: seals.apply_seals(act=clerk, seals={}, second_badge="4418"),
        "signatures.count": lambda: signatures.sign(act=clerk, signature_ids=[]),
        "hot.none": lambda: checklist.take_lines(act=clerk, line_ids=[]),
        "weight.zero": lambda: inventory.record_found(act=clerk, inventory_id=SOMEBODY, label=UNIT["label"],
                                                      gross_mg=0),
        "weight.no_proof": lambda: evidence_policies.check_weighed_by_itself(
            Thing(**UNIT), Reading(gross_mg=1, method="declared")),
        "inventory.inside": lambda: counting_policies.check_inside(Thing(percent=100, drawn=["A"]), "A", count=None,
                                                                   gross_mg=None),
        "stock.registered": lambda: counting_policies.check_not_registered(Thing(registered_at=at)),
        "stock.waits": _twice(lambda: old_stock(cast)),
        "sampling.nothing": lambda: planning.plan_sampling(
            act=act_of(cast.sampler), exhibit_id=bare.id),
        "held.unrecorded": lambda: held.note_put_right(act=act_of(me), held_id=waits.id),
        "document.made": _twice(lambda: documents.keep_document(
            act=act_of(_engine()), document_id=sheet.id, content=b"%PDF-1.7")),
        # what is ordered, watched and burnt
        "books.open": lambda: book_policies.check_books_close(Thing(is_even=True, mg={Account.CUSTODY: 5})),
        "hold.order_waits": lambda: policies.check_order_settled(Thing(**UNIT), Thing(state="recorded")),
        "witness.none": lambda: policies.witnesses_of(Thing(witness_a=None, witness_b=None)),
        "order.other_service": lambda: law_permissions.check_speaks_for_keeper(
            Thing(unit=None), {SOMEBODY: [Thing(keepers=("customs",))]}, authority="agency"),
        "request.role_gone": lambda: law_permissions.check_is_asked(me, Thing(addressee_id=me.id, authority="court")),
        "witness.keeping_service": lambda: _watching(distance="other_agency", keeper=None),
        "witness.same_unit": lambda: _watching(distance="other_unit", keeper=Thing(unit_id=7)),
        "tally.count": lambda: tally_policies.check_loads([]),
        # the house
        "duty.over": lambda: house_policies.check_cancellable(Thing(cancelled_at=None, ends_at=at), now=at,
                                                              is_covered=True),
        "waiver.late": lambda: house_policies.check_waiver_asked(Thing(state="asked", expires_at=at), now=at),
        "waiver.runs": lambda: house_policies.check_waiver_over(Thing(expires_at=at + hour), now=at),
        "contact.people": lambda: house_permissions.check_can_change_contact(cast.by_badge["4961"]),
        "presence.backwards": (
            lambda: presence.come(act=act_of(me), site="CEDAR"),
            lambda: presence.leave(act=act_of(me, basis=Basis.LATE, occurred_at=at - hour)),
        ),
        "pin.easy": lambda: sessions.choose_pin(officer=me, key="", pin="111111"),
        "pin.late": lambda: sessions.choose_pin(officer=me, key="", pin="724091"),
        "token.engine": lambda: tokens.issue_token(act=clerk, badge=_engine().badge),
        "house.founded": lambda: founding.found_house(administrator_badge="1", password=None),
        "language.unknown": lambda: language.choose_language(officer=me, language="tlh"),
        "policy.negative": lambda: register.set_policy(
            act=clerk, approver=cast.second_administrator, key="seal.readings", jurisdiction="BE", value=-1,
            measure="count", valid_from=at, source="x"),
        "policy.unknown": lambda: _value(cast, key="clock.of_the_king"),
        "policy.mass": lambda: _value(cast, mass_from_mg=-1),
        # alerts
        "alert.resolved": lambda: alert_policies.check_live(Thing(state="resolved")),
        "alert.danger": lambda: alert_policies.check_not_danger(Thing(level=alert_policies.DANGER_LEVEL)),
        "alert.not_proposed": lambda: alert_policies.check_proposed(None),
        "silence.too_loud": lambda: alert_policies.check_silenceable(alert, Thing(silenceable=False)),
        "silence.approved": lambda: alert_policies.check_silence_waits(Thing(ended_at=None, approved_by_id=SOMEBODY)),
        "alert.passed_before": lambda: alert_permissions.check_may_pass_on(cast.supervisor, mine, gave_it=True),
        "duress.people": lambda: alert_permissions.check_can_have_duress_code(cast.by_badge["4961"]),
        "duress.form": lambda: set_duress_code(act=act_of(me), code="U"),
        "duress.plain": lambda: set_duress_code(act=act_of(me), code="AAAAAA"),
        "quiet.all_day": lambda: set_quiet_hours(officer=me, begins=time(1), ends=time(1), zone="Europe/Brussels"),
        "quiet.too_long": lambda: set_quiet_hours(officer=me, begins=time(1), ends=time(23), zone="Europe/Brussels"),
    }  # fmt: skip


def _engine():
    return Officer.objects.get(roles__contains=["engine"])
