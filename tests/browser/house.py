"""A house with something in every state, so that every page has something to show."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from custody.alerts.models import Alert
from custody.alerts.passes.fire import fire
from custody.core.identifiers import new_label
from custody.destruction.actions import holds
from custody.destruction.actions.facilities import propose_facility
from custody.destruction.actions.variances import offer_variance
from custody.evidence.actions import audit, inventory, photo, stop, weigh
from custody.evidence.actions.bays import reveal_plan, shelve_units
from custody.evidence.actions.endangering import endanger_place
from custody.evidence.actions.found_labels import report_found_label
from custody.evidence.actions.held import hold_report
from custody.evidence.actions.labels import print_paper_kit, print_roll
from custody.evidence.actions.laboratory import report_result
from custody.evidence.actions.mission import plan_mission
from custody.evidence.actions.moving import move_units
from custody.evidence.actions.opening import import_opening
from custody.evidence.actions.scans import read_scan
from custody.evidence.actions.seal_register import receive_seals
from custody.evidence.actions.targets import ask_let_go
from custody.evidence.actions.unwatched import order_drill, report_outage
from custody.evidence.models import Countersignature, Discrepancy, Document, Photo
from custody.evidence.stocklist import COLUMNS
from custody.organisation.actions.contact import ask_contact_change
from custody.organisation.actions.duty import roster_duty
from custody.organisation.actions.inviting import invite_officer
from custody.organisation.actions.placing import propose_place
from custody.organisation.actions.policy import propose_policy
from custody.organisation.actions.scales import report_calibration
from custody.organisation.actions.siting import propose_site
from custody.organisation.actions.staffing import propose_officer
from custody.organisation.actions.waiver import ask_waiver
from custody.organisation.selectors import place_by_code_word, scales_by_code, site_by_code_word
from custody.reports.documents import render_document
from tests import stories, targeting
from tests.alerts.conftest import let_pass
from tests.api.refusals.bays import laid_out
from tests.browser.papers import papers
from tests.danger import present, reported
from tests.destruction import plan_stories
from tests.destruction import stories as burns
from tests.destruction.test_variances import varying
from tests.evidence.exceptional import asked, authorised
from tests.evidence.test_command import ordered
from tests.evidence.test_inquiries import burnt_down
from tests.evidence.test_packets import asked as asked_for_packet
from tests.evidence.test_reports import asked_to_correct, recorded
from tests.evidence.test_storage_cap import store as capped_store
from tests.hot import hot_seizure, line_of, list_of
from tests.organisation.test_passkeys import added
from tests.stories import act_of
from tests.web.exceptions.test_signing import sealed, swept


def furnish(cast):
    """Bring goods into every state through the real actions and return what each page is about."""
    contained = stories.contained(cast)
    guard = stop.post_guard(act=act_of(cast.officer), unit_id=contained.id, guard_badge=cast.third_officer.badge)
    opened, emptied = stories.opened(cast), stories.emptied(cast)
    [fresh] = stories.seized(cast, count=1, crew=True)
    photo.attach_photo(act=act_of(cast.officer), content=burns.png(), slot="label", unit_id=fresh.id)
    waiting = stories.offered(cast, stories.swept(cast, stories.seized(cast, count=2)), receiver=cast.storekeeper)
    leaving = stories.offered(
        cast, stories.swept(cast, stories.seized(cast)), receiver=cast.crew, second=cast.second_crew,
        purpose="departure", route=stories.route(),
    )
    taken = stories.offered(cast, stories.swept(cast, stories.seized(cast)), receiver=cast.storekeeper)
    stories.accepted(taken, by=cast.storekeeper)
    on_the_road = stories.on_the_road(cast)
    [stored] = stories.stored(cast)
    [differs] = stories.stored(cast)
    weigh.record_weighing(act=act_of(cast.storekeeper), unit_id=differs.id,
                          reading=stories.reading(differs.gross_mg - 2_000_000))
    let_pass(stored, "TARGET_DESTRUCTION", past_due=timedelta(minutes=1))
    fire(engine="test")
    [to_order] = burns.kept(cast)
    to_verify, verified = burns.recorded(cast), burns.recorded(cast)
    burns.verified(cast, verified)
    burns.ordered(cast)
    to_close = burns.reconciled(cast)[0]
    store = site_by_code_word(code_word="BIRCH")
    present(cast.officer, store)
    present(cast.crew, store, on_guard=True)
    danger = reported(cast.officer, kind="watched", remark="a white van")
    burnt = burns.burnt(cast, pair=(cast.second_supervisor, cast.second_witness))
    mission = plan_mission(act=act_of(cast.officer), driver_badge=cast.crew.badge,
                           second_badge=cast.second_crew.badge, vehicle="T-4", escort="E-2", planned_minutes=90)
    return SimpleNamespace(
        blank="stop/", help_name="scan", **looked_for(cast), mission=mission, contained=contained,
        guard=guard, passkey=added(cast.duty_officer)[1], opened=opened, emptied=emptied, fresh=fresh, waiting=waiting,
        leaving=leaving, taken=taken,
        moving=on_the_road[0], stored=stored, differs=differs, to_order=to_order, to_verify=to_verify,
        verified=verified, to_close=to_close, burnt=burnt, planned=burns.planned(cast),
        to_stage=burns.approved(cast), at_furnace=burns.at_furnace(
            cast, burns.staged(cast, burns.approved(cast, pair=(cast.second_supervisor, cast.second_witness)))),
        attested=burns.attested(cast), photo=Photo.objects.filter(unit=fresh).get(),
        discrepancy=Discrepancy.objects.get(unit=differs),
        alert=Alert.objects.filter(subject_kind="unit").order_by("id").first(), danger=danger,
        site=site_by_code_word(code_word="BIRCH"), duty=on_roster(cast),
        drawn=burns.drawn(cast, burns.staged(cast, burns.approved(
            cast, pair=(cast.second_supervisor, cast.second_witness)))),
        roll=print_roll(act=act_of(cast.storekeeper), count=3),
        held_form=hold_report(
            act=act_of(cast.officer), sent_as=uuid4(), goes_on_as=uuid4(), form="stop:begin", signed_at=stories.now(),
            sealed=b"", wrong=[("Second officer", "Choose another person: one person cannot sign both sides")],
        ),
        newcomer=invite_officer(act=act_of(cast.administrator), officer_id=cast.sampler.id)[0].officer,
        officer_proposal=propose_officer(
            act=act_of(cast.administrator), badge="4499", roles=["officer"], clearance=1, reason="new on the quay"
        ),
        place_proposal=propose_place(
            act=act_of(cast.administrator), code_word="GREYLAG", kind="quay", jurisdiction="BE", name="name of GREYLAG",
            cap_mg=10**9, reason="a second quay",
        ),
        site_proposal=propose_site(
            act=act_of(cast.administrator), site_id=site_by_code_word(code_word="BIRCH").id, zone="Europe/Lisbon",
            reason="it moves",
        ),
        furnace=burns.furnace(cast),
        furnace_proposal=propose_facility(
            act=act_of(cast.administrator), facility_id=burns.furnace(cast).id, session_limit_mg=10**6,
            opens_minute=360, closes_minute=1320, residue="slag to the landfill", reason="their new permit",
        ),
        seals=receive_seals(
            act=act_of(cast.storekeeper), maker="Zegelfabriek", seal_class="H", first="ZF0001", last="ZF0500"
        ),
        certificate=certified(burnt),
        kit=print_paper_kit(act=act_of(cast.storekeeper), sheets=1),
        **hot_of(cast),
        **to_burn(cast), hold=held_back(cast), proposal=proposed(cast), waiver=asked_for(cast), **scales_of(cast),
        audit=audited(cast), stock=old_stock(cast), **inventories(cast), **papers(cast),
        change=ask_contact_change(act=act_of(cast.sampler), phone="+32470004701"),
        exceptional=asked(cast, stories.stored(cast)[0], "hand_out", by=cast.case_officer), inquiry=burnt_down(cast),
        **reports_of(cast, fresh), camera_down=report_outage(
            act=act_of(cast.crew), place="PLOVER", what="camera", remark="The screen is black"),
        found_label=report_found_label(act=act_of(cast.crew), code="7KQ4-M", found_where="under the scanner"),
        drill=order_drill(act=act_of(cast.auditor), place="LAPWING", what="alarm", reason="The yearly drill"),
        to_give=authorised(
            asked(cast, stories.stored(cast)[0], "hand_out", by=cast.case_officer), by=cast.regional_head
        ),
        let_go=asked(cast, contained, "operation", by=cast.case_officer, party=None),
        takeover=taken_over(cast), lab_result=examined(cast),
        given=Countersignature.objects.filter(signed_by=cast.second_officer).earliest("signed_at"),
        varies=differing(cast), some_place=place_by_code_word(code_word="PLOVER"),
        overfull=too_full(cast), packet=asked_for_packet(cast, stories.stored(cast)[0].seizure),
        beside=two_acts_of_one_bag(cast)[1], shelved=in_bays(cast, stored, differs),
    )


def in_bays(cast, late, differs):
    """Return a store with bays, in two of which something stands; its plan is shown to the supervisor."""
    place = laid_out(cast).place
    for unit, bay in ((late, "A1"), (differs, "B3")):
        shelve_units(act=act_of(cast.storekeeper), unit_ids=[unit.id], bay=bay)
    reveal_plan(act=act_of(cast.supervisor), place_id=place.id, reason="What is late stands where?")
    return place


def too_full(cast):
    """Return a store that holds more than it may."""
    place = capped_store(cast, cap_kg=10)
    move_units(act=act_of(cast.storekeeper), unit_ids=[burns.ordered(cast)[0].id], place=place.code_word,
               over_limit_reason="the other store is shut")
    return place


def reports_of(cast, unit):
    """Return an official report of which a correction waits, and one more of the same seizure."""
    first, second = (recorded(cast, unit.seizure, number=number) for number in ("B 1/2026", "B 2/2026"))
    asked_to_correct(cast, first)
    return {"report": first, "other_report": second}


def taken_over(cast):
    """Return what a storekeeper who was away has to hear of."""
    units = stories.stored(cast)
    stories.accepted(stories.offered(cast, units, receiver=cast.second_storekeeper, giver=cast.storekeeper),
                     by=cast.second_storekeeper)
    stories.accepted(ordered(cast, absent_badge="4602", receiver_badge="4601", second_badge="4420"),
                     by=cast.storekeeper)
    return Countersignature.objects.get(matter="ousted", unit=units[0])


def two_acts_of_one_bag(cast):
    """Return what the second officer has yet to sign of one bag: its seal and its sweep."""
    put, row = sealed(cast)
    swept(cast, stories.fresh([put.unit])[0])
    return put, row


def differing(cast):
    """Return a unit of which somebody is asked to answer for what is missing."""
    unit = varying(cast)
    offer_variance(act=act_of(cast.sampler), unit_id=unit.id, to_badge="4601", reason="their scale")
    return unit


def hot_of(cast):
    """Return the list of a hot seizure, and the line of the case officer on it."""
    units = hot_seizure(cast)
    return {"hot": list_of(units), "hot_line": line_of(units, "prosecutor")}


def looked_for(cast):
    """Return a target that waits for a second person, the tip behind it, and a scan image that was read."""
    tip = targeting.tipped(cast)
    target = targeting.targeted(cast, container_number="CSQU3054383", origin="tip", tip_reference=tip.reference)
    scan = targeting.scanned(cast, target)
    read_scan(act=act_of(cast.officer), scan_id=scan.id, result="unclear", remark="something at the back")
    ask_let_go(act=act_of(cast.officer), target_id=target.id, reason_code="no_capacity", reason="nobody is free")
    return {"tip": tip, "target": target, "scan": scan}


def to_burn(cast):
    """Return a plan that waits for its approval, a slot that is free, and a stretch of crews and an outage."""
    crews = plan_stories.crews(cast)
    outage = plan_stories.outage(cast, begins_at=stories.now() + timedelta(days=8),
                                 ends_at=stories.now() + timedelta(days=9))
    free = plan_stories.slot(cast, hours=26 * 24)
    plan_stories.slot(cast)
    return {"plan": plan_stories.plan(cast), "free_slot": free, "crews": crews, "outage": outage}


def examined(cast):
    """Return what a laboratory said of a sample, not verified yet, with a place in danger beside it."""
    endanger_place(act=act_of(cast.supervisor), place="PLOVER", danger=2, cause="shots")
    sample = stories.sampled(cast)
    return report_result(act=act_of(cast.case_officer), unit_id=sample.sample_unit_id, outcome="positive",
                         substance="cocaine", purity_permille=812, laboratory="NICC", reference="L 7")


def certified(session):
    """Make the certificate of a burn that took place, and return it."""
    document = Document.objects.get(session=session)
    render_document(document.id)
    return document


def held_back(cast):
    """Hold a unit back from the fire, and return the hold that waits for a second person."""
    [unit] = burns.kept(cast)
    return holds.place_hold(act=act_of(cast.case_officer), unit_ids=[unit.id], authority="court",
                            reference="KP 12", reason="a second opinion")[0]


def proposed(cast):
    """Propose a value that waits for another person."""
    return propose_policy(act=act_of(cast.administrator), key="clock.max_storage", jurisdiction="BE", value=48,
                          measure="hours", source="Order 12")


def inventories(cast):
    """Have one inventory wait, one being counted and one signed."""
    def asked(place):
        return inventory.ask_inventory(act=act_of(cast.auditor), place=place, kind="scheduled")

    def begun(place):
        found = asked(place)
        inventory.open_inventory(act=act_of(cast.checker), inventory_id=found.id,
                                 second_badge=cast.second_checker.badge)
        inventory.record_found(act=act_of(cast.checker), inventory_id=found.id, label=new_label(b"12345"))
        return found

    counted = begun("SISKIN")
    inventory.finish_inventory(act=act_of(cast.checker), inventory_id=counted.id)
    inventory.sign_inventory(act=act_of(cast.second_checker), inventory_id=counted.id)
    return {"counted": counted, "counting": begun("DUNLIN"), "inventory": asked("BITTERN")}


def old_stock(cast):
    """Read a list of what lay in a store before this record; it waits for its blind count."""
    line = f"{new_label(b'98765')},bag,cocaine,pressed_brick,25,25.0,,2024-05-06,AN 1/2024"
    return import_opening(act=act_of(cast.storekeeper), place="SISKIN", text=f"{','.join(COLUMNS)}\n{line}")


def audited(cast):
    """Begin an audit, and answer one question."""
    found = audit.plan_audit(act=act_of(cast.auditor), place="DUNLIN", auditor_badge=cast.auditor.badge,
                             announced=False)
    audit.open_audit(act=act_of(cast.auditor), audit_id=found.id)
    audit.answer_audit(act=act_of(cast.auditor), audit_id=found.id, question="keys", verdict="broken",
                       remark="a key hangs at the door")
    return found


def scales_of(cast):
    """Report a calibration that waits for another person; return it with its scale."""
    today = stories.now().date()
    report = report_calibration(act=act_of(cast.administrator), scale_id=scales_by_code(["S-FLOOR"])["S-FLOOR"].id,
                                calibrated_on=today, valid_until=today + timedelta(days=365), certificate="C-1")
    return {"calibration": report, "scale": report.scale}


def asked_for(cast):
    """Ask for a waiver that waits for somebody two levels up."""
    return ask_waiver(act=act_of(cast.storekeeper), rule="place.over_cap", amount=1_000_000, reason="no other store",
                      subject_id=place_by_code_word(code_word="DUNLIN").id, length=timedelta(hours=8))


def on_roster(cast):
    """Put people on duty, one of them from an hour from now on, and return that duty."""
    at, birch = stories.now(), site_by_code_word(code_word="BIRCH").id
    duty = None
    for badge, role, site_id, hours in (("4903", "duty_officer", None, 0), ("4601", "storekeeper", birch, 0),
                                        ("4901", "supervisor", birch, 1)):
        duty = roster_duty(act=act_of(cast.administrator), badge=badge, role=role, site_id=site_id,
                           begins_at=at + timedelta(hours=hours), ends_at=at + timedelta(hours=hours + 12))
    return duty
