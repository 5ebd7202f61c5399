"""Two go in and out of a vault; what one person moved alone is recorded so, and another signs for it (R19)."""

from __future__ import annotations

import pytest

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.deadlines.models import Clock
from custody.evidence.actions import moving, signatures
from custody.evidence.models import Countersignature, HandlingUnit
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation.actions.register import register_place
from tests import stories
from tests.stories import act_of

WHY = "the second was called away"


@pytest.fixture
def vault(cast):
    """A vault beside the stores."""
    return register_place(
        act=act_of(cast.administrator), code_word="REDSHANK", kind="vault", jurisdiction="BE", cap_mg=None
    )


@pytest.fixture
def kept(cast):
    """Two bags in an ordinary store."""
    return stories.stored(cast, count=2)


def move(cast, units, place="REDSHANK", **said):
    return moving.move_units(
        act=act_of(cast.storekeeper), unit_ids=[unit.id for unit in units], place=place, **said
    )


def test_one_person_is_asked_who_goes_along(cast, vault, kept):
    with pytest.raises(NotAllowedNow, match="Two people") as refused:
        move(cast, kept)
    assert refused.value.code == "vault.two"


def test_who_goes_along_signs_before_any_of_it_leaves(cast, vault, kept):
    units = move(cast, kept, second_badge=cast.second_storekeeper.badge)

    owed = list(Countersignature.objects.filter(about="unit.placed/1"))
    assert {(each.matter, each.wanted) for each in owed} == {("witness", cast.second_storekeeper)}
    with pytest.raises(NotAllowedNow) as refused:
        stories.offered(cast, units, receiver=cast.crew, giver=cast.storekeeper)
    assert refused.value.code == "unit.unsigned"
    signatures.sign(act=act_of(cast.second_storekeeper), signature_ids=[each.id for each in owed])
    stories.offered(cast, units, receiver=cast.crew, giver=cast.storekeeper)
    assert replay_state().findings == []


def test_who_went_alone_says_why_and_another_signs_for_each(cast, vault, kept):
    move(cast, kept, alone_reason=WHY)

    alone = [each for unit in kept for each in told([unit.stream_id]) if each.type.code == "vault.alone/1"]
    owed = Countersignature.objects.filter(about="vault.alone/1", matter="witness", wanted=None)
    assert len(alone) == owed.count() == 2
    assert all(HandlingUnit.objects.filter(pk__in=[unit.pk for unit in kept]).values_list("signature_owed", flat=True))
    running = Clock.objects.filter(clock_type="SIGNATURE_OWED", closed_at=None, subject_id__in=[u.id for u in kept])
    assert running.count() == 2
    assert replay_state().findings == []


def test_out_of_a_vault_two_go_as_well(cast, vault, kept):
    move(cast, kept, second_badge=cast.second_storekeeper.badge)

    with pytest.raises(NotAllowedNow) as refused:
        move(cast, kept[:1], place="DUNLIN")
    assert refused.value.code == "vault.two"
    [moved] = move(cast, kept[:1], place="DUNLIN", second_badge=cast.second_storekeeper.badge)
    move(cast, [moved], place="BITTERN")


def test_it_is_said_once_how_many_went(cast, vault, kept):
    with pytest.raises(InvalidInput) as refused:
        move(cast, kept, second_badge=cast.second_storekeeper.badge, alone_reason=WHY)
    assert refused.value.code == "vault.both"


def test_goods_come_into_a_vault_off_the_road_by_two(cast, vault):
    units = stories.swept(cast, stories.seized(cast))
    stories.accepted(stories.offered(cast, units, receiver=cast.storekeeper), by=cast.storekeeper)
    put = {"act": act_of(cast.storekeeper), "unit_ids": [unit.id for unit in units], "place": "REDSHANK"}

    with pytest.raises(NotAllowedNow) as refused:
        moving.store_units(**put)
    assert refused.value.code == "vault.two"
    put["act"] = act_of(cast.storekeeper)
    [unit] = moving.store_units(**put, second_badge=cast.officer.badge)
    assert unit.custody_state == "stored"
    assert Countersignature.objects.filter(about="unit.stored/1", wanted=cast.officer).count() == 1


def test_between_stores_nobody_is_asked(cast, vault, kept):
    move(cast, kept, place="DUNLIN")
    assert not Countersignature.objects.filter(about="unit.placed/1").exists()
