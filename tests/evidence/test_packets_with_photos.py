"""A court packet encloses the photos of the goods; where one was taken stays inside the house (C1)."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from custody.evidence.actions.photo import attach_photo
from custody.evidence.photos import tells_where
from custody.ledger.packet import opened
from tests import stories
from tests.evidence.test_packets import asked, issued, judged, read
from tests.stories import act_of

GPS = 0x8825


def picture(colour, *, gps=False, **written):
    image, data, out = Image.new("RGB", (40, 30), colour), Image.Exif(), io.BytesIO()
    if gps:
        data.get_ifd(GPS)[1] = "N"
        data.get_ifd(GPS)[2] = (51.0, 14.0, 0.0)
    image.save(out, format="JPEG", exif=data, **written)
    return out.getvalue()


def attach(cast, content, *, slot="total", **of):
    return attach_photo(act=act_of(cast.officer), content=content, slot=slot, **of)


def enclosed(content):
    said, files = judged(content)[0], opened(content)
    return "\n".join(said), {name: each for name, each in files.items() if name.startswith("attach/")}, files


@pytest.fixture
def photos(house_cast):
    """A bag in store with a photo, its seizure with one that tells where it was taken and a paper."""
    [unit] = stories.stored(house_cast)
    plain, placed, paper = picture("red"), picture("blue", gps=True), picture("white")
    attach(house_cast, plain, unit_id=unit.id)
    attach(house_cast, placed, seizure_id=unit.seizure_id)
    attach(house_cast, paper, slot="document", seizure_id=unit.seizure_id)
    return unit, plain, placed, paper


def test_a_court_gets_the_photos_of_the_goods_and_who_oversees_every_one(house_cast, photos, seal_all):
    unit, plain, placed, paper = photos
    for level, by, second, expected in (
        ("court", "case_officer", "supervisor", {plain}),
        ("internal", "auditor", "internal_affairs", {plain, placed, paper}),
    ):
        packet = asked(house_cast, unit.seizure, level=level, by=getattr(house_cast, by))
        seal_all()
        issued(house_cast, packet, by=getattr(house_cast, second))

        content = read(house_cast, packet, by=getattr(house_cast, by))
        said, photos_in, files = enclosed(content)

        assert set(photos_in.values()) == expected
        assert all(name == f"attach/{hashlib.sha256(each).hexdigest()}" for name, each in photos_in.items())
        assert f"{len(expected)} enclosed as they were taken, {3 - len(expected)} proved by their hash alone" in said
        assert files["VERIFY.html"].startswith(b'<!doctype html>\n<html lang="nl">')
        assert b"verify.py PACKET.zip --policy FILE" in files["VERIFY.html"]
        assert b"<script" not in files["VERIFY.html"]
        seal_all()


def test_what_weighs_too_much_is_proved_and_not_enclosed(house_cast, photos, seal_all, monkeypatch):
    unit, plain, *_rest = photos
    other = picture("yellow")
    attach(house_cast, other, unit_id=unit.id)
    monkeypatch.setattr("custody.evidence.actions.packets.MOST_ENCLOSED", len(plain))
    packet = asked(house_cast, unit.seizure)
    seal_all()
    issued(house_cast, packet)

    assert set(enclosed(read(house_cast, packet))[1].values()) == {plain}


def test_a_photo_that_may_tell_where_it_was_taken_is_known():
    assert not tells_where(picture("red"))
    assert tells_where(picture("red", gps=True))
    assert tells_where(picture("red", comment=b"vault 3"))
    assert tells_where(b"no picture")
