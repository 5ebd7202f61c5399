"""The papers of an order in every state, for the walk over every page."""

from __future__ import annotations

from custody.destruction.actions import notices
from custody.evidence.actions.planning import plan_sampling
from custody.organisation.actions.packs import propose_pack
from tests import packs
from tests.destruction import asking, decided, lawful
from tests.destruction import stories as burns
from tests.stories import act_of


def papers(cast):
    """Return a pack, a notice, a request to retain, an oral order, a draw, and what a magistrate is asked."""
    lawful.under(cast, packs.shipped("ES"))
    spanish = lawful.goods(cast, "ES", samples=2, kept=1)
    [noticed] = spanish
    retention = notices.ask_retention(act=act_of(cast.case_officer), seizure_id=noticed.seizure_id, authority="court",
                                      retain_mg=5_000, reason="The jury wants to see it")
    lawful.under(cast, packs.nowhere(order__procedure="order", order__judge="never"))
    asked = asking.made(cast)
    return {
        "pack": propose_pack(act=act_of(cast.administrator), document=packs.shipped("US-TX")),
        "noticed": noticed, "notice": lawful.noticed(cast, spanish), "retention": retention,
        "spoken": lawful.spoken(cast, burns.kept(cast)), "asked_magistrate": asked,
        "by_committee": burns.recorded(cast, lawful.goods(cast, "XX", samples=3, kept=2), authority="committee"),
        "secret": asking.linked(cast, asked),
        "answered": asking.answered(cast, asking.opened(cast), "ask", words="Who sampled it?"),
        "decision": decided.revocation(cast, burns.ordered(cast)[0].order_lines.get().order, document=None),
        "lots": plan_sampling(act=act_of(cast.sampler), exhibit_id=noticed.exhibit_id),
    }  # fmt: skip
