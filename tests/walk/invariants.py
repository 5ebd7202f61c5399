"""The ten invariants of custody (domain rules 4.3), each a function of one step that says what does not hold.

They are written from the rules, not from the code: each reads the rows and the ledger and asks no policy of the house.
"""

from __future__ import annotations

import base64
from dataclasses import fields
from datetime import timedelta
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Q

from custody.alerts.models import Delivery
from custody.alerts.rendering import Notice, render
from custody.core.canonical import parse_canonical
from custody.core.lifecycle import GONE, CustodyState
from custody.core.postings import NO_DRUGS
from custody.destruction.models import Attestation, BurnSession, OrderLine, Tally, TallyOwed
from custody.evidence.models import Consultation, Discrepancy, Hold, Photo, Sample, Weighing
from custody.ledger.models import Event, Stream
from custody.ledger.rows import LedgerRow
from tests.walk import four_eyes
from tests.walk.sight import digest_until

DAY = timedelta(hours=24)
_GAINS = {"unit.corrected/1", "discrepancy.resolved/1", "unit.registered/1", "unit.enclosed/1",
          "unit.taken_out/1", "treatment.weighed/1"}  # fmt: skip
"""Only these may book a unit heavier than it was: two people correct or weigh what was never weighed, or a supervisor
explains, or it was treated before two witnesses."""


def invariant_1_one_custodian(step, world):
    """Exactly one custodian, a person or a crew of two, per live unit at every instant: no gap, no overlap."""
    for unit_id, unit in step.after.units.items():
        if unit.custody_state in GONE or unit.parent_id is not None:
            assert unit.custodian_id is None, f"{unit} is {unit.custody_state} and has a custodian"
            continue
        assert unit.custodian_id is not None, f"{unit} is {unit.custody_state} and nobody has it"
        assert unit.custodian_id != unit.co_custodian_id, f"{unit}: a crew of one"
        held = [line.values for line in step.by_unit.get(unit_id, []) if "custodian" in line.values]
        before = step.before.units.get(unit_id)
        then = None if before is None else (before.custodian_id, before.co_custodian_id)
        if then != (unit.custodian_id, unit.co_custodian_id):
            assert held, f"{unit} changed hands without a word in the ledger"
        if held:
            second = unit.co_custodian.pseudonym if unit.co_custodian else None
            assert held[-1]["custodian"] == unit.custodian.pseudonym, unit
            assert held[-1].get("co_custodian") == second, unit


def invariant_2_two_people(step, world):
    """Nobody signs both sides of a transfer; nobody approves his own plan, order record, waiver or correction."""
    with connection.cursor() as cursor:
        cursor.execute(four_eyes.query())
        assert cursor.fetchall() == []


def invariant_3_released_to_burn(step, world):
    """No ash without: order, no hold, samples, photos, a check under 24 hours old, two witnesses, an open session.

    No waiver is granted on the walk: under one the check may be older, or one signature missing.
    """
    for unit_id, unit in step.after.units.items():
        before = step.before.units.get(unit_id)
        was = None if before is None else before.custody_state
        if unit.custody_state != CustodyState.DESTROYED or was == unit.custody_state:
            continue
        line = unit.manifest_lines.filter(live=True).first()
        assert line is not None, f"{unit} is ash and was in no burn"
        burn = line.session
        at = burn.burn_started_at
        assert (burn.state, burn.approved_at < at <= burn.burnt_at) == ("burnt", True), burn
        order = OrderLine.objects.get(unit=unit, live=True).order
        assert (order.state, order.verified_at < at) == ("verified", True), unit
        assert not Hold.objects.filter(Q(lifted_at__isnull=True) | Q(lifted_at__gt=at), unit=unit).exists(), unit
        assert Sample.objects.filter(unit__exhibit=unit.exhibit_id).exists(), unit
        assert Photo.objects.filter(Q(seizure=unit.seizure_id) | Q(unit=unit)).exists(), unit
        assert at - DAY < line.staged_at <= at, unit
        differ = Discrepancy.objects.filter(unit=unit, resolved_at__isnull=True).exclude(discrepancy_kind="time")
        assert not before.discrepancy_open, unit
        assert not differ.exists(), unit
        signed = Attestation.objects.filter(session=burn, attested_at__lte=burn.burnt_at)
        pair = {burn.witness_a_id, burn.witness_b_id}
        assert {each.witness_id for each in signed if each.statement != "refuses"} == pair, burn
        assert len(pair) == 2, burn
        assert any("supervisor" in each.roles for each in (burn.witness_a, burn.witness_b)), burn
        assert not pair & {before.custodian_id, before.co_custodian_id, line.checker_id, burn.planner_id}, burn
        assert not {line.checker_id} & {before.custodian_id, before.co_custodian_id}, burn
        fed = {each.part: each.signed_by_id for each in Tally.objects.filter(session=burn)}
        assert len(set(fed.values())) == 2 or TallyOwed.objects.filter(session=burn).exists(), f"{burn}: nobody counted"
        assert not pair & set(fed.values()), f"{burn}: a witness counted"
        last = BurnSession.objects.filter(state="burnt", burn_started_at__lt=at).order_by("-burn_started_at").first()
        assert last is None or {last.witness_a_id, last.witness_b_id} != pair, "the pair of the burn before"


