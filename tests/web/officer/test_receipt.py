"""Receiving a load: what is told beforehand, a slip of the eye, and a seal that really differs."""

from __future__ import annotations

import re
from uuid import uuid4

from custody.core.identifiers import label_content
from custody.evidence.models import Consultation, Discrepancy
from custody.evidence.selectors.tries import strange_left
from custody.web.transfer import views
from tests import stories
from tests.web.desk import browser_of, text_of


def answers(offer, **seals):
    return {"expected_seq": str(offer.last_seq)} | seals


def seal_of(unit):
    return f"seal_{unit.id.hex}"


def test_a_first_wrong_reading_is_asked_for_again_and_the_second_counts(cast, page_for):
    right, wrong = stories.seized(cast, count=2)
    offer = stories.offered(cast, [right, wrong], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"
    sent = answers(offer, **{seal_of(right): right.seal, seal_of(wrong): "AN 000000"})

    first = page_for(cast.storekeeper, path, sent)

    assert first.status == 422
    assert "This is not the seal we know. Read it again" in first.words
    assert wrong.seal not in first.html
    assert 'value="AN 000000"' in first.html
    assert not Discrepancy.objects.exists()
    assert stories.fresh([wrong])[0].custodian == cast.officer

    second = page_for(cast.storekeeper, path, sent)

    assert second.status == 302
    assert Discrepancy.objects.get().unit == wrong
    assert wrong.seal not in page_for(cast.storekeeper, f"/units/{wrong.id}/").html, "nobody learns which it should be"
    assert [unit.custodian for unit in stories.fresh([right, wrong])] == [cast.storekeeper] * 2
    assert "Badge 4601 took over your 2 units. 1 bears another seal" in page_for(cast.officer, "/").words
    paper = page_for(cast.officer, f"/transfers/{offer.id}/").words
    assert f"1 unit was taken with another seal, and is frozen until a supervisor resolves it. {wrong.label}" in paper


def test_what_is_not_read_and_what_is_read_otherwise_are_told_in_one_round(cast, page_for):
    right, wrong, gone = stories.seized(cast, count=3)
    offer = stories.offered(cast, [right, wrong, gone], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"
    sent = answers(offer, **{seal_of(right): right.seal, seal_of(wrong): "AN 000000"})

    first = page_for(cast.storekeeper, path, sent)

    assert f"1 unit is not read yet: the one with label {gone.label}" in first.words
    assert f"{wrong.label}, read as AN000000. This is not the seal we know. Read it again" in first.words
    assert stories.fresh([right])[0].custodian == cast.officer
    assert page_for(cast.storekeeper, path, sent | {"rest": "1"}).status == 302
    assert dict(Discrepancy.objects.values_list("unit__label", "discrepancy_kind")) == {
        wrong.label: "seal", gone.label: "missing"
    }


def test_a_load_is_named_by_its_seizure_and_what_comes_next_is_its_place(cast, page_for):
    units = stories.swept(cast, stories.seized(cast, count=2))
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    path, of = f"/transfers/{offer.id}/", f"2 bags of {units[0].seizure.code_word}"

    assert f"{of}, offered by badge 4417" in page_for(cast.storekeeper, "/").words
    before = page_for(cast.storekeeper, f"{path}receive/")
    page_for(cast.storekeeper, f"{path}receive/", answers(offer, **{seal_of(unit): unit.seal for unit in units}))
    after = page_for(cast.storekeeper, f"{path}accepted/")

    assert of in before.words
    assert of in after.words
    assert "Put it in store" in after.words
    assert "Put it in store" not in page_for(cast.officer, path).words


def test_who_received_it_with_its_place_reads_where_it_lies(cast, page_for):
    units = stories.swept(cast, stories.seized(cast, count=2))
    stories.accepted(stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure"),
                     by=cast.crew)
    offer = stories.offered(cast, units, receiver=cast.storekeeper, purpose="arrival", giver=cast.crew)
    read = {seal_of(unit): unit.seal for unit in units} | {"vehicle_seal_0": stories.on_vehicles(offer)[0]}

    sent = page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", answers(offer, place="BITTERN", **read))
    page = page_for(cast.storekeeper, sent.location)

    assert "2 units lie in BITTERN now" in page.words
    assert "Put it in store" not in page.words
    assert "BITTERN" not in page_for(cast.crew, sent.location).words


def test_what_was_read_is_never_taken_while_a_unit_is_not_read(cast, page_for):
    right, gone = stories.seized(cast, count=2)
    offer = stories.offered(cast, [right, gone], receiver=cast.storekeeper)

    page = page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", answers(offer, **{seal_of(right): right.seal}))

    assert page.status == 422
    assert page.words.count("is not read yet") == 2  # in the summary, and at the line
    assert "Read the seal of" not in page.words
    assert {unit.custodian for unit in stories.fresh([right, gone])} == {cast.officer}


def test_a_discrepancy_says_what_it_means_what_was_read_and_to_who_explains_it_what_was_known(cast, page_for):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    stories.accepted(offer, by=cast.storekeeper, again=True, seals={unit.id: "AN000000"})
    path = f"/discrepancies/{Discrepancy.objects.get().id}/"

    noticed, explains = page_for(cast.storekeeper, path), page_for(cast.supervisor, path)

    for page in (noticed, explains):
        assert "It bears another seal than the one we know" in page.words
        assert "AN000000" in page.words.partition("Seal that was read")[2]
    assert unit.seal not in noticed.html
    assert unit.seal in explains.words.partition("Seal that was known")[2]
    assert "A supervisor who never had it and is not badge 4601 explains it" in noticed.words


def test_a_slip_that_is_read_right_the_second_time_leaves_nothing(cast, page_for):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"

    page_for(cast.storekeeper, path, answers(offer, **{seal_of(unit): "AN 000000"}))
    second = page_for(cast.storekeeper, path, answers(offer, **{seal_of(unit): unit.seal}))

    assert second.status == 302
    assert not Discrepancy.objects.exists()


def test_nobody_tries_numbers_until_one_fits(cast, page_for):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"

    for number in ("AN 000000", "AN 000001"):
        page_for(cast.storekeeper, path, answers(offer, **{seal_of(unit): number}))

    assert Discrepancy.objects.get().found == "AN000001"


def test_a_row_of_seals_is_no_reading_and_is_said_once(cast, page_for):
    units = stories.seized(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    row = "..".join(sorted(unit.seal for unit in units))

    page = page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", answers(offer, reads=row))

    assert page.status == 422
    assert f"{row} is a row of seals" in page.words
    assert "not on this list" not in page.words
    assert "not read yet: " not in page.words
    assert "units are not read yet" not in page.words
    assert not Consultation.objects.filter(field_group="seal_try").exists()


def test_a_seal_is_asked_for_and_a_missing_one_is_said_by_a_tick(cast, page_for):
    [unit] = stories.seized(cast)
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"

    shown = page_for(cast.storekeeper, path).words
    empty = page_for(cast.storekeeper, path, answers(offer))
    ticked = page_for(cast.storekeeper, path, answers(offer, **{f"bare_{unit.id.hex}": "on"}))

    assert "optional" not in shown
    assert empty.status == 422
    assert f"1 unit is not read yet: the one with label {unit.label}" in empty.words
    assert ticked.status == 302
    assert Discrepancy.objects.get().found == "none or damaged"


def test_the_crew_is_told_how_much_it_is_who_goes_and_where_to(cast, page_for):
    units = stories.swept(cast, stories.seized(cast, count=2))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")

    for officer, path in ((cast.crew, "receive/"), (cast.second_crew, "")):
        said = page_for(officer, f"/transfers/{offer.id}/{path}").words
        assert "2 units, 50 bricks" in said
        assert re.search("4501.*4502 as second", said)
        assert "BITTERN" in said
        assert "T-4" in said


def test_who_commands_sees_the_hand_over_but_not_where_to(cast, page_for):
    units = stories.swept(cast, stories.seized(cast))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")

    said = page_for(cast.supervisor, f"/transfers/{offer.id}/").words

    assert "1 unit, 25 bricks" in said
    assert "BITTERN" not in said


def test_the_second_of_the_crew_is_told_who_accepts_and_may_refuse(cast, page_for):
    units = stories.swept(cast, stories.seized(cast))
    offer = stories.offered(cast, units, receiver=cast.crew, second=cast.second_crew, purpose="departure")

    home = page_for(cast.second_crew, "/").words
    form = page_for(cast.second_crew, f"/transfers/{offer.id}/receive/")
    shown = page_for(cast.second_crew, f"/transfers/{offer.id}/")

    assert "You are second for 1 unit" in home
    assert form.location == f"/transfers/{offer.id}/"
    assert "Badge 4501 reads the seals and accepts for the two of you." in shown.words
    assert f"/transfers/{offer.id}/refuse/" in shown.html


def test_a_unit_that_was_read_and_is_not_there_is_asked_back(cast, page_for):
    one, other = stories.seized(cast, count=2)
    offer = stories.offered(cast, [one, other], receiver=cast.storekeeper)
    path, codes = f"/transfers/{offer.id}/receive/", f"{one.seal}\n{other.seal}"

    refused = page_for(cast.storekeeper, path, answers(offer, reads=codes, **{f"left_{other.id.hex}": "missing"}))
    named = page_for(cast.storekeeper, path, answers(offer, reads=codes, **{f"left_{other.id.hex}": "weight"}))

    assert refused.status == 422
    assert "You read it, and it is not there" in refused.words
    assert named.status == 302
    assert not Discrepancy.objects.filter(discrepancy_kind="missing").exists()


def test_a_load_is_taken_by_one_code_a_unit_and_what_is_not_read_is_never_taken_for_there(cast, page_for):
    """One seal each, in any order; a label where there is none; the rest is reported by an answer that names it."""
    sealed, gone, [bare] = *stories.seized(cast, count=2), stories.seized(cast, seal=None)
    offer = stories.offered(cast, [sealed, gone, bare], receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"
    shown = page_for(cast.storekeeper, path)
    codes = f"{label_content(bare.label)}\n{sealed.seal.lower()}"

    refused = [
        page_for(cast.storekeeper, path, answers(offer, reads=codes, **more))
        for more in ({}, {"rest": "2"}, {f"left_{gone.id.hex}": ""})
    ]
    strange = page_for(cast.storekeeper, path, answers(offer, reads=f"{codes}\nAN 000000", rest="1"))
    taken = page_for(cast.storekeeper, path, answers(offer, reads=codes, rest="1"))

    assert not re.search(r"value=\"[^\"]+\" selected", shown.html)
    assert "checked" not in shown.html.split("<main", 1)[1]
    for each in refused:
        assert each.status == 422
        assert f"1 unit is not read yet: the one with label {gone.label}" in each.words
        assert "Accept 2, report 1 as not there" in each.words
    assert (strange.status, "AN 000000 is not on this list" in strange.words) == (422, True)
    assert taken.status == 302
    assert [unit.custodian for unit in stories.fresh([sealed, bare, gone])] == [cast.storekeeper] * 2 + [cast.officer]
    [lost] = Discrepancy.objects.all()
    assert lost.discrepancy_kind == "missing"
    told = page_for(cast.officer, "/").words
    assert "Badge 4601 took 2 of your 3 units. 1 was not taken, you still answer for it" in told
    first = told.partition("Waiting for you")[2].strip()
    assert first.startswith("Badge 4601 took 2 of your 3 units"), "who still answers for one reads that before all else"
    assert "Taken over from you" not in told
    paper = page_for(cast.officer, f"/transfers/{offer.id}/")
    assert "Taken: 2 of 3 units" in paper.words
    assert f"{gone.label} · It is not there" in paper.words
    about = page_for(cast.officer, f"/discrepancies/{lost.id}/")
    assert "Reported missing by badge 4601" in about.words
    assert "A supervisor who never had it and is not badge 4601 explains it" in about.words
    assert 'name="resolution"' not in about.html
    assert 'name="resolution"' in page_for(cast.supervisor, f"/discrepancies/{lost.id}/").html
    task = page_for(cast.officer, f"/seizures/{gone.seizure_id}/").words
    assert "Missing differs" not in task


def test_a_seal_that_is_not_ours_finds_its_unit_by_the_label_before_it(cast, page_for):
    right, wrong = stories.seized(cast, count=2)
    offer = stories.offered(cast, [right, wrong], receiver=cast.storekeeper)
    sent = answers(offer, reads=f"C1:{wrong.label}\nAN000000\n{right.seal}\n{right.label}")

    first = page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", sent)
    second = page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", sent)

    assert "This is not the seal we know. Read it again" in first.words
    assert second.status == 302
    assert (Discrepancy.objects.get().unit, Discrepancy.objects.get().found) == (wrong, "AN000000")


def test_nobody_tries_numbers_on_the_whole_load_until_one_fits(cast, page_for):
    units = stories.seized(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    path = f"/transfers/{offer.id}/receive/"
    page_for(cast.storekeeper, path, answers(offer, reads="\n".join(f"ZZ {n}" for n in range(100000, 100012))))

    alone = page_for(cast.storekeeper, path, answers(offer, reads="\n".join(unit.seal for unit in units)))
    pairs = "\n".join(f"{unit.label}\n{unit.seal}" for unit in units)
    with_label = page_for(cast.storekeeper, path, answers(offer, reads=pairs))

    assert alone.status == 422
    assert "read the label of each unit first, then its seal" in alone.words
    assert with_label.status == 302


def strange(first, count):
    return "\n".join(f"ZZ {first + n}" for n in range(count))


def test_a_new_session_and_another_load_give_no_new_guesses_and_an_hour_does(cast, page_for, monkeypatch):
    one, other = stories.seized(cast), stories.seized(cast)
    offers = [stories.offered(cast, units, receiver=cast.storekeeper) for units in (one, other)]
    paths = [f"/transfers/{each.id}/receive/" for each in offers]
    page_for(cast.storekeeper, paths[0], answers(offers[0], reads=strange(100000, 6)))
    page_for(cast.storekeeper, paths[0], answers(offers[0], reads=strange(100000, 6)))
    assert strange_left(cast.storekeeper, at=stories.now())[0] == 6, "what is sent twice is read once"

    sent = answers(offers[1], reads=strange(200000, 6), idempotency_key=str(uuid4()))
    browser_of(cast.storekeeper).post(paths[1], sent)

    left, until = strange_left(cast.storekeeper, at=stories.now())
    assert left == 0
    assert re.search(r"Until \d\d:\d\d read the label of each unit first", text_of(cast.storekeeper, paths[1]))
    with_seal = answers(offers[1], reads=other[0].seal, idempotency_key=str(uuid4()))
    assert browser_of(cast.storekeeper).post(paths[1], with_seal).status_code == 422
    assert Consultation.objects.filter(officer=cast.storekeeper, field_group="seal_try").count() == 12
    monkeypatch.setattr(views, "database_now", lambda: until)
    assert browser_of(cast.storekeeper).post(paths[1], with_seal).status_code == 302


def test_a_long_list_tries_no_more_numbers_than_many_short_ones(cast, page_for):
    units = stories.seized(cast, count=2)
    offer = stories.offered(cast, units, receiver=cast.storekeeper)
    codes = "\n".join([strange(100000, 12), *(unit.seal for unit in units)])
    page = page_for(cast.storekeeper, f"/transfers/{offer.id}/receive/", answers(offer, reads=codes))
    assert f"{units[1].seal} is not on this list" in page.words
