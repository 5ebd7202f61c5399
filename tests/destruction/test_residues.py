"""What is left of a burn stands in the books until it went to a waste processor or into another fire."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from custody.core.errors import NotFound
from custody.core.postings import Account
from custody.destruction.actions import residues
from custody.destruction.models import BurnResidue
from custody.destruction.selectors import books
from custody.ledger.replay import replay_state
from tests.destruction import stories
from tests.stories import act_of
from tests.web.desk import send, text_of


def weighed(cast, session, mg=1_000_000, *, kind="ash", by=None):
    return residues.weigh_residue(
        act=act_of(by or cast.storekeeper), session_id=session.id, residue_kind=kind, gross_mg=mg, scale="S-FLOOR"
    )


def gone(cast, session, row, *, by=None, **changes):
    said = {"disposal": "handed_over", "party": "Port waste", "reference": "W 7/26"} | changes
    return residues.dispose_of_residue(
        act=act_of(by or cast.supervisor), session_id=session.id, residue_id=row.id, **said
    )


def standing():
    """Return what stands in the books as destroyed, left of burns, and with a waste processor."""
    sheet = books.port_sheet()
    assert sheet.is_even
    assert all(each.agrees for each in books.cross_checks())
    return tuple(sheet.mg[each] for each in (Account.DESTROYED, Account.RESIDUE, Account.WASTE))


def test_what_is_left_of_a_burn_is_weighed_by_one_and_leaves_the_books_by_another(cast, refused):
    session = stories.burnt(cast)
    first, burnt_mg = stories.planned(cast), session.burnt_mg
    with refused("role.missing"):
        weighed(cast, session, by=cast.case_officer)
    with refused("session.state"):
        weighed(cast, first)
    for mg, code in ((0, "residue.nothing"), (burnt_mg + 1, "residue.more")):
        with refused(code):
            weighed(cast, session, mg)
    ash, unburnt = weighed(cast, session), weighed(cast, session, 2_000, kind="unburnt", by=cast.supervisor)
    with refused("residue.more"):
        weighed(cast, session, burnt_mg)
    assert standing() == (burnt_mg - 1_002_000, 1_002_000, 0)

    with refused("role.missing"):
        gone(cast, session, ash, by=cast.storekeeper)
    with refused("residue.own"):
        gone(cast, session, unburnt)
    for missing, code in (("party", "residue.no_party"), ("reference", "residue.no_reference")):
        with refused(code):
            gone(cast, session, ash, **{missing: " "})
    with pytest.raises(NotFound):
        gone(cast, first, ash)
    gone(cast, session, ash)
    with refused("residue.gone"):
        gone(cast, session, ash)
    with refused("residue.unburnt"):
        gone(cast, session, unburnt, by=cast.checker)
    for name in (None, session.code_word):
        with refused("residue.not_since"):
            gone(cast, session, unburnt, by=cast.checker, disposal="burnt_again", again=name)
    later = stories.burnt(cast, pair=(cast.second_supervisor, cast.second_witness))
    gone(cast, session, unburnt, by=cast.checker, disposal="burnt_again", again=later.code_word.lower())
    assert standing() == (burnt_mg + later.burnt_mg - 1_000_000, 0, 1_000_000)
    assert not replay_state().findings
    with pytest.raises(IntegrityError), transaction.atomic():
        BurnResidue.objects.filter(pk=ash.pk).update(disposed_by=ash.weighed_by)


def test_a_page_takes_what_is_left_and_where_it_went(cast):
    session = stories.burnt(cast)
    path = reverse("sessions:session", args=[session.id])
    said = {"residue_kind": "slag", "gross": "1.5", "scale": "S-FLOOR"}
    assert send(cast.supervisor, reverse("sessions:residue", args=[session.id]), said)["Location"] == path
    row = BurnResidue.objects.get()
    assert "Slag: 1.5" in text_of(cast.supervisor, path)
    said = {"residue": str(row.id), "disposal": "handed_over", "party": "Port waste", "reference": "W 7/26"}
    assert send(cast.checker, reverse("sessions:residue_gone", args=[session.id]), said)["Location"] == path
    assert "To a waste processor: Port waste, W 7/26" in text_of(cast.supervisor, path)
    assert "Left of burns, with a waste processor" in text_of(cast.auditor, reverse("balance:port"))
