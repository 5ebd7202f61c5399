"""Where a walk begins: goods and conveyances in every state of their lives, made through the real acts."""

from __future__ import annotations

from custody.evidence.actions import seizure, transfer
from custody.evidence.entries import NewUnit
from custody.organisation.actions.register import register_place
from tests import stories
from tests.destruction import stories as burns
from tests.evidence import exceptional
from tests.situations import standing
from tests.stories import act_of


def pallet(cast):
    """Return a sealed pallet of 25 bricks of which one has a label of its own."""
    [bag] = stories.swept(cast, stories.seized(cast, crew=True))
    seizure.register_units(
        act=act_of(cast.officer), seizure_id=bag.seizure_id, units=[NewUnit(kind="brick", parent_label=bag.label)]
    )
    return bag


@standing
def everything(cast):
    """Put one or two units in every state that lasts."""
    register_place(act=act_of(cast.administrator), code_word="GOLDCREST", kind="store", jurisdiction="BE",
                   cap_mg=1_000_000)  # fmt: skip
    stories.contained(cast)
    stories.opened(cast)
    stories.emptied(cast)
    pallet(cast)
    in_store = stories.stored(cast, count=3)
    exceptional.missing(cast, in_store[0])
    stories.sampled(cast, in_store[1], left_mg=in_store[1].gross_mg - 5_000 - 20_000)
    made = exceptional.training_sample(cast, in_store[2])
    exceptional.decided(exceptional.asked(cast, made, "loan", by=cast.case_officer, party="4420"), by=cast.supervisor)
    [offered] = stories.seized(cast)
    transfer.offer_transfer(act=act_of(cast.officer), unit_ids=[offered.id], receiver_badge="4601")
    stories.on_the_road(cast)
    burns.recorded(cast, burns.kept(cast, count=1))
    burns.planned(cast, burns.ordered(cast, count=1))
    burns.staged(cast, burns.approved(cast, burns.planned(cast, burns.ordered(cast, count=2))))
    burns.attested(cast, burns.at_furnace(cast, burns.staged(cast, burns.approved(
        cast, burns.planned(cast, burns.ordered(cast, count=1)), pair=(cast.supervisor, cast.second_witness)))))
