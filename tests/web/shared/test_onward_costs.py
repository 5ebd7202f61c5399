"""Where a load may be sent is asked of the database once, however many stores have a limit."""

from __future__ import annotations

from custody.evidence.selectors.room import placed_mg, placed_mg_each
from custody.organisation.actions.register import register_place
from custody.organisation.models import Place
from tests import stories
from tests.web.desk import queries_of


def test_many_stores_cost_the_page_of_an_offer_no_more(cast):
    stories.swept(cast, stories.seized(cast))
    before = queries_of(cast.officer, "/transfers/offer/?purpose=departure")

    for word in ("REDSHANK", "GOLDCREST", "WHIMBREL", "TURNSTONE", "SANDPIPER"):
        register_place(act=stories.act_of(cast.administrator), code_word=word, kind="store", jurisdiction="BE",
                       cap_mg=1_000_000)  # fmt: skip

    assert queries_of(cast.officer, "/transfers/offer/?purpose=departure") == before


def test_each_place_holds_what_it_holds_when_it_is_asked_alone(cast):
    stories.stored(cast, count=2)
    places = list(Place.objects.all())
    assert placed_mg_each(places) == {place.id: placed_mg(place) for place in places}
    assert max(placed_mg_each(places).values()) > 0
