"""Every verb of counts, audits, old stock, official reports, labels, seals and documents, on rows a walk chooses."""

from __future__ import annotations

from datetime import timedelta

from custody.alerts.passes.engine import engine_act
from custody.core import audits
from custody.core import inventories as kinds
from custody.core.act import Basis
from custody.core.identifiers import new_label
from custody.evidence import lists
from custody.evidence.actions import (
    audit,
    beside,
    broken_counts,
    consult,
    counting,
    describing,
    documents,
    inventory,
    labels,
    opening,
    packets,
    papersheet,
    photo,
    planning,
    reports,
    seal_register,
)
from custody.evidence.entries import NewExhibit
from custody.evidence.models import (
    Audit,
    CourtPacket,
    Document,
    Exhibit,
    Inventory,
    LabelRoll,
    OfficialReport,
    OpeningStock,
    Photo,
    ReportCorrection,
    SealBatch,
    Seizure,
)
from custody.evidence.selectors import labels as rolls
from custody.evidence.stocklist import COLUMNS
from custody.organisation.models import Place
from tests import stories
from tests.destruction.stories import local_day
from tests.stories import now
from tests.walk.choosing import COMMAND, by, row, verbs_of

DESK = ("storekeeper", "supervisor", "administrator", "officer")
LOOKS_ON = ("auditor", "internal_affairs", "checker", "second_checker")


def ask_count(world):
    place, act = row(world, Place, kind="store").code_word, by(world, *COMMAND, *LOOKS_ON)
    kind, share = world.dice.choice(kinds.KINDS), world.dice.choice([5, 30, 100])
    return lambda: inventory.ask_inventory(act=act, place=place, kind=kind, percent=share)


def ask_yearly_count(world):
    place, period = row(world, Place, kind="store"), world.dice.choice(kinds.PERIODS)
    act = engine_act() if world.dice.randrange(4) else by(world, *COMMAND)
    return lambda: inventory.ask_periodic(act=act, place_id=place.id, period=period)


def begin_count(world):
    found, act = row(world, Inventory, state="asked"), by(world, "checker", "auditor", "storekeeper")
    second = world.dice.choice(["4912", "4912", "4911", "4602"])
    return lambda: inventory.open_inventory(act=act, inventory_id=found.id, second_badge=second)


def _counters(found):
    return [each.badge for each in (found.counter, found.second) if each] or ["4911"]


def count_unit(world):
    found, unit = row(world, Inventory, state="open"), world.unit("stored", "seized")
    act = by(world, *_counters(found), *_counters(found), "4601")
    seal = world.dice.choice([unit.seal, unit.seal, unit.seal, "AN1", None])
    return lambda: stories.read_again(
        lambda: inventory.record_found(act=act, inventory_id=found.id, label=unit.label, seal_seen=seal)
    )


def finish_count(world):
    found = row(world, Inventory, state="open")
    act = by(world, _counters(found)[0], *_counters(found))
    return lambda: inventory.finish_inventory(act=act, inventory_id=found.id)


def break_off_count(world):
    found = row(world, Inventory, state=world.dice.choice(["open", "counted"]))
    act = by(world, *COMMAND, *_counters(found))
    return lambda: broken_counts.break_off(act=act, inventory_id=found.id, reason="they had to leave")


def sign_count(world):
    found = row(world, Inventory, state="counted")
    act = by(world, _counters(found)[-1], *_counters(found))
    return lambda: inventory.sign_inventory(act=act, inventory_id=found.id)


def plan_audit(world):
    place, act = row(world, Place, kind="store").code_word, by(world, *COMMAND, *LOOKS_ON)
    who, openly = world.dice.choice(["4931", "4941", "4601"]), world.dice.choice([True, False])
    return lambda: audit.plan_audit(act=act, place=place, auditor_badge=who, announced=openly)


def begin_audit(world):
    found = row(world, Audit, state="planned")
    act = by(world, found.auditor.badge, found.auditor.badge, "supervisor")
    return lambda: audit.open_audit(act=act, audit_id=found.id)


def answer_audit(world):
    found = row(world, Audit, state="open")
    act, question = by(world, found.auditor.badge), world.dice.choice(list(audits.QUESTIONS))
    verdict = world.dice.choice(audits.VERDICTS)
    return lambda: audit.answer_audit(act=act, audit_id=found.id, question=question, verdict=verdict, remark="x")


def close_audit(world):
    found = row(world, Audit, state="open")
    act = by(world, found.auditor.badge)
    return lambda: audit.close_audit(act=act, audit_id=found.id, conclusion="In order")


