"""Another pack changes the steps, the clocks, the witnesses and the certificate; no code knows a country."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from custody.core.errors import NotAllowedNow, NotPermitted
from custody.deadlines.models import Clock
from custody.destruction import law_permissions, permissions
from custody.destruction.models import WitnessDesignation
from custody.destruction.selectors import law
from custody.evidence.actions import laboratory
from custody.evidence.models import Sample
from custody.organisation.actions import register
from custody.organisation.roles import Role
from custody.organisation.selectors.requirements import requirements_of
from custody.reports.certificate_law import BY_HAND, law_sections
from tests import packs
from tests.architecture.source import ROOT
from tests.destruction import decided, lawful, stories
from tests.destruction.lawful import goods, noticed, silent, under
from tests.evidence import exceptional
from tests.stories import act_of, fresh, now

KILO = 1_000_000
CASES = {
    # pack: (authority, procedure, judge, oral, samples, kept, supervisors, agencies, distance, designation, members)
    "BE": ("prosecutor", "order", "under_instruction", "confirmed_in_writing", 1, 0, 1, 1, "not_custodian",
           "not_asked", 0),
    "ES": ("agency", "silent_consent", "never", "refused", 2, 1, 1, 1, "other_unit", "not_asked", 0),
    "IN": ("high_committee", "order", "always", "refused", 2, 1, 1, 1, "other_unit", "not_asked", 3),
    "US-TX": ("agency", "order", "never", "refused", 5, 1, 1, 2, "not_custodian", "by_supervisor", 0),
    "XX": ("committee", "notice", "always", "refused", 3, 2, 2, 1, "other_agency", "not_asked", 2),
}
FIELDS = {
    "BE": {"official_report", "samples_kept", "judge_authorisation", "facility_licence"},
    "ES": {"nature", "quality", "quantity", "weight", "measure", "notice"},
    "IN": {"quantity", "weight", "judge_authorisation", "samples_kept", "authority_delegate"},
    "US-TX": {"photos_of_total", "samples_kept", "quantity", "weight", "statement_under_penalty"},
    "XX": {"temperature"},
}
STORED_FOR = {"BE": timedelta(days=61), "ES": timedelta(days=61), "IN": timedelta(days=61),
              "US-TX": timedelta(days=91), "XX": timedelta(days=8)}


def witnesses(first, second, units):
    permissions.check_can_witness(first, second, units, law.asked_of(units))


def document(jurisdiction):
    return packs.nowhere() if jurisdiction == "XX" else packs.shipped(jurisdiction)


@pytest.mark.parametrize("jurisdiction", CASES)
def test_each_pack_passes_its_own_table(cast, jurisdiction):
    under(cast, document(jurisdiction))

    found = requirements_of(jurisdiction=jurisdiction, at=now(), substance="cocaine", mass_mg=25 * KILO)

    assert (
        found.authority, found.procedure, found.judge, found.oral, found.samples, found.kept_samples,
        found.supervisors, found.agencies, found.distance, found.designation, found.members,
    ) == CASES[jurisdiction]  # fmt: skip
    assert set(found.certificate_fields) - FIELDS[jurisdiction] == {
        "seizure", "authority", "transport", "transporters", "inventory", "witnesses", "date", "place", "manner",
        "unusual_events",
    }  # fmt: skip
    assert FIELDS[jurisdiction] <= set(found.certificate_fields)
    assert "HEATH" in found.text("order", language="en", seizure="HEATH", count=2)


@pytest.mark.parametrize("jurisdiction", CASES)
def test_goods_get_the_clocks_of_their_law(cast, jurisdiction):
    under(cast, document(jurisdiction))
    [unit] = goods(cast, jurisdiction, samples=0)

    clock = Clock.objects.get(subject_id=unit.id, clock_type="MAX_STORAGE", closed_at__isnull=True)
    # A legal term ends with its last local day.
    assert STORED_FOR[jurisdiction] - timedelta(days=1) < clock.due_at - clock.started_at <= STORED_FOR[jurisdiction]


def test_in_belgium_the_prosecutor_orders_and_one_sample_is_enough(cast):
    under(cast, packs.shipped("BE"))
    units = goods(cast, "BE")

    stories.verified(cast, stories.recorded(cast, units))

    assert {unit.authority_state for unit in fresh(units)} == {"ordered"}


def test_in_spain_silence_of_the_judge_gives_the_agency_its_authority(cast, refused):
    under(cast, packs.shipped("ES"))
    units = goods(cast, "ES", samples=2, kept=1)
    [label] = [unit.label for unit in units]

    # The Belgian way is not enough, though the prosecutor stands above the agency: the notice comes first.
    with refused("order.no_notice"):
        stories.recorded(cast, units)
    notice = noticed(cast, units)
    clock = Clock.objects.get(subject_id=notice.id)
    assert (notice.notice_kind, clock.clock_type, clock.jurisdiction) == ("silent_consent", "SILENT_CONSENT", "ES")
    assert timedelta(days=27) < clock.due_at - clock.started_at <= timedelta(days=32)
    with refused("order.notice_running", f"The notice about the seizure of {label} runs: wait until its time is over"):
        stories.recorded(cast, units, authority="agency")
    silent(cast, notice)

    stories.verified(cast, stories.recorded(cast, units, authority="agency"))

    assert {unit.authority_state for unit in fresh(units)} == {"ordered"}


def test_in_spain_two_samples_are_taken_and_one_of_them_kept(cast, refused):
    under(cast, packs.shipped("ES"))
    first, second = goods(cast, "ES", samples=1), goods(cast, "ES", samples=2, kept=0)
    for units in (first, second):
        silent(cast, noticed(cast, units))

    with refused("evidence.few_samples", f"{first[0].label} cannot be burnt: 1 of 2 samples of its exhibit were taken"):
        stories.recorded(cast, first, authority="agency")
    with refused("evidence.none_kept"):
        stories.recorded(cast, second, authority="agency")


def test_in_texas_five_samples_are_taken_and_no_notice_is_served(cast, refused):
    under(cast, packs.shipped("US-TX"))
    units = goods(cast, "US-TX", samples=4)

    with refused("notice.none"):
        noticed(cast, units)
    with refused("evidence.few_samples"):
        stories.recorded(cast, units, authority="agency")
    lawful.sampled(cast, units[0], samples=1)
    with refused("evidence.none_kept"):  # what the laboratory uses up is not there to be disclosed
        stories.recorded(cast, units, authority="agency")
    lawful.sampled(cast, units[0], samples=1, kept=1)

    stories.verified(cast, stories.recorded(cast, units, authority="agency"))


def test_in_texas_two_services_watch_and_in_spain_nobody_of_the_keepers_unit(cast):
    under(cast, packs.shipped("US-TX"))
    under(cast, packs.shipped("ES"))
    texas, spain = goods(cast, "US-TX"), goods(cast, "ES")

    def newcomer(badge, unit_code, agency):
        return register.register_officer(
            act=act_of(cast.administrator), badge=badge, roles=[Role.WITNESS], unit_code=unit_code, agency=agency
        )

    police, neighbour = newcomer("5001", "P1", "police"), newcomer("5002", "U6", "customs")
    with pytest.raises(NotPermitted, match="must come from two services"):
        witnesses(cast.supervisor, cast.witness, texas)
    with pytest.raises(NotPermitted, match="badge 5001 is no supervisor and was not designated for this burn"):
        witnesses(cast.supervisor, police, texas)
    permissions.check_can_witness(
        cast.supervisor, police, texas, law.asked_of(texas),
        designations=[WitnessDesignation(witness=police, designated_by=cast.second_supervisor)],
    )  # fmt: skip
    witnesses(cast.supervisor, cast.witness, spain)
    with pytest.raises(NotPermitted, match="badge 5002 is of the unit that has it in custody"):
        witnesses(cast.supervisor, neighbour, spain)


def test_no_lot_falls_on_a_pair_that_the_law_refuses(cast):
    under(cast, packs.nowhere())
    [unit] = goods(cast, "XX", samples=3, kept=2)
    asked = law.asked_of([unit])

    assert not law_permissions.may_watch(cast.supervisor, cast.witness, [unit], asked)
    [home] = stories.kept(cast)
    assert law_permissions.may_watch(cast.supervisor, cast.witness, [home], law.asked_of([home]))


@pytest.mark.parametrize("jurisdiction", CASES)
def test_the_certificate_says_what_the_law_wants_and_no_more(cast, jurisdiction):
    under(cast, document(jurisdiction))
    units = goods(cast, jurisdiction, samples=5, kept=2)
    forge = stories.furnace(cast)
    burn = SimpleNamespace(facility=forge, facility_id=forge.id, burn_started_at=now())
    lines = [
        SimpleNamespace(unit=unit, unit_id=unit.id, burnt_mg=unit.gross_mg, staged_mg=unit.gross_mg, session=burn,
                        session_id=uuid4(), destroyed_at=now())
        for unit in units
    ]  # fmt: skip

    [section] = law_sections(lines, "en")

    assert len(section["pairs"]) == len(FIELDS[jurisdiction])
    said = dict(section["pairs"])
    if jurisdiction == "ES":
        assert (said["Nature"], said["Quality"]) == ("Cocaine", BY_HAND)
        found_pure(cast, units[0], 815)
        [after] = law_sections(lines, "en")
        assert dict(after["pairs"])["Quality"] == "81.5 % pure, by one result of a laboratory"
        assert units[0].seizure.code_word in section["note"]
    if jurisdiction == "US-TX":
        assert said["Samples kept"].startswith("5, labels ")
        assert said["Photos of the total"] == "1"
        assert said["Statement under penalty of perjury"].startswith("I declare under penalty of perjury")
        assert units[0].seizure.code_word in said["Statement under penalty of perjury"]
    if jurisdiction == "IN":
        assert said["Delegate of the authority"].endswith(f"Committee who were present: {BY_HAND}")
    if jurisdiction == "BE":
        assert (said["Authorisation of the judge"], said["Official report"]) == ("–", BY_HAND)
        assert said["Licence of the furnace"] == "FORGE: L-1, for every substance"
        stories.licensed(cast, number="L-2", valid_until_on=date(2099, 1, 2), substances=["heroin", "cocaine"])
        [licensed] = law_sections(lines, "en")
        two = "FORGE: L-1, for every substance, L-2 until 2099-01-02, for Cocaine, Heroin"
        assert dict(licensed["pairs"])["Licence of the furnace"] == two
        for number in ("L-1", "L-2"):
            stories.licensed(cast, number=number, valid_until_on=date(2020, 1, 2))
        [without] = law_sections(lines, "en")
        assert dict(without["pairs"])["Licence of the furnace"] == "FORGE: no licence on record"
        for language, begins in (("nl", "Wij zagen"), ("fr", "Nous avons vu"), ("de", "Wir haben gesehen")):
            assert law_sections(lines, language)[0]["note"].startswith(begins)
    if jurisdiction == "XX":
        assert (said["Temperature"], section.get("note")) == (BY_HAND, None)


def found_pure(cast, unit, permille):
    """Let the laboratory find so much in a sample of the unit, and another person verify it."""
    sample = Sample.objects.filter(unit__exhibit=unit.exhibit_id).first().sample_unit
    result = laboratory.report_result(
        act=act_of(cast.case_officer), unit_id=sample.id, outcome="positive", laboratory="NICC", reference="L 1",
        substance="cocaine", purity_permille=permille,
    )  # fmt: skip
    exceptional.papered(result, by=cast.case_officer)
    laboratory.verify_result(act=act_of(cast.second_case_officer), result_id=result.id, unit_id=sample.id)


def test_in_india_the_quantity_of_a_substance_says_which_committee_orders(cast):
    under(cast, packs.shipped("IN"))

    def authority(substance, kilos, *, more_mg=0):
        mass_mg = kilos * KILO + more_mg
        return requirements_of(jurisdiction="IN", at=now(), substance=substance, mass_mg=mass_mg).authority

    table = {"heroin": 5, "cocaine": 2, "cocaine_hcl": 2, "cannabis_resin": 100, "cannabis_herb": 1000}
    for substance, kilos in table.items():
        assert [authority(substance, kilos, more_mg=more) for more in (-1, 0, 1)] == [
            "committee", "committee", "high_committee",
        ]  # fmt: skip
    assert authority("mdma", 4000) == "committee"
    assert authority(None, 4000) == "committee"


def test_in_a_country_that_was_made_up_everything_is_otherwise_and_no_code_was_written(cast, refused):
    under(cast, packs.nowhere(more=packs.rule("order.authority", "high_committee", extra="from_kg = 40")))
    small, large = goods(cast, "XX", samples=3, kept=2), goods(cast, "XX", count=2, samples=3, kept=2)
    for units in (small, large):
        notice = noticed(cast, units)
        assert notice.notice_kind == "notice"
        silent(cast, notice)

    with refused("order.authority", f"{small[0].label} needs an order of: the disposal committee"):
        stories.recorded(cast, small)
    # Fifty kilograms in one seizure need the high committee, also where the order is for half of it.
    with refused("order.authority", f"{large[0].label} needs an order of: the high disposal committee"):
        stories.recorded(cast, large[:1], authority="committee")
    stories.recorded(cast, large, authority="high_committee")
    order = stories.recorded(cast, small, authority="committee")
    with refused("order.judge"):
        stories.verified(cast, order)
    lawful.authorised(cast, order)
    with refused("order.members"):
        stories.verified(cast, order)
    assert stories.verified(cast, lawful.minuted(cast, order)).state == "verified"
    with pytest.raises(NotPermitted, match="both witnesses must be supervisors"):
        witnesses(cast.supervisor, cast.witness, small)
    with pytest.raises(NotPermitted, match="is of the service that has it in custody"):
        witnesses(cast.supervisor, cast.second_supervisor, small)


def test_a_jurisdiction_that_laid_nothing_down_orders_nothing(cast):
    under(cast, packs.nowhere(jurisdiction="YY"))
    [unit] = goods(cast, "YY")
    unit.jurisdiction = "ZZ"

    with pytest.raises(Exception, match=r"No value is set for order\.authority in ZZ"):
        witnesses(cast.supervisor, cast.witness, [unit])


def test_no_code_of_the_rules_knows_a_country():
    country = re.compile(r"""["'](?:BE|ES|US-TX|NL|FR|US)["']""")
    rooms = ("core/packs.py", "core/authority_rules.py", "organisation", "destruction", "deadlines", "evidence")
    found = [
        str(path)
        for room in rooms
        for path in ([ROOT / "custody" / room] if room.endswith(".py") else (ROOT / "custody" / room).rglob("*.py"))
        if country.search(path.read_text(encoding="utf-8"))
    ]

    assert not found


def test_an_upheld_objection_and_one_that_waits_bar_the_order(cast):
    from custody.destruction.actions import notices

    under(cast, packs.shipped("ES"))
    units = goods(cast, "ES", samples=2, kept=1)
    notice = noticed(cast, units)
    notices.record_objection(act=act_of(cast.case_officer), notice_id=notice.id, grounds="Conservation ordered")

    with pytest.raises(NotAllowedNow, match="waits to be decided"):
        stories.recorded(cast, units, authority="agency")
    decided.verified(decided.objection_recorded(cast, notice, "upheld"), by=cast.second_case_officer)
    with pytest.raises(NotAllowedNow, match="was upheld"):
        stories.recorded(cast, units, authority="agency")
