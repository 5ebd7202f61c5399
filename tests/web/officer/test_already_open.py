"""The way back to the form of a seizure that is open leads to that seizure, not to a second one."""

from __future__ import annotations

import pytest

from custody.evidence.models import Seizure
from tests import stories

FIND = {"substance": "cocaine", "form": "pressed_brick", "field_test": "positive", "concealment": "rip_off_bags",
        "second_badge": "4418"}


@pytest.mark.parametrize("empty", ["yes", "no"])
def test_the_form_sent_again_with_a_new_key_says_already_open_and_leads_there(cast, page_for, empty):
    unit = stories.opened(cast)
    path = f"/units/{unit.id}/seize/"
    sent = FIND | {"expected_seq": str(unit.last_seq), "ends_extraction": empty}
    first = page_for(cast.officer, path, sent)
    made = Seizure.objects.get()

    again = page_for(cast.officer, path, sent)

    assert first.location == f"/seizures/{made.id}/opened/"
    assert again.status == 409
    assert "A seizure is already open" in again.words
    assert "What you sent just now was not recorded a second time." in again.words
    assert f'href="/seizures/{made.id}/"' in again.html
    assert Seizure.objects.count() == 1


def test_the_page_opened_again_says_it_before_anything_is_typed(cast, page_for):
    made = stories.opened_seizure(cast)

    page = page_for(cast.officer, f"/units/{made.conveyance_id}/seize/")

    assert page.status == 200
    assert made.code_word in page.words
    assert "substance" not in page.html


def test_another_find_out_of_the_same_conveyance_is_a_seizure_of_its_own(cast, page_for):
    made = stories.opened_seizure(cast)
    unit = made.conveyance
    unit.refresh_from_db()
    path = f"/units/{unit.id}/seize/?another"

    form = page_for(cast.officer, path)
    done = page_for(cast.officer, path, FIND | {"expected_seq": str(unit.last_seq)})

    assert "Is the conveyance empty now?" not in form.words  # it was said already
    assert done.status == 302
    assert Seizure.objects.filter(conveyance=unit).count() == 2


def test_that_the_conveyance_is_empty_is_never_assumed_and_can_be_said_later(cast, page_for):
    unit = stories.opened(cast)
    path = f"/units/{unit.id}/seize/?more"

    form = page_for(cast.officer, path)
    done = page_for(cast.officer, path, FIND | {"expected_seq": str(unit.last_seq)})

    assert "It cannot be opened again" in form.words
    assert 'name="ends_extraction" value="yes" checked' not in form.html
    unit.refresh_from_db()
    assert unit.custody_state == "extraction"
    page = page_for(cast.officer, done.location.replace("/opened/", "/"))
    assert f"/units/{unit.id}/strip/end/" in page.html


def test_the_end_without_a_find_says_what_it_means_before_it_is_sent(cast, page_for):
    unit = stories.opened(cast)

    page = page_for(cast.officer, f"/units/{unit.id}/strip/end/")

    assert "Stripping ends and its clock stops." in page.words
    assert "It is stripped again only when they find something." in page.words
    assert "Not yet" in page.words
    unit.refresh_from_db()
    assert unit.custody_state == "extraction"


def test_the_page_of_the_find_shows_what_was_answered_so_far_to_who_has_it(cast, page_for):
    unit = stories.opened(cast)

    page = page_for(cast.officer, f"/units/{unit.id}/seize/")

    assert "Number on the door MSCU 123456 6" in page.words
    assert "Cover load bananas" in page.words
    assert "Container" in page.words
    assert "HERON" not in page.words
    assert "MSCU" not in page_for(cast.third_officer, f"/units/{unit.id}/seize/").words
