"""Refusals about official reports, what was found, where it lies, and who signs or answers."""

from __future__ import annotations

from types import SimpleNamespace

from custody.evidence.actions import seizure
from tests import stories
from tests.api.refusals.trying import Three, api, page
from tests.destruction import stories as burns
from tests.evidence.test_reports import asked_to_correct, recorded
from tests.stories import act_of, now


def ground(cast):
    """Return a house with a bag at the officer, and one on the road."""
    [bag] = stories.seized(cast)
    return SimpleNamespace(cast=cast, bag=bag, seizure=bag.seizure, moving=stories.on_the_road(cast)[0],
                           today=burns.local_day(now()))  # fmt: skip


def _take_back(at):
    """Who did not ask for a correction does not take it back."""
    made = recorded(at.cast, at.seizure)
    asked_to_correct(at.cast, made)
    return Three(at.cast.case_officer, page(f"reports/{made.id}/withdraw/"), api(f"reports/{made.id}/withdrawal/"))


def _second_initial(at):
    recorded(at.cast, at.seizure)
    said = {"service": "customs", "report_kind": "seizure", "number": "B 2/2026", "drawn_on": str(at.today)}
    where = f"seizures/{at.seizure.id}/reports/"
    return Three(at.cast.officer, None, api(where, initial=True, labels=[], **said))


def _describe(at, **said):
    where = at.seizure.id
    return Three(at.cast.officer, page(f"seizures/{where}/describe/", **said),
                 api(f"seizures/{where}/description/", **{"form": "powder"} | said))  # fmt: skip


def _register(at, number):
    units = [{"kind": "bag", "package_count": 12}] * number
    return Three(at.cast.officer, None, api(f"seizures/{at.seizure.id}/units/", units=units)).refused_earlier(
        "api", lambda: seizure.register_units(act=act_of(at.cast.officer), seizure_id=at.seizure.id, units=[]))


def _reveal(at):
    return Three(at.cast.supervisor, page(f"units/{at.moving.id}/place/", reason="x"),
                 api(f"units/{at.moving.id}/place/", reason="x"))  # fmt: skip


def _arrive(at):
    """Take over what arrives without saying where it lies now."""
    offer = stories.offered(at.cast, [at.moving], receiver=at.cast.storekeeper, giver=at.cast.crew, purpose="arrival")
    seals = stories.on_vehicles(offer)
    return Three(
        at.cast.storekeeper, page(f"transfers/{offer.id}/receive/", **{f"seal_{at.moving.id.hex}": at.moving.seal,
                                                                       "vehicle_seal_0": seals[0]}),
        api(f"transfers/{offer.id}/acceptance/", units=[{"unit_id": str(at.moving.id), "seal_seen": at.moving.seal}],
            vehicle_seals=seals),
    )  # fmt: skip


def _no_vehicle(at):
    said = {"purpose": "departure", "receiver_badge": "4501", "second_badge": "4502"}
    leaving = {"vehicle": " ", "vehicle_seal": "VS77100", "escort": "E-2", "destination": "BITTERN"}
    ids = [str(at.bag.id)]
    return Three(
        at.cast.officer, page("transfers/offer/", units=ids, **said | leaving),
        api("transfers/", unit_ids=ids, route=leaving, **said),
    ).refused_earlier("both", lambda: stories.offered(
        at.cast, [at.bag], receiver=at.cast.crew, second=at.cast.second_crew, purpose="departure",
        route=stories.route(vehicle=" ")))  # fmt: skip


def _nothing_found(at):
    said = {"second_badge": "4418", "exhibits": []}
    return Three(at.cast.officer, None, api("seizures/", **said)).refused_earlier(
        "api", lambda: seizure.open_seizure(act=act_of(at.cast.officer), second_badge="4418", exhibits=[]))


ROWS = {
    "exhibits.none": _nothing_found,
    "text.missing": _no_vehicle,
    "report.not_asked": _take_back,
    "report.initial": _second_initial,
    "exhibit.unknown": lambda at: Three(at.cast.officer, None, _describe(at, exhibit_number=9).api),
    "units.count": lambda at: _register(at, 0),
    "place.none": _reveal,
    "place.missing": lambda at: _arrive(at).refused_earlier("page"),
}