def invariant_4_mass_balance(step, world):
    """Per seizure and substance, what was booked is destroyed, sampled, gone elsewhere, held, lost, or a variance.

    The books are double entry: what they must be held against is what lies in custody by the rows of the units. Where a
    supervisor has explained a difference the books hold the weight that was found, and the unit the one it was booked
    with: the two differ by what was explained, which stands in the account of variances.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BALANCE, {"gone": sorted(state.value for state in GONE), "other": sorted(NO_DRUGS)})
        for label, held, posted, explained, between in cursor.fetchall():
            assert between == 0, f"{label}: {between} mg are between two units"
            assert held - posted in (0, explained), f"{label}: {posted} mg in the books, {held} mg in custody"
    divided = {}
    for unit_id, lines in step.by_unit.items():
        for line in lines:
            if line.type.code == "unit.superseded/1":
                divided.setdefault(tuple(line.values["children"]), []).append(step.before.units[unit_id])
    for children, wholes in divided.items():
        _adds_up([step.after.units[UUID(each)] for each in children], wholes)


def _adds_up(made, wholes):
    """What units became counts what they counted, or is frozen, and stands as each of them stood."""
    counted = [unit.package_count for unit in wholes]
    recounted = Discrepancy.objects.filter(unit__in=wholes, discrepancy_kind="count").exists()
    if None not in counted and not recounted and sum(counted) != sum(unit.package_count for unit in made):
        assert any(unit.discrepancy_open for unit in made), f"{made}: packages came or went"
    for column in ("unswept", "neutralised", "sealed_view", "custodian_id", "co_custodian_id", "exhibit_id"):
        stood = {getattr(unit, column) for unit in (*made, *wholes)}
        assert len(stood) == 1, f"{made}: {column}"
    covered = OrderLine.objects.filter(live=True, order__state="verified")
    orders = {frozenset(covered.filter(unit=unit).values_list("order")) for unit in (*made, *wholes)}
    assert len(orders) == 1, f"{made}: another order"
    held = Hold.objects.filter(unit__in=wholes, lifted_at__isnull=True).values_list("reference", flat=True)
    for unit in made:
        still = Hold.objects.filter(unit=unit, lifted_at__isnull=True).values_list("reference", flat=True)
        assert set(held) <= set(still), f"{unit}: a hold is gone"


_BALANCE = """
SELECT u.label, CASE WHEN u.custody_state = ANY (%(gone)s) THEN 0 ELSE coalesce(u.gross_mg, 0) END,
    coalesce(sum(p.mg * ((p.to_account IN ('custody', 'sample'))::int
        - (p.from_account IN ('custody', 'sample'))::int)), 0),
    coalesce(sum(p.mg * ((p.to_account = 'variance')::int - (p.from_account = 'variance')::int))
        FILTER (WHERE p.cause = 'discrepancy.resolved/1'), 0),
    coalesce((SELECT sum(q.mg * ((q.to_account = 'between')::int - (q.from_account = 'between')::int))
        FROM custody_posting q JOIN custody_handlingunit v ON v.id = q.unit_id WHERE v.seizure_id = u.seizure_id), 0)
FROM custody_handlingunit u LEFT JOIN custody_posting p ON p.unit_id = u.id
WHERE NOT u.kind = ANY (%(other)s) AND u.seizure_id IS NOT NULL AND u.parent_id IS NULL
GROUP BY u.id
"""


def invariant_5_weight_never_grows(step, world):
    """The booked gross weight never grows without two people's word; a sample comes off it to the milligram."""
    for unit_id, before in step.before.units.items():
        after = step.after.units[unit_id]
        codes = {line.type.code for line in step.by_unit.get(unit_id, [])}
        if before.gross_mg is not None and (after.gross_mg is None or after.gross_mg > before.gross_mg):
            assert codes & _GAINS, f"{after} grew from {before.gross_mg} to {after.gross_mg} by {codes}"
        lines = step.by_unit.get(unit_id, [])
        taken = [line.values["gross_mg"] for line in lines if line.type.code.startswith("sample.taken/")]
        if taken:
            [weighed] = [line.values for line in step.by_unit[unit_id] if line.type.code == "unit.weighed/1"]
            expected = weighed["expected_mg"]
            # A bag that nobody had weighed yet has no weight that a sample could come off.
            assert (None if expected is None else expected + sum(taken)) in _accepted(before), after