def count_packages(world):
    unit, act = world.unit("stored", "seized"), by(world, "officer", "storekeeper", "sampler", "crew", "nobody")
    number = max(0, (unit.package_count or 0) - world.dice.choice([0, 1, 1]))
    money = {"currency": "EUR", "amount_minor": world.dice.choice([125_050, 5])} if unit.kind == "cash" else {}
    return lambda: counting.record_count(act=act, unit_id=unit.id, package_count=number, **money)


def list_old_stock(world):
    place, act = row(world, Place, kind="store").code_word, by(world, "storekeeper", "second_storekeeper", "officer")
    line = f"{new_label(world.dice.randbytes(5))},bag,cocaine,pressed_brick,25,25.0,,2024-05-06,AN 1/2024"
    return lambda: opening.import_opening(act=act, place=place, text=f"{','.join(COLUMNS)}\n{line}")


def take_in_old_stock(world):
    stock, act = row(world, OpeningStock), by(world, *COMMAND, "storekeeper")
    return lambda: opening.register_opening(act=act, stock_id=stock.id)


def _seizure(world):
    return row(world, Seizure)


def register_beside(world):
    of, what = _seizure(world), world.dice.choice(list(beside.KIND_OF))
    act = by(world, of.seizing_officer.badge, of.second_officer.badge, "nobody")
    money = {"currency": "EUR", "amount_minor": 125_050} if what == "cash" and world.dice.random() < 0.5 else {}
    return lambda: beside.register_beside(act=act, seizure_id=of.id, exhibit_kind=what, description="x", place="HERON",
                                          **money)  # fmt: skip


def describe_find(world):
    of = _seizure(world)
    said = world.dice.choice([{"form": "powder"}, {"concealment": "postal"}, {"holder": "refused"}, {}])
    act = by(world, of.seizing_officer.badge, "nobody")
    return lambda: describing.describe_find(act=act, seizure_id=of.id, **said)


def _head(world):
    number = f"B {world.dice.randrange(1, 9)}/2026"
    return reports.Report(report_kind=world.dice.choice(lists.REPORT_KINDS), service="customs", number=number,
                          drawn_on=local_day(now()))  # fmt: skip


def write_report(world):
    of, act, head = _seizure(world), by(world, "officer", "case_officer", "supervisor", "crew"), _head(world)
    initial = world.dice.choice([None, True, False])
    return lambda: reports.record_report(act=act, seizure_id=of.id, head=head, initial=initial)


def _report(world):
    return row(world, OfficialReport), by(world, "officer", "case_officer", "second_case_officer", "supervisor")


def ask_correction(world):
    (report, act), head = _report(world), _head(world)
    return lambda: reports.ask_report_correction(act=act, report_id=report.id, head=head, reason="misread")


def _waiting(world):
    return row(world, ReportCorrection, state="asked")


def decide_correction(world):
    asked, act, yes = _waiting(world), by(world, "case_officer", "supervisor"), world.dice.choice([True, False])
    return lambda: reports.decide_report_correction(act=act, report_id=asked.report_id, approve=yes)


def withdraw_correction(world):
    asked = _waiting(world)
    act = by(world, asked.asked_by.badge, asked.asked_by.badge, "supervisor")
    return lambda: reports.withdraw_report_correction(act=act, report_id=asked.report_id)


def ask_packet(world):
    of, act = _seizure(world), by(world, "case_officer", "supervisor", "auditor", "officer")
    level, word = world.dice.choice(lists.PACKET_LEVELS), world.dice.choice(lists.PACKET_PURPOSES)
    return lambda: packets.ask_packet(
        act=act, seizure_id=of.id, purpose=word, recipient="Court of Antwerp", language="nl", level=level
    )


def _packet(world):
    return row(world, CourtPacket, state="asked"), by(world, "case_officer", "second_case_officer", "supervisor")


def issue_packet(world):
    asked, act = _packet(world)
    return lambda: packets.issue_packet(act=act, packet_id=asked.id)


def refuse_packet(world):
    asked, act = _packet(world)
    return lambda: packets.refuse_packet(act=act, packet_id=asked.id)


def withdraw_packet(world):
    asked = row(world, CourtPacket, state="asked")
    act = by(world, asked.asked_by.badge, asked.asked_by.badge, "supervisor")
    return lambda: packets.withdraw_packet(act=act, packet_id=asked.id)


