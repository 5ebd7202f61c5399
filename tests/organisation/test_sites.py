"""What an administrator says of a site, and what is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest

from custody.core.errors import InvalidInput, NotFound, NotPermitted
from custody.ledger.selectors import told
from custody.organisation import selectors
from custody.organisation.actions import site as sites
from custody.organisation.actions import siting
from custody.organisation.models import Place, Site
from custody.organisation.policies import check_phone


@pytest.fixture
def alder(cast):
    """Return the site of the quay."""
    return selectors.site_by_code_word(code_word="ALDER")


def test_a_site_is_registered_with_its_police_number_as_it_is_dialled_from_anywhere(cast, act):
    site = sites.register_site(act=act(cast.administrator), code_word=" maple ", jurisdiction="BE",
                               zone="Europe/Brussels", police_phone="02 555 01 02")

    assert (site.code_word, site.police_phone) == ("MAPLE", "+3225550102")
    assert told([site.stream_id])[0].type.code == "site.registered/1"


def test_a_site_without_a_number_is_registered_all_the_same(cast, act):
    site = sites.register_site(act=act(cast.administrator), code_word="MAPLE", jurisdiction="NL",
                               zone="Europe/Amsterdam")

    assert site.police_phone is None


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"code_word": "ab"}, "site.code_word", "code_word"),
        ({"code_word": "alder"}, "site.taken", "code_word"),
        ({"code_word": "heron"}, "site.taken", "code_word"),
        ({"jurisdiction": "B"}, "site.jurisdiction", "jurisdiction"),
        ({"zone": "Europe/Nowhere"}, "site.zone", "zone"),
        ({"police_phone": "12"}, "site.phone", "police_phone"),
        ({"police_phone": "the station"}, "site.phone", "police_phone"),
    ],
)
def test_a_site_that_makes_no_sense_is_refused(cast, act, changes, code, field):
    good = {"code_word": "MAPLE", "jurisdiction": "BE", "zone": "Europe/Brussels", "police_phone": "+3225550102"}

    with pytest.raises(InvalidInput) as refused:
        sites.register_site(act=act(cast.administrator), **(good | changes))

    assert (refused.value.code, refused.value.field) == (code, field)
    assert Site.objects.count() == 3


def test_a_number_keeps_its_own_country():
    assert check_phone("+33 1 99 00 00 01", jurisdiction="BE") == "+33199000001"


def test_a_place_stands_on_one_site_or_on_none(cast, act, alder):
    store = Place.objects.get(code_word="BITTERN")
    assert store.site.code_word == "BIRCH"

    assert sites.site_place(act=act(cast.administrator), place="bittern", site_id=alder.id).site == alder
    assert sites.site_place(act=act(cast.administrator), place="BITTERN", site_id=None).site is None
    assert [line.type.code for line in told([store.stream_id])][:2] == ["place.sited/1", "place.sited/1"]


def test_an_unknown_site_or_place_is_refused(cast, act, alder):
    with pytest.raises(NotFound):
        sites.site_place(act=act(cast.administrator), place="BITTERN", site_id=uuid4())
    with pytest.raises(InvalidInput):
        sites.site_place(act=act(cast.administrator), place="NOWHERE", site_id=alder.id)


def test_only_an_administrator_says_what_a_site_is(cast, act, alder):
    for attempt in (
        lambda by: sites.register_site(act=by, code_word="MAPLE", jurisdiction="BE", zone="Europe/Brussels"),
        lambda by: siting.propose_site(act=by, site_id=alder.id, zone="Europe/Paris", reason="x"),
        lambda by: sites.site_place(act=by, place="BITTERN", site_id=alder.id),
    ):
        with pytest.raises(NotPermitted):
            attempt(act(cast.supervisor))