def _accepted(unit):
    """Return the weights of a unit that may count as accepted: the booked one, or one that a supervisor explained."""
    ended = Discrepancy.objects.filter(unit=unit, resolved_at__isnull=False)
    differed = ended.filter(discrepancy_kind__in=["weight", "count"])
    weighed = Weighing.objects.filter(unit=unit) if differed.exists() else Weighing.objects.none()
    return {unit.gross_mg, *weighed.values_list("gross_mg", flat=True)}


def invariant_6_one_seal_once(step, world):
    """A seal number is applied once in the life of the system, and a unit carries the one that was not removed."""
    with connection.cursor() as cursor:
        # A seal that was still on what came back goes on under its number: one seal, on the unit that it is now.
        cursor.execute("SELECT number FROM custody_seal WHERE carried_from_id IS NULL GROUP BY number \
                        HAVING count(*) > 1")
        assert cursor.fetchall() == []
        cursor.execute("SELECT s.number FROM custody_seal s JOIN custody_seal o ON o.id = s.carried_from_id \
                        WHERE o.removed_at IS NULL OR o.number <> s.number")
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT u.label FROM custody_handlingunit u LEFT JOIN custody_seal s ON s.unit_id = u.id \
             AND s.removed_at IS NULL WHERE u.kind <> 'container' AND u.seal IS DISTINCT FROM s.number"
        )
        assert cursor.fetchall() == []


def invariant_7_history_only_grows(step, world):
    """What was told stays told, byte by byte, and each event names the hash of the one before in its stream."""
    events, digest, _ = digest_until(step.before.newest)
    assert (events, digest) == (step.before.events, step.before.digest), "the past was changed"
    heads = {}
    for event in Event.objects.filter(id__gt=step.before.newest).order_by("id"):
        leaf = parse_canonical(bytes(event.payload))
        if event.seq > 1:
            known = heads.get(event.stream_id) or bytes(
                Event.objects.get(stream_id=event.stream_id, seq=event.seq - 1).leaf_hash
            )
            assert base64.b64decode(leaf["prev"]) == known, f"{event.code} names another past"
        heads[event.stream_id] = bytes(event.leaf_hash)
    for stream in Stream.objects.filter(id__in=heads):
        assert bytes(stream.head) == heads[stream.id], stream


def invariant_8_read_after_the_log(step, world):
    """Who looks at what is masked is written down before it is shown: the walk counted each time it was shown."""
    assert Consultation.objects.count() >= world.shown
    assert world.shown_unlogged == 0


def invariant_9_messages_say_nothing(step, world):
    """No message holds a place, a time of movement, a route, a mass or a substance."""
    assert {each.name for each in fields(Notice)} == {"kind", "reference", "level", "count", "language", "code"}
    places = world.place_words
    for delivery in Delivery.objects.exclude(id__in=world.read_deliveries):
        world.read_deliveries.add(delivery.id)
        notice = Notice(
            reference=delivery.reference, level=delivery.level, count=delivery.count, language="en",
            kind=delivery.kind if delivery.kind in {"alert"} else "alert",
        )  # fmt: skip
        said = render(notice)
        text = f"{said.subject} {said.text} {said.html} {said.sms} {delivery.reference}"
        assert not [word for word in places if word in text], text
        assert not [unit.label for unit in step.after.units.values() if unit.label in text], text


def invariant_10_nothing_cascades(step, world):
    """No officer, place or seizure can be deleted: nothing cascades, and the house may delete no evidence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f' AND confdeltype IN ('c', 'n', 'd')")
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT t FROM unnest(%s) AS t WHERE has_table_privilege(current_user, t, 'DELETE') \
             OR has_table_privilege(current_user, t, 'TRUNCATE')", [list(KEPT)]
        )  # fmt: skip
        assert cursor.fetchall() == []


KEPT = ("custody_event", "custody_disclosure", "custody_stream", *(
    model._meta.db_table for model in apps.get_app_config("custody").get_models() if issubclass(model, LedgerRow)
))  # fmt: skip
"""The ledger, and every row that its events made."""

INVARIANTS = (
    invariant_1_one_custodian, invariant_2_two_people, invariant_3_released_to_burn, invariant_4_mass_balance,
    invariant_5_weight_never_grows, invariant_6_one_seal_once, invariant_7_history_only_grows,
    invariant_8_read_after_the_log, invariant_9_messages_say_nothing, invariant_10_nothing_cascades,
)  # fmt: skip
"""In the order of the domain rules."""
