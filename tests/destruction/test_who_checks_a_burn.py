"""Who checks a burn neither planned, approved nor watches it, and the other way round (R19)."""

from __future__ import annotations

import pytest

from custody.destruction.actions import lottery
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from tests.destruction import stories
from tests.stories import act_of


def with_role(cast, officer, *roles):
    change_officer(act=act_of(cast.administrator), officer=officer, roles=[*map(Role, officer.roles), *roles],
                   clearance=2, is_active=True)  # fmt: skip
    officer.refresh_from_db()
    return officer


@pytest.mark.parametrize("who", ["planner", "supervisor", "witness"])
def test_who_planned_approved_or_watches_a_burn_does_not_check_nor_draw(cast, refused, who):
    session = stories.approved(cast)
    officer = with_role(cast, getattr(cast, who), Role.CHECKER)

    with refused("checker.decided"):
        stories.staged(cast, session, act=act_of(officer))
    stories.staged(cast, session)
    with refused("checker.decided"):
        lottery.draw_lottery(act=act_of(officer), session_id=session.id)


def test_who_checked_is_not_named_as_a_witness(cast, refused):
    session = stories.staged(cast)
    checker = with_role(cast, cast.checker, Role.WITNESS)

    with refused("witness.checked"):
        stories.approved(cast, session, pair=(cast.second_supervisor, checker))
