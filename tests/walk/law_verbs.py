"""Every verb of the law around an order: notices, judges, spoken orders, the magistrate's page, decisions, papers."""

from __future__ import annotations

from datetime import timedelta

from custody.destruction.actions import (
    committee,
    decisions,
    holds,
    notices,
    orders,
    papers,
    publication,
    requests,
    whose_law,
)
from custody.destruction.lists import ADDRESSEES, AUTHORITY_NAMES, HOLD_AUTHORITIES, PUBLIC_FIELDS
from custody.destruction.models import AuthorityDecision, DestructionOrder, Notice, OrderRequest, RetentionRequest
from custody.evidence.models import Hold, Photo, Seizure
from tests.destruction import decided
from tests.destruction import stories as burns
from tests.destruction.decided import paper
from tests.stories import now
from tests.walk.choosing import by, one_of_goods, row, verbs_of

CLERKS = ("case_officer", "second_case_officer", "supervisor")
JUDGES = ("4971", "4972", "4973")
BOARD = ("4973", "4974", "4975")


def _seizure(world):
    return world.one_of(Seizure.objects.order_by("code_word"))


def serve_notice(world):
    of, act, to = _seizure(world), by(world, *CLERKS), world.dice.choice(ADDRESSEES)
    return lambda: notices.serve_notice(act=act, seizure_id=of.id, addressee=to, reference="N 7/2026")


def serve_order(world):
    order, act, to = row(world, DestructionOrder, state="verified"), by(world, *CLERKS), world.dice.choice(ADDRESSEES)
    return lambda: notices.serve_order(act=act, order_id=order.id, addressee=to, reference="N 8/2026")


def object_to_notice(world):
    notice, act = row(world, Notice), by(world, *CLERKS)
    return lambda: notices.record_objection(act=act, notice_id=notice.id, grounds="The boat is mine")


def decide_objection(world):
    notice, what = row(world, Notice), world.dice.choice(["rejected", "upheld"])
    who = world.dice.choice([world.cast.supervisor, world.cast.case_officer])
    return lambda: decided.objection_recorded(world.cast, notice, what, by=who)


def prove_service(world):
    notice, act = row(world, Notice, state="running"), by(world, *CLERKS)
    served = paper(decided_on=burns.local_day(now() - world.dice.choice([0, 1, 40]) * timedelta(days=1)))
    return lambda: notices.prove_service(act=act, notice_id=notice.id, paper=served)


def settle_notice(world):
    notice, act = row(world, Notice), by(world, *CLERKS)
    return lambda: notices.settle_notice(act=act, notice_id=notice.id)


def ask_retention(world):
    of, act = _seizure(world), by(world, *CLERKS)
    authority, much = world.dice.choice(sorted(AUTHORITY_NAMES)), world.dice.choice([0, 1_000_000, 10**12])
    return lambda: notices.ask_retention(act=act, seizure_id=of.id, authority=authority, retain_mg=much, reason="x")


def decide_retention(world):
    found, act = row(world, RetentionRequest), by(world, *CLERKS)
    what, much = world.dice.choice([("granted", None), ("granted", 500_000), ("denied", None)])
    return lambda: notices.decide_retention(act=act, retention_id=found.id, outcome=what, reason="x", paper=paper(),
                                            retain_mg=much)  # fmt: skip


def appeal_retention(world):
    found, act = row(world, RetentionRequest), by(world, *CLERKS)
    return lambda: notices.appeal_retention(act=act, retention_id=found.id, grounds="x")


def add_order_paper(world):
    order, act = row(world, DestructionOrder, state="recorded"), by(world, *CLERKS)
    return lambda: orders.attach_paper(act=act, order_id=order.id, document=burns.PAPER)


def authorise_order(world):
    order, act = row(world, DestructionOrder), by(world, *CLERKS)
    judge = world.dice.choice(["investigating_judge", "judge", "prosecutor"])
    return lambda: papers.authorise_order(act=act, order_id=order.id, authority=judge, paper=paper())


def sign_minutes(world):
    """A member, or a clerk who is none, signs the minutes of an order: the same number twice in three."""
    order, act = row(world, DestructionOrder, state="recorded"), by(world, *BOARD, *BOARD, "case_officer")
    number = world.dice.choice(["DDC 4", "DDC 4", "DDC 5"])
    return lambda: committee.sign_minutes(act=act, order_id=order.id, minutes=number)


def open_instruction(world):
    of, act = _seizure(world), by(world, *CLERKS)
    return lambda: papers.open_instruction(act=act, seizure_id=of.id, reference="I 4/2026")


