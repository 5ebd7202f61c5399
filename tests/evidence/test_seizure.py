"""Opening a seizure: by two officers, with what was found, out of a conveyance or without one."""

from __future__ import annotations

from datetime import date

import pytest

from custody.core.events import FieldClass
from custody.evidence.actions import describing, seizure
from custody.evidence.entries import Circumstances, NewExhibit, Published
from custody.evidence.models import Exhibit
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation import names
from tests import stories

EVERYTHING = frozenset(FieldClass)
COCAINE = [NewExhibit(substance="cocaine", form="pressed_brick")]


def test_a_seizure_takes_over_what_is_known_of_the_conveyance(cast):
    conveyance = stories.opened(cast)

    found = stories.opened_seizure(cast, conveyance=conveyance)

    conveyance.refresh_from_db()
    assert conveyance.custody_state == "emptied"
    assert (found.detection, found.cover_load, found.hs_code, found.origin_country, found.concealment) == (
        "dog",
        "bananas",
        "080390",
        "Ecuador",
        "rip_off_bags",
    )
    assert (found.seizing_officer, found.second_officer, found.state) == (cast.officer, cast.second_officer, "open")
    assert Exhibit.objects.get(seizure=found).number == 1


def test_what_the_officer_says_goes_before_what_the_conveyance_says(cast):
    found = seizure.open_seizure(
        act=stories.act_of(cast.officer),
        second_badge="4418",
        exhibits=COCAINE,
        conveyance_id=stories.emptied(cast).id,
        circumstances=Circumstances(cover_load="soy"),
    )

    assert (found.cover_load, found.detection) == ("soy", "dog")


def test_a_find_without_an_owner_is_a_seizure_without_a_conveyance(cast):
    stories.rules_of(cast, "NL")
    found = seizure.open_seizure(
        act=stories.act_of(cast.officer),
        second_badge="4418",
        jurisdiction="NL",
        demo=True,
        exhibits=[
            *COCAINE,
            NewExhibit(substance="unknown", form="powder", finding_place="under the seat", field_test="negative"),
        ],
        published=Published(event="E-7", on=date(2023, 11, 1), source="a newspaper", mg=5_000_000, synthetic=True),
    )

    lines = told([found.stream_id], classes=EVERYTHING, newest_first=False)
    assert [line.type.code for line in lines] == ["seizure.opened/1", "exhibit.recorded/2", "exhibit.recorded/2"]
    assert lines[0].values["published_mg"] == 5_000_000
    assert (found.jurisdiction, found.published_event, found.synthetic, found.demo) == ("NL", "E-7", True, True)
    assert found.conveyance is None


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"exhibits": []}, "exhibits.none", "exhibits"),
        ({"exhibits": [NewExhibit(substance="flour", form="powder")]}, "choice.unknown", "substance"),
        ({"exhibits": [NewExhibit(substance="cocaine", form="cube")]}, "choice.unknown", "form"),
        (
            {"exhibits": [NewExhibit(substance="cocaine", form="powder", field_test="?")]},
            "choice.unknown",
            "field_test",
        ),
        ({"circumstances": Circumstances(concealment="magic")}, "choice.unknown", "concealment"),
        ({"second_badge": "1"}, "officer.unknown", "second_badge"),
    ],
)
def test_a_seizure_that_makes_no_sense_is_refused(cast, refused, changes, code, field):
    with refused(code) as refusal:
        seizure.open_seizure(
            **({"act": stories.act_of(cast.officer), "second_badge": "4418", "exhibits": COCAINE} | changes)
        )

    assert refusal.error.field == field


def test_a_seizure_needs_two_officers(cast, refused):
    for badge, code in (("4417", "people.same"), ("4601", "role.missing")):
        with refused(code):
            seizure.open_seizure(act=stories.act_of(cast.officer), second_badge=badge, exhibits=COCAINE)


def test_a_conveyance_that_changed_meanwhile_is_a_stale_form(cast, refused):
    conveyance = stories.opened(cast)

    with refused("record.stale"):
        stories.opened_seizure(cast, conveyance=conveyance, expected_seq=conveyance.last_seq - 1)


def test_a_code_word_that_is_taken_is_drawn_again(cast, monkeypatch):
    drawn = iter(["KESTREL-41", "KESTREL-41", "HERON-77", "BIRCH-12", "ZITHER-77"])  # HERON and BIRCH are places
    monkeypatch.setattr(names, "new_code_word", lambda random_bytes: next(drawn))

    words = [
        seizure.open_seizure(act=stories.act_of(cast.officer), second_badge="4418", exhibits=COCAINE).code_word
        for _ in range(2)
    ]

    assert words == ["KESTREL-41", "ZITHER-77"]


def test_what_a_find_looks_like_is_said_later_and_once(cast, refused):
    found = seizure.open_seizure(act=stories.act_of(cast.officer), second_badge="4418",
                                 exhibits=[NewExhibit(substance="cocaine", form="unknown")])
    common = {"act": stories.act_of(cast.second_officer), "seizure_id": found.id}
    for said, code in (({}, "find.nothing"), ({"form": "powder", "exhibit_number": 2}, "exhibit.unknown"),
                       ({"form": "cube"}, "choice.unknown"), ({"holder": "gone"}, "choice.unknown")):
        with refused(code):
            describing.describe_find(**common, **said)
    with refused("seizure.not_yours"):
        describing.describe_find(act=stories.act_of(cast.third_officer), seizure_id=found.id, form="powder")

    exhibit = describing.describe_find(**common, form="powder", concealment="rip_off_bags")
    describing.describe_find(act=stories.act_of(cast.officer), seizure_id=found.id, field_test="positive",
                             test_kit="NIK G 0815", holder="refused")

    for again in ({"form": "liquid"}, {"field_test": "negative"}, {"concealment": "postal"}, {"holder": "signed"},
                  {"test_kit": "another"}):
        with refused("find.said"):
            describing.describe_find(act=stories.act_of(cast.officer), seizure_id=found.id, **again)
    found.refresh_from_db()
    exhibit.refresh_from_db()
    assert (exhibit.form, exhibit.field_test, found.concealment) == ("powder", "positive", "rip_off_bags")
    last = told([found.stream_id], limit=1, classes=frozenset(FieldClass))[0]
    assert (last.type.code, last.values["form"]) == ("exhibit.described/2", "powder")
    assert (last.values["holder"], last.values["test_kit"]) == (found.holder, exhibit.test_kit) == (
        "refused", "NIK G 0815")
    assert not replay_state().findings
