"""Breaks of the release to burn and of who may take part in it. Each runs the named test in a copy of the tree."""

from tests.mutants.harness import Mutant

PERMISSIONS = "custody/destruction/permissions.py"
POLICIES = "custody/destruction/policies.py"
BALANCE = "custody/destruction/balance.py"
GATES = "custody/destruction/selectors/gates.py"
SESSIONS = "custody/destruction/selectors/sessions.py"


def broken(name, file, snippet, replacement, test):
    return Mutant(
        name=name, file=file, snippet=snippet, replacement=replacement, killed_by=f"tests/destruction/{test}"
    )


# fmt: off
MUTANTS = [
    broken(
        "who recorded an order verifies it",
        PERMISSIONS, "if officer.id == order.recorded_by_id:", "if False:",
        "test_permissions.py::test_nobody_verifies_the_order_they_recorded",
    ),
    broken(
        "who planned a burn approves it",
        PERMISSIONS,
        'who did not plan it."""\n    check_holds_role(officer, Role.SUPERVISOR)\n'
        "    if officer.id == session.planner_id:",
        'who did not plan it."""\n    check_holds_role(officer, Role.SUPERVISOR)\n    if False:',
        "test_permissions.py::test_nobody_approves_the_burn_they_planned_whatever_their_roles",
    ),
    broken(
        "two witnesses without a supervisor",
        PERMISSIONS, "if not (first.has_role(Role.SUPERVISOR) or second.has_role(Role.SUPERVISOR)):", "if False:",
        "test_permissions.py::test_two_witnesses_one_of_them_a_supervisor",
    ),
    broken(
        "a witness who has a load",
        PERMISSIONS, "            if is_custodian(witness, unit):", "            if False:",
        "test_permissions.py::test_who_has_a_load_is_not_a_witness_of_its_burn",
    ),
    broken(
        "somebody from the chain checks",
        PERMISSIONS, "if officer.id in involved.get(unit.id, ()):", "if False:",
        "test_permissions.py::test_who_had_the_goods_in_custody_does_not_check_them",
    ),
    broken(
        "a sample is burnt while its goods are there",
        "custody/destruction/sample_policies.py", "if bulk.waiting is not None:", "if False:",
        "test_samples_served.py::test_a_sample_is_kept_while_what_it_speaks_for_is_there",
    ),
    broken(
        "an order counts before it is verified",
        POLICIES, 'order.state != "verified"', "False",
        "test_policies.py::test_an_order_is_valid_from_its_verification_on",
    ),
    broken(
        "goods on hold burn",
        POLICIES, "if unit.authority_state != AuthorityState.SCHEDULED:", "if False:",
        "test_policies.py::test_nothing_burns_that_a_magistrate_holds",
    ),
    broken(
        "a check lasts a day and an instant",
        POLICIES, "is_old = at >= line.staged_at + CHECK_LASTS",
        "is_old = at > line.staged_at + CHECK_LASTS",
        "test_policies.py::test_a_check_lasts_a_day",
    ),
    broken(
        "any furnace will do",
        POLICIES, "if unit.custody_state != CustodyState.AT_FURNACE or unit.id not in here:",
        "if unit.custody_state != CustodyState.AT_FURNACE:",
        "test_policies.py::test_what_burns_is_at_the_furnace_of_this_burn",
    ),
    broken(
        "a witness who saw a part is enough",
        POLICIES, "saw = {said.witness_id for said in signed if said.statement in seen}",
        'saw = {said.witness_id for said in signed if said.statement != "refuses"}',
        "test_policies.py::test_both_witnesses_saw_all_of_it",
    ),
    broken(
        "the furnace takes a little more",
        POLICIES, "if planned_mg > limit_mg:", "if planned_mg > limit_mg + 1:",
        "test_policies.py::test_a_load_fits_to_the_milligram",
    ),
    broken(
        "the pair of the next burn is not looked at",
        SESSIONS, "AND b.id <> %(session)s\n",
        "AND b.id <> %(session)s AND coalesce(b.burn_started_at, b.starts_at) <= %(begins_at)s\n",
        "test_sessions.py::test_no_pair_stands_beside_two_burns_running",
    ),
    broken(
        "a missing kilogram closes",
        BALANCE, "if self.variance_mg > self.tolerance_mg + self.lost_mg:", "if False:",
        "test_balance.py::test_a_balance_closes_or_not",
    ),
    broken(
        "a unit of one sampled exhibit speaks for all",
        GATES, "exhibits <= sampled_exhibits", "exhibits & sampled_exhibits or sampled_exhibits",
        "test_orders.py::test_a_sample_of_another_exhibit_does_not_speak_for_this_one",
    ),
]
