"""Breaks of who may do what with evidence, and when. Each runs the named test in a copy of the tree."""

from tests.mutants.harness import Mutant

PERMISSIONS = "custody/evidence/permissions.py"
POLICIES = "custody/evidence/policies.py"
FACTS = "custody/evidence/selectors/facts.py"
REFERENCES = "custody/evidence/selectors/references.py"
STEPS = "custody/evidence/actions/steps.py"
TRANSFER = "custody/evidence/actions/transfer.py"
CONSULT = "custody/evidence/actions/consult.py"


def broken(name, file, snippet, replacement, test):
    return Mutant(
        name=name, file=file, snippet=snippet, replacement=replacement, killed_by=f"tests/evidence/{test}"
    )


# fmt: off
MUTANTS = [
    broken(
        "custody is not asked for",
        PERMISSIONS, "if not officer.is_active or not access.is_custodian(officer, unit):", "if False:",
        "test_permissions.py::test_custody_is_with_the_two_who_have_it",
    ),
    broken(
        "a custodian receives his own load",
        PERMISSIONS, "        if access.is_custodian(receiver, unit):", "        if False:",
        "test_transfer.py::test_nobody_signs_both_sides",
    ),
    broken(
        "anybody accepts",
        PERMISSIONS, "if not officer.is_active or officer.id != transfer.receiver_id:", "if not officer.is_active:",
        "test_transfer.py::test_somebody_else_cannot_accept",
    ),
    broken(
        "who opened a discrepancy resolves it",
        PERMISSIONS, "if officer.id == discrepancy.opened_by_id:", "if False:",
        "test_weigh.py::test_only_a_supervisor_who_had_no_part_in_it_resolves",
    ),
    broken(
        "a former custodian resolves a discrepancy",
        PERMISSIONS, "if officer.pseudonym in former:", "if False:",
        "test_weigh.py::test_only_a_supervisor_who_had_no_part_in_it_resolves",
    ),
    broken(
        "a sample is taken without the custodian",
        "custody/evidence/sampling_permissions.py",
        "if not access.is_custodian(sampler, unit) and not access.is_custodian(witness, unit):", "if False:",
        "test_sample.py::test_a_sampler_and_the_custodian_open_a_unit_together",
    ),
    broken(
        "every role sees every place",
        PERMISSIONS, "or officer.has_role(*VIEWERS_OF_PLACES)", "or True",
        "test_permissions.py::test_places_are_revealed_to_whose_task_it_is",
    ),
    broken(
        "a frozen unit is offered",
        PERMISSIONS, '    if purpose != "arrival":\n', "    if False:\n",
        "test_offering.py::test_a_frozen_unit_is_not_handed_over_but_may_come_to_rest",
    ),
    broken(
        "an unswept load leaves",
        POLICIES, "if unit.family is Family.GOODS and unit.unswept and not room.sweep_waived(unit):", "if False:",
        "test_offering.py::test_goods_leave_only_swept_and_the_reason_says_so",
    ),
    broken(
        "one person drives a load",
        POLICIES, "if unit.co_custodian_id is None:", "if False:",
        "test_moving.py::test_a_load_leaves_with_two_swept_and_not_frozen",
    ),
    broken(
        "a stale form is taken",
        POLICIES, "if expected_seq is not None and row.last_seq != expected_seq:", "if False:",
        "test_stop.py::test_a_stale_form_is_refused",
    ),
    broken(
        "a place holds a milligram less than its limit",
        POLICIES, "if held_mg > place.cap_mg", "if held_mg >= place.cap_mg",
        "test_moving.py::test_what_lies_in_a_place_already_is_not_counted_twice",
    ),
    broken(
        "any seal will do",
        POLICIES, " and read == seal_as_read(unit.seal)", "",
        "test_transfer.py::test_another_seal_freezes_the_unit_and_custody_passes_all_the_same",
    ),
    broken(
        "what lies inside never freezes the whole",
        FACTS, "inside = _frozen_inside(unit.id for unit in units)", "inside = {}",
        "test_weigh.py::test_what_is_inside_another_unit_freezes_the_whole",
    ),
    broken(
        "what was explained is forgotten",
        REFERENCES, "if source is not None and source is not booked and", "if False and",
        "test_weigh.py::test_what_was_explained_is_compared_with_from_then_on",
    ),
    broken(
        "a difference opens nothing",
        STEPS, "unit.discrepancy_open = True", "unit.discrepancy_open = False",
        "test_weigh.py::test_many_small_losses_do_not_each_stay_within_tolerance",
    ),
    broken(
        "a frozen unit departs with the rest",
        TRANSFER, "[unit for unit in units if unit.id not in frozen]", "list(units)",
        "test_transfer.py::test_a_frozen_unit_does_not_depart_with_the_rest_of_the_load",
    ),
    broken(
        "a reveal leaves no row",
        CONSULT, "    consultation.save(force_insert=True)\n", "    pass\n",
        "test_consult.py::test_what_was_revealed_is_masked_again_after_ten_minutes_and_for_everybody_else",
    ),
]
# fmt: on
