"""A photo of a code where the camera cannot, and a mistyped label that says where to look."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from custody.core.errors import InvalidInput
from custody.core.identifiers import label_content
from custody.evidence.actions import transfer
from tests import stories
from tests.evidence.test_codes import code, photo
from tests.web.desk import browser_of

LINES = {"7KQ4-M2X0-J": "Look again at character", "7KQ4-UX2D-J": "character 5 (U)",
         "P1:7KQ4M2XDJ": "the label of something else"}  # fmt: skip


def send(client, content, **headers):
    upload = SimpleUploadedFile("p.jpg", content, content_type="image/jpeg")
    return client.post(reverse("home:read_photo"), {"photo": upload}, headers=headers)


@pytest.mark.django_db
def test_a_photo_leads_to_what_it_shows_or_says_what_to_do(cast, client):
    [unit] = stories.seized(cast, count=1)
    client.force_login(cast.officer)
    content = label_content(unit.label)

    assert send(client, photo(code(content))).url == reverse("units:unit", args=[unit.id])
    assert send(client, photo(code(content)), accept="application/json").json() == {"codes": [content], "error": ""}
    unread = send(client, photo(), accept="application/json")
    assert (unread.status_code, unread.json()["codes"]) == (422, [])
    assert unread.json()["error"].startswith("No code can be read in this photo")
    for wrong in (photo(), photo(size=(8_000, 6_000), kind="PNG"), b"no photo"):
        refused = send(client, wrong)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.content.decode()
    for text, said in LINES.items():
        missed = client.get(reverse("home:scan"), {"code": text})
        assert missed.status_code == 404
        assert said in missed.content.decode()
    plain = client.get(reverse("home:scan"), {"code": "KESTREL-41"}).content.decode()
    assert "is not a label" not in plain


@pytest.mark.django_db
def test_a_unit_is_found_by_the_seal_it_bears_by_who_has_it_and_who_commands(cast, client):
    [unit] = stories.seized(cast, count=1)
    spoken = f"{unit.seal[:2].lower()} {unit.seal[2:]}"

    def found(officer):
        client.force_login(officer)
        answer = client.get(reverse("home:scan"), {"code": spoken})
        return answer.get("Location") == f"/units/{unit.id}/" if answer.status_code == 302 else answer.status_code

    assert [found(officer) for officer in (cast.officer, cast.supervisor)] == [True, True]
    assert [found(officer) for officer in (cast.storekeeper, cast.third_officer)] == [404, 404]


@pytest.mark.django_db
def test_who_took_it_over_with_another_seal_does_not_find_it_by_guessing_the_right_one(cast, client):
    [unit] = stories.swept(cast, stories.seized(cast))
    offer = stories.offered(cast, [unit], receiver=cast.storekeeper)
    for _ in range(2):
        try:
            transfer.accept_transfer(act=stories.act_of(cast.storekeeper), transfer_id=offer.id,
                                     seals={unit.id: "XX999"}, reported={})
        except InvalidInput:
            continue
    client.force_login(cast.storekeeper)

    assert stories.fresh([unit])[0].custodian == cast.storekeeper
    assert client.get(reverse("home:scan"), {"code": unit.seal}).status_code == 404


def test_the_list_of_a_seizure_finds_a_unit_by_its_seal_for_who_has_it_only(cast, page_for):
    first, *_others = stories.seized(cast, count=26)
    path = reverse("seizure:find", args=[first.seizure_id])

    def found(officer):
        return browser_of(officer).post(path, {"find": first.seal}, follow=True).content.decode()

    assert "1 unit found" in found(cast.officer)
    assert "0 units found" in found(cast.supervisor)


@pytest.mark.django_db
def test_the_last_reads_are_kept_for_this_session_and_as_far_as_they_may_be_known(cast, client):
    units = stories.swept(cast, stories.seized(cast, count=6))
    client.force_login(cast.officer)
    for unit in [*units, units[4]]:
        client.get(reverse("home:scan"), {"code": unit.label})

    shown = client.get(reverse("home:scan")).content.decode()
    places = [shown.index(units[each].label) for each in (4, 5, 3, 2, 1)]
    assert places == sorted(places)
    assert units[0].label not in shown
    client.force_login(cast.storekeeper)
    assert units[4].label not in client.get(reverse("home:scan")).content.decode()


@pytest.mark.django_db
def test_several_reads_are_a_tray_with_what_can_be_done_with_all_of_them(cast, client):
    one, two, *others = stories.swept(cast, stories.seized(cast, count=4))
    client.force_login(cast.officer)
    codes = "\r\n".join([label_content(one.label), two.label, one.label, two.seal, "C1:0000-0000-0"])

    tray = client.post(reverse("home:tray"), {"codes": codes}, follow=True)

    shown = tray.content.decode()
    assert "2 units read" in shown
    assert shown.count("No record you may see matches") == 1
    steps = {step.label: step for step in tray.context["steps"]}
    assert not steps["Put it in store"].link
    assert steps["Put it in store"].reason
    offer = client.get(steps["Hand over"].link).content.decode()
    ticked = {unit.label: _is_ticked(offer, unit.label) for unit in (one, two, *others)}
    assert ticked == {one.label: True, two.label: True, others[0].label: False, others[1].label: False}
    assert "0 unit" not in client.get(reverse("home:tray")).content.decode()


@pytest.mark.django_db
def test_many_reads_ask_the_database_no_more_than_two(cast, client):
    units = stories.swept(cast, stories.seized(cast, count=30))
    client.force_login(cast.officer)

    def asked(codes):
        with CaptureQueriesContext(connection) as caught:
            sent = {"codes": "\n".join(codes)}
            assert client.post(reverse("home:tray"), sent, follow=True).context["strange"] == []
        return len(caught)

    codes = [unit.label for unit in units[:15]] + [unit.seal for unit in units[15:]]
    asked(codes[:1])  # what a first page asks once
    assert asked(codes) <= asked([codes[0], codes[-1]])


def _is_ticked(html, label):
    box = html[html.index(f'value="{label}"'):]
    return "checked" in box[: box.index(">")]
