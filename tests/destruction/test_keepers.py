"""Customs or police keep stored drugs by the pack: who receives, witnesses and orders follows it."""

from __future__ import annotations

import pytest

from custody.core.verdicts import verdict
from custody.destruction import law_permissions
from custody.destruction.selectors import law
from custody.evidence import permissions, permissions_of_command
from custody.organisation.models import OrganisationUnit
from custody.organisation.selectors import place_by_code_word
from tests import packs, stories
from tests.core.test_keepers import kept_by
from tests.destruction.lawful import under

PEOPLE = ("storekeeper", "second_storekeeper", "officer")


def of_service(officer, agency):
    officer.unit = OrganisationUnit.objects.get_or_create(code=agency.upper(), defaults={"agency": agency})[0]


@pytest.fixture
def two_services(cast):
    """One storekeeper of customs, one of the police."""
    of_service(cast.storekeeper, "customs")
    of_service(cast.second_storekeeper, "police")
    return cast


def answers(cast, check):
    out = {}
    for name in PEOPLE:
        who = getattr(cast, name)
        found = verdict(lambda who=who: check(who))
        out[name] = None if found.ok else found.refusal.code
    return out


def only(name):
    other = {"storekeeper": "second_storekeeper", "second_storekeeper": "storekeeper"}[name]
    return {name: None, other: "keeper.other_service", "officer": "role.missing"}


def keepers(service, *, version, more=""):
    rules = {"witness__agencies": 1, "witness__supervisors": 1, "witness__distance": "other_agency",
             "order__authority": "agency"}  # fmt: skip
    return packs.nowhere(jurisdiction="BE", version=version, more=kept_by(service) + more, **rules)


def test_what_is_stored_passes_to_no_other_service_by_hand_or_by_order(two_services):
    cast = two_services
    [bag] = stories.stored(cast)
    under(cast, keepers("customs", version=1))
    by_hand = lambda who: permissions.check_can_receive(who, [bag], purpose="handover")  # noqa: E731
    by_order = lambda who: permissions_of_command.check_take_over([who], [bag])  # noqa: E731
    bag.custodian = bag.co_custodian = None

    for check in (by_hand, by_order):
        found = answers(cast, check)
        assert (found["storekeeper"], found["second_storekeeper"]) == (None, "keeper.other_service")


def test_the_tables_of_permissions_follow_the_pack(two_services):
    cast = two_services
    [moving] = stories.on_the_road(cast)
    store = place_by_code_word(code_word="BITTERN")
    receives = lambda who: permissions.check_can_receive(who, [moving], purpose="arrival")  # noqa: E731
    keeps = lambda who: permissions.check_can_keep(who, store, [moving])  # noqa: E731
    anybody = {"storekeeper": None, "second_storekeeper": None, "officer": "role.missing"}
    assert (answers(cast, receives), answers(cast, keeps)) == (anybody, anybody)

    for version, service, keeper in ((1, "customs", "storekeeper"), (2, "police", "second_storekeeper")):
        under(cast, keepers(service, version=version))

        assert answers(cast, receives) == only(keeper)
        assert answers(cast, keeps) == only(keeper)
        asked = law.asked_of([moving])
        orders = answers(cast, lambda who, asked=asked: law_permissions.check_speaks_for_keeper(
            who, asked, authority="agency"))  # fmt: skip
        assert {name for name in ("storekeeper", "second_storekeeper") if orders[name] is None} == {keeper}
        assert law_permissions.check_speaks_for_keeper(cast.crew, asked, authority="court") is None

        of_service(cast.witness, "police" if service == "customs" else "customs")
        of_service(cast.supervisor, "fire_brigade")
        moving.custodian, moving.co_custodian = None, None
        watches = lambda one, asked=asked: law_permissions.may_watch(  # noqa: E731
            cast.supervisor, one, [moving], asked)  # fmt: skip
        assert watches(cast.witness)
        of_service(cast.witness, service)
        assert not watches(cast.witness)


def test_who_puts_goods_in_store_is_of_the_service_of_that_site(two_services, refused):
    cast = two_services
    under(cast, keepers("customs", version=1, more=kept_by("police", site="BIRCH")))
    [unit] = stories.seized(cast)
    unit.custodian = cast.storekeeper
    here, elsewhere = (place_by_code_word(code_word=word) for word in ("BITTERN", "DUNLIN"))
    elsewhere.site = None

    assert permissions.check_can_store(cast.storekeeper, [unit], place=elsewhere) is None
    with refused("keeper.other_service"):
        permissions.check_can_store(cast.storekeeper, [unit], place=here)
    unit.custodian = cast.second_storekeeper
    assert permissions.check_can_store(cast.second_storekeeper, [unit], place=here) is None
    assert permissions.check_can_store(cast.second_storekeeper, [unit]) is None


def test_samples_and_laboratories_have_people_of_their_own(two_services):
    cast = two_services
    under(cast, keepers("customs", version=1))
    [moving] = stories.on_the_road(cast)
    laboratory = place_by_code_word(code_word="SISKIN")

    assert permissions.check_can_keep(cast.second_storekeeper, laboratory, [moving]) is None
    moving.kind = "sample"
    assert permissions.check_can_receive(cast.second_storekeeper, [moving], purpose="arrival") is None


def test_an_arrival_is_offered_to_a_keeper_of_the_service_only(cast, refused):
    under(cast, keepers("police", version=1))
    units = stories.on_the_road(cast)

    with refused("keeper.other_service"):
        stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)
