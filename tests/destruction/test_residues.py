"""What is left of a burn stands in the books until it went to a waste processor or into another fire."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from custody.core.errors import NotFound
from custody.core.postings import Account
from custody.deadlines.models import Clock
from custody.destruction.actions import residues
from custody.destruction.models import BurnResidue
from custody.destruction.selectors import books
from custody.destruction.selectors.residues import shares_of
from custody.ledger.replay import replay_state
from tests import stories as evidence
from tests.destruction import stories
from tests.destruction.test_aborting import abort, left_over
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


def open_clocks(session):
    rows = Clock.objects.filter(subject_id=session.id, clock_type__startswith="RESIDUE", closed_at__isnull=True)
    return sorted(rows.values_list("clock_type", flat=True))


def test_a_clock_runs_until_it_is_weighed_and_another_until_all_of_it_is_gone(cast):
    session = stories.burnt(cast)
    assert open_clocks(session) == ["RESIDUE_WEIGHT"]
    first = weighed(cast, session)
    assert open_clocks(session) == ["RESIDUE_GONE"]
    began = Clock.objects.get(subject_id=session.id, clock_type="RESIDUE_GONE").started_at
    second = weighed(cast, session, 2_000, kind="slag")
    gone(cast, session, first)
    assert open_clocks(session) == ["RESIDUE_GONE"]
    assert Clock.objects.get(subject_id=session.id, clock_type="RESIDUE_GONE").started_at == began
    gone(cast, session, second)
    assert open_clocks(session) == []
    weighed(cast, session, 3_000)
    assert open_clocks(session) == ["RESIDUE_GONE"]


def test_a_fire_that_burnt_no_unit_whole_owes_it_too_until_the_furnace_is_said_to_be_empty(cast):
    session = stories.at_furnace(cast, stories.staged(cast))
    abort(cast, session, [left_over(unit) for unit in stories.units_of(session)])
    session.refresh_from_db()
    assert (session.state, open_clocks(session)) == ("aborted", ["RESIDUE_WEIGHT"])
    residues.say_nothing_left(act=act_of(cast.checker), session_id=session.id, reason="Nothing fell out: it is empty")
    assert open_clocks(session) == []


def test_what_fell_into_a_fire_that_was_broken_off_is_weighed_and_goes(cast):
    session = stories.at_furnace(cast, stories.staged(cast))
    abort(cast, session, [left_over(unit) for unit in stories.units_of(session)])
    row = weighed(cast, session, 2_000, kind="unburnt")
    assert (row.gross_mg, open_clocks(session)) == (2_000, ["RESIDUE_GONE"])
    assert replay_state().findings == []


def test_where_nothing_can_be_weighed_another_than_the_crew_says_why_and_the_clock_ends(cast, refused):
    session = stories.burnt(cast)
    for by, code in ((cast.crew, "role.missing"), (cast.case_officer, "role.missing")):
        with refused(code):
            said_none(cast, session, by=by)
    said_none(cast, session)
    assert open_clocks(session) == []
    with refused("residue.said"):
        said_none(cast, session)
    weighed(cast, session)
    assert open_clocks(session) == ["RESIDUE_GONE"]
    with refused("residue.weighed"):
        said_none(cast, session)
    with refused("session.state"):
        said_none(cast, stories.planned(cast))
    assert not replay_state().findings


def said_none(cast, session, *, by=None):
    return residues.say_nothing_left(
        act=act_of(by or cast.checker), session_id=session.id, reason="its ash lies with that of other waste"
    )


def test_a_weighing_that_falls_through_leaves_the_clock_as_it_was(cast, monkeypatch):
    session = stories.burnt(cast)

    def falls(*_args, **_options):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("custody.destruction.residue_reactions.arm", falls)
        with pytest.raises(RuntimeError):
            weighed(cast, session)
    assert open_clocks(session) == ["RESIDUE_WEIGHT"]
    assert not BurnResidue.objects.exists()


def test_a_seizure_shows_its_part_of_what_was_left_by_the_mass_of_its_goods(cast):
    units = [*evidence.stored(cast, count=1), *evidence.stored(cast, count=3)]
    session = stories.burnt(cast, units=stories.photographed(cast, [*units[:1], *units[1:]]))
    [one, three] = [units[0].seizure, units[1].seizure]
    assert [each.share_mg for each in shares_of(one)] == [0]
    ash = weighed(cast, session, 1_000_000)
    gone(cast, session, ash)
    weighed(cast, session, 500_000, kind="slag")
    [of_one], [of_three] = shares_of(one), shares_of(three)
    assert (of_one.left_mg, of_one.burnt_mg) == (1_500_000, session.burnt_mg)
    assert of_one.share_mg == 1_500_000 * of_one.of_seizure_mg // session.burnt_mg
    assert 1_499_998 <= of_one.share_mg + of_three.share_mg <= 1_500_000
    assert of_one.gone_mg == 1_000_000 * of_one.of_seizure_mg // session.burnt_mg
    assert 2 * of_one.share_mg < of_three.share_mg
    text = text_of(cast.auditor, reverse("balance:seizure", args=[one.id]))
    assert "What was left of its burns" in text
    assert session.code_word in text
    [untouched] = evidence.stored(cast)
    assert shares_of(untouched.seizure) == []
    assert "What was left of its burns" not in text_of(
        cast.auditor, reverse("balance:seizure", args=[untouched.seizure_id])
    )


def test_a_page_takes_why_nothing_is_left(cast):
    session = stories.burnt(cast)
    path = reverse("sessions:session", args=[session.id])
    assert "Nothing is left to be weighed" in text_of(cast.checker, path)
    address = reverse("sessions:residue_none", args=[session.id])
    assert send(cast.checker, address, {"reason": "the ash lies with that of other waste"})["Location"] == path
    assert open_clocks(session) == []
