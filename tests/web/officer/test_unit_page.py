"""What the custodian sees of a unit, and nobody else."""

from __future__ import annotations

from custody.evidence.actions import consult
from tests import stories


def test_the_custodian_sees_seal_and_bricks(cast, page_for):
    [unit] = stories.seized(cast, crew=True)

    for officer in (cast.officer, cast.second_officer):
        page = page_for(officer, f"/units/{unit.id}/")
        assert f"Seal{unit.seal}" in page.words
        assert "Bricks counted25" in page.words


def test_nobody_else_sees_them(cast, page_for):
    [unit] = stories.seized(cast)
    stories.offered(cast, [unit], receiver=cast.storekeeper)

    for officer in (cast.storekeeper, cast.supervisor, cast.third_officer):
        page = page_for(officer, f"/units/{unit.id}/")
        assert unit.seal not in page.html
        assert "Bricks counted" not in page.words


def test_a_unit_without_a_seal_of_ours_says_so(cast, page_for):
    [unit] = stories.seized(cast, seal=None, package_count=None, reading=stories.reading())

    page = page_for(cast.officer, f"/units/{unit.id}/")

    assert "No seal of ours" in page.words
    assert "Bricks counted" not in page.words


def test_the_auditor_sees_who_looked_and_the_custodian_does_not(cast, page_for):
    [unit] = stories.seized(cast)
    consult.reveal_place(act=stories.act_of(cast.supervisor), unit_id=unit.id, reason="court request 12")

    seen = page_for(cast.auditor, f"/units/{unit.id}/").words
    assert "Who looked" in seen
    assert f"Badge {cast.supervisor.badge}" in seen
    assert "the place · court request 12" in seen
    for officer in (cast.officer, cast.supervisor):
        assert "court request 12" not in page_for(officer, f"/units/{unit.id}/").html
