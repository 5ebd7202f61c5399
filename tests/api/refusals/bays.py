"""Refusals about the bays of a store."""

from __future__ import annotations

from custody.evidence.actions import bays
from custody.organisation.models import Place
from tests.api.refusals.hands import ground
from tests.api.refusals.trying import Three, api, page
from tests.stories import act_of

__all__ = ["ROWS", "ground"]


def _place(code_word):
    return Place.objects.get(code_word=code_word)


def laid_out(cast, *, place="BITTERN", rows=3, columns=4, by=None):
    """Return the bays of a store, laid out."""
    return bays.lay_out_bays(
        act=act_of(by or cast.storekeeper), place_id=_place(place).id, rows=rows, columns=columns
    )


def _lay_out(at, *, place="BITTERN", rows=3):
    where = _place(place).id
    return Three(at.cast.storekeeper, page(f"places/{where}/bays/", rows=str(rows), columns="4"),
                 api(f"places/{where}/bays/", rows=rows, columns=4))  # fmt: skip


def _shelve(at, unit, who, *, bay="A1", known=True):
    if known:
        laid_out(at.cast)
    return Three(who, page("store/bay/", units=[str(unit.id)], bay=bay),
                 api("units/bay/", unit_ids=[str(unit.id)], bay=bay))  # fmt: skip


ROWS = {
    "bays.size": lambda at: _lay_out(at, rows=27).refused_earlier("page"),
    "bays.no_store": lambda at: _lay_out(at, place="HERON"),
    "bays.unreadable": lambda at: _shelve(at, at.bag, at.cast.storekeeper, bay="4B"),
    "bays.unknown": lambda at: _shelve(at, at.bag, at.cast.storekeeper, bay="D1"),
    "bays.none": lambda at: _shelve(at, at.bag, at.cast.storekeeper, known=False).refused_earlier("page"),
    "bays.not_stored": lambda at: _shelve(at, at.fresh, at.cast.officer).refused_earlier("page"),
}