def take_packet(world):
    asked, act = row(world, CourtPacket, state="issued"), by(world, "case_officer", "auditor")
    return lambda: packets.read_packet(act=act, packet_id=asked.id, reason="for the clerk")


def print_roll(world):
    act, count = by(world, *DESK), world.dice.choice([0, 12])
    return lambda: labels.print_roll(act=act, count=count)


def print_sheets(world):
    act = by(world, *DESK)
    return lambda: labels.print_paper_kit(act=act, sheets=1)


def void_roll(world):
    roll, act, why = row(world, LabelRoll), by(world, *DESK), world.dice.choice(lists.VOID_REASONS)
    return lambda: labels.void_roll(act=act, roll_id=roll.id, reason=why)


def print_label_again(world):
    unit = world.unit("seized", "stored")
    act = by(world, *([unit.custodian.badge] * 2 if unit.custodian else []), "officer")
    second = "4417" if act.actor.badge == "4418" else "4418"
    return lambda: labels.reprint_label(act=act, unit_id=unit.id, reason="torn", second_badge=second)


def enter_sheet(world):
    roll = row(world, LabelRoll, purpose="paper")
    codes = rolls.codes_on_sheet(roll, 1) if roll.sheet_count else [new_label(b"12345")]
    strange = [new_label(world.dice.randbytes(5))] if world.dice.randrange(3) == 0 else []
    act = by(world, "officer", "officer", "crew").actor
    paper = stories.act_of(act, basis=Basis.PAPER, occurred_at=roll.printed_at + timedelta(microseconds=1))
    return lambda: papersheet.enter_sheet(
        act=paper, sheet=f"{roll.code_word} / 1", second_badge="4418", place="HERON",
        exhibits=[NewExhibit(substance="cocaine", form="pressed_brick")],
        units=[stories.new_bag(label=code) for code in [*codes[:2], *strange]], looked_again=bool(strange),
    )  # fmt: skip


def take_in_seals(world):
    act, first = by(world, *DESK), world.dice.randrange(1, 9000)
    return lambda: seal_register.receive_seals(act=act, maker="Zegelfabriek", seal_class="H", first=f"ZF{first:04d}",
                                               last=f"ZF{first + 50:04d}")  # fmt: skip


def void_seals(world):
    batch, act, why = row(world, SealBatch), by(world, *DESK), world.dice.choice(["lost", "stolen"])
    return lambda: seal_register.void_seals(act=act, batch_id=batch.id, reason=why)


def plan_samples(world):
    exhibit, act = row(world, Exhibit, exhibit_kind="drugs"), by(world, "sampler", "case_officer", "officer")
    return lambda: planning.plan_sampling(act=act, exhibit_id=exhibit.id)


def make_document(world):
    paper = row(world, Document, made_at__isnull=True)
    act = engine_act() if world.dice.randrange(4) else by(world, *COMMAND)
    return lambda: documents.keep_document(act=act, document_id=paper.id, content=b"%PDF-1.7 of the walk")


def read_document(world):
    paper, act = row(world, Document, made_at__isnull=False), by(world, *DESK, "auditor")
    return lambda: documents.read_document(act=act, document_id=paper.id, reason="x")


def read_photo(world):
    found, act = row(world, Photo), by(world, "supervisor", "case_officer", "nobody")
    return lambda: photo.read_photo(act=act, photo_id=found.id, reason="x")


def read_due_sheet(world):
    act, hours = by(world, *COMMAND, "officer"), world.dice.choice([24, 9000])
    return lambda: consult.read_due_sheet(act=act, site_id=None, hours=hours)


def take_out_figures(world):
    act, what = by(world, *COMMAND, "auditor", "nobody"), world.dice.choice([*lists.EXPORTS, "everything"])
    return lambda: consult.take_out_figures(act=act, what=what, reason="the annual report")


COUNT_VERBS = verbs_of(
    ask_count, ask_yearly_count, begin_count, count_unit, finish_count, break_off_count, sign_count, plan_audit,
    begin_audit, answer_audit, close_audit, count_packages, list_old_stock, take_in_old_stock,
)  # fmt: skip
PAPER_VERBS = verbs_of(
    register_beside, describe_find, write_report, ask_correction, decide_correction, withdraw_correction, print_roll,
    print_sheets, void_roll, print_label_again, enter_sheet, take_in_seals, void_seals, plan_samples, make_document,
    read_document, read_photo, read_due_sheet, take_out_figures, ask_packet, issue_packet, refuse_packet,
    withdraw_packet, take_packet,
)  # fmt: skip