def confirm_law(world):
    of, act, authority = _seizure(world), by(world, *CLERKS), world.dice.choice(HOLD_AUTHORITIES)
    return lambda: whose_law.confirm_law(act=act, seizure_id=of.id, authority=authority, paper=paper())


def close_instruction(world):
    of, act = _seizure(world), by(world, *CLERKS)
    return lambda: papers.close_instruction(act=act, seizure_id=of.id, paper=paper())


def speak_order(world):
    unit, act = one_of_goods(world), by(world, *CLERKS)
    listener, said_by = world.dice.choice(["4801", "4802", "4901"]), world.dice.choice(["prosecutor", "committee"])
    return lambda: papers.record_oral_order(act=act, unit_ids=[unit.id], authority=said_by, spoken_by="The prosecutor",
                                            listener_badge=listener, reasons="Danger of theft")  # fmt: skip


def confirm_order(world):
    order, act = row(world, DestructionOrder, number_token__isnull=True), by(world, *CLERKS)
    return lambda: papers.confirm_oral_order(act=act, order_id=order.id, number=burns.order_number(),
                                             confirmed_on=burns.local_day(now()), document=burns.PAPER)  # fmt: skip


def add_decision_paper(world):
    found, act = row(world, AuthorityDecision, state="recorded"), by(world, *CLERKS)
    return lambda: decisions.attach_decision_paper(act=act, decision_id=found.id, document=decided.PDF)


def renew_hold(world):
    hold, act = row(world, Hold, lifted_at__isnull=True), by(world, *CLERKS)
    until = now() + world.dice.choice([-1, 20, 4000]) * timedelta(days=1)
    return lambda: holds.renew_hold(act=act, hold_id=hold.id, review_at=until)


def ask_magistrate(world):
    unit, act, whom = one_of_goods(world, "stored"), by(world, *CLERKS), world.dice.choice(JUDGES)
    return lambda: requests.make_request(act=act, seizure_id=unit.seizure_id, magistrate_badge=whom, reference="PV 1")


def _request(world):
    return row(world, OrderRequest, state="open")


def send_link(world):
    asked, act = _request(world), by(world, *CLERKS)

    def do():
        world.secrets[asked.id] = requests.make_link(act=act, request_id=asked.id)

    return do


def follow_link(world):
    """Follow the link of a request, or one that nobody sent."""
    asked = _request(world)
    act, secret = by(world, asked.addressee.badge, asked.addressee.badge, "4972", "nobody"), "x" * 43
    return lambda: requests.open_request(act=act, secret=world.secrets.get(asked.id, secret))


def answer_request(world):
    asked = _request(world)
    who = asked.addressee.badge if world.dice.randrange(6) else world.dice.choice(JUDGES)
    act, what = by(world, who), world.dice.choice(["order", "hold", "ask", "refuse"])
    return lambda: requests.answer_request(act=act, request_id=asked.id, answer=what, words="In short")


def explain_request(world):
    asked, act = row(world, OrderRequest), by(world, *CLERKS)
    return lambda: requests.explain_request(act=act, request_id=asked.id, words="x")


def show_photo(world):
    asked = row(world, OrderRequest)
    photo = row(world, Photo, seizure=asked.seizure_id)
    act = by(world, asked.addressee.badge)
    return lambda: requests.show_photo(act=act, request_id=asked.id, photo_id=photo.id)


def publish(world):
    of, act = _seizure(world), by(world, "regional_head", "director", "supervisor")
    at = world.dice.choice([None, now()])
    some = world.dice.sample(PUBLIC_FIELDS, k=world.dice.randrange(len(PUBLIC_FIELDS)))
    return lambda: publication.decide_publication(act=act, seizure_id=of.id, fields=some, reason="x", publishable_at=at)


def hold_by_another(world):
    unit, act, which = one_of_goods(world), by(world, *CLERKS), world.dice.choice(HOLD_AUTHORITIES)
    return lambda: holds.place_hold(act=act, unit_ids=[unit.id], authority=which, reference="KP 4", reason="x")


LAW_VERBS = verbs_of(
    serve_notice, serve_order, object_to_notice, decide_objection, settle_notice, prove_service, ask_retention,
    decide_retention, appeal_retention, add_order_paper, authorise_order, open_instruction, close_instruction,
    confirm_law, speak_order, confirm_order, sign_minutes, add_decision_paper, renew_hold, ask_magistrate, send_link,
    follow_link, answer_request, explain_request, show_photo, publish, hold_by_another,
)  # fmt: skip
