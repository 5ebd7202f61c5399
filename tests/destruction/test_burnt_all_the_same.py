"""What burnt without one of its gates: who may let it through, and what is owed for it."""

from __future__ import annotations

from custody.core.waivable import ONE_WITNESS
from custody.destruction.actions import burning
from custody.organisation.actions.register import change_officer
from custody.organisation.roles import Role
from tests.destruction import stories
from tests.destruction.test_burning import let_through
from tests.stories import act_of


def test_nobody_says_that_their_own_word_as_witness_is_enough(cast, refused):
    head = cast.regional_head
    change_officer(act=act_of(cast.administrator), officer=head, clearance=1, is_active=True,
                   roles=[Role.REGIONAL_HEAD, Role.SUPERVISOR, Role.WITNESS])  # fmt: skip
    session = stories.approved(cast, pair=(head, cast.witness))
    session = stories.tallied(cast, stories.at_furnace(cast, stories.staged(cast, session)))
    burning.attest_burn(act=act_of(head), session_id=session.id, statement="saw_all")

    let_through(cast, ONE_WITNESS, session.id, by=head)
    with refused("burn.unattested"):
        stories.burn(cast, session)

    let_through(cast, ONE_WITNESS, session.id, by=cast.director)
    assert stories.burn(cast, session).state == "burnt"
