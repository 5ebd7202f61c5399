"""A place and a furnace on their pages: the effect first, then one who proposes, then another who decides."""

from __future__ import annotations

from uuid import uuid4

from django.urls import reverse

from custody.destruction.models import Facility
from custody.destruction.plan_models import FacilityProposal
from custody.organisation.models import Place, PlaceProposal
from custody.organisation.selectors import place_by_code_word
from tests import stories
from tests.destruction import stories as burns
from tests.web.desk import errors_in, foreseen, page_of, send, text_of

NEW = {"code_word": "greylag", "kind": "quay", "jurisdiction": "be", "name": "name of GREYLAG", "mass": "1000",
       "euros": "", "site": "", "reason": "a second quay"}  # fmt: skip


def test_a_place_is_proposed_once_its_effect_was_seen_and_decided_by_another(cast):
    page, key = reverse("places:propose"), uuid4()
    seen, text = foreseen(cast.administrator, page, NEW, key=key)
    assert "What it would do now" in text
    assert "Alerts would go first to badges" in text
    assert not PlaceProposal.objects.exists()
    # Who changes an answer after that sees the effect of the new one first.
    assert send(cast.administrator, page, NEW | seen | {"mass": "2000"}).status_code == 200
    assert not PlaceProposal.objects.exists()

    sent = [send(cast.administrator, page, NEW | seen, key=key) for _ in range(2)]

    made = PlaceProposal.objects.get()
    at = reverse("places:proposal", args=[made.id])
    assert [each["Location"] for each in sent] == [at, at]
    assert "Take it back" in text_of(cast.administrator, at)
    assert errors_in(send(cast.administrator, reverse("places:name", args=[made.id]), {})) == [
        "Another person must decide what you proposed"
    ]
    assert "name of GREYLAG" not in text_of(cast.supervisor, at)
    assert send(cast.supervisor, reverse("places:name", args=[made.id]), {})["Location"] == at
    assert "name of GREYLAG" in text_of(cast.supervisor, at)
    assert send(cast.supervisor, at, {"answer": "yes"})["Location"] == at
    assert Place.objects.get(code_word="GREYLAG").cap_mg == 1_000_000_000
    assert "Decided by badge" in text_of(cast.auditor, at)
    assert errors_in(send(cast.supervisor, at, {"answer": "yes"})) == ["This was decided already"]
    for path in (page, at):
        page_of(cast.officer, path, status=403)
    page_of(cast.supervisor, reverse("places:proposal", args=[uuid4()]), status=404)


def test_a_limit_is_lowered_by_two_who_saw_that_the_place_would_be_over_it(cast):
    place = place_by_code_word(code_word="DUNLIN")
    stories.stored(cast, count=2, place="DUNLIN")  # 50 kg
    page = reverse("places:change", args=[place.id])
    said = {"mass": "5", "euros": "", "site": "", "reason": "as told"}
    seen, text = foreseen(cast.administrator, page, said, seen=place)
    assert "over its limit at once" in text
    assert "50 kg" not in text
    at = send(cast.administrator, page, said | seen, seen=place)["Location"]
    assert "Until now" in text_of(cast.supervisor, at)
    waiting = "DUNLIN, proposed by badge"
    assert waiting in text_of(cast.supervisor, reverse("places:list"))

    assert send(cast.administrator, f"{at}withdraw/", {})["Location"] == at

    assert "Taken back" in text_of(cast.administrator, at)
    assert errors_in(send(cast.administrator, f"{at}withdraw/", {})) == ["This was decided already"]
    raised = send(cast.administrator, page, said | {"mass": "999999"}, seen=place)
    assert errors_in(raised) == ["A limit is only ever lowered. Ask for a waiver for what must lie here beyond it"]
    # Who proposes limits does not learn what lies there.
    assert "10–100 kg" in text_of(cast.supervisor, reverse("places:list"))
    assert "10–100 kg" not in text_of(cast.administrator, reverse("places:list"))


def test_a_furnace_is_changed_by_two_who_saw_which_burns_no_longer_fit(cast):
    session = burns.planned(cast)
    furnace = session.facility
    page = reverse("furnaces:change", args=[furnace.id])
    said = {"limit": "1", "opens": "06:00", "closes": "22:00", "residue": "slag to the landfill", "reason": "permit"}
    assert "Most mass in one burn" in text_of(cast.administrator, page)
    seen, text = foreseen(cast.administrator, page, said, seen=furnace)
    assert session.code_word in text
    assert cast.planner.badge in text
    at = send(cast.administrator, page, said | seen, seen=furnace)["Location"]
    assert session.code_word in text_of(cast.supervisor, at)
    assert send(cast.supervisor, at, {"answer": "yes"})["Location"] == at
    assert "06:00–22:00" in text_of(cast.auditor, reverse("furnaces:list"))
    assert Facility.objects.get(pk=furnace.pk).residue == "slag to the landfill"

    new = said | {"code_word": "ANVIL", "place": "CURLEW", "opens": "", "closes": ""}
    page = reverse("furnaces:propose")
    seen, _text = foreseen(cast.administrator, page, new)
    at = send(cast.administrator, page, new | seen)["Location"]
    assert send(cast.administrator, f"{at}withdraw/", {})["Location"] == at
    assert FacilityProposal.objects.get(code_word="ANVIL").state == "withdrawn"
    assert errors_in(send(cast.administrator, page, new | {"opens": "06:00"})) == [
        "Give both hours, or none for day and night"
    ]
    page_of(cast.officer, page, status=403)
