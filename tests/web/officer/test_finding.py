"""One field finds what the house gives out and what comes with the goods; a container number, with a reason first."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from custody.evidence.models import Consultation
from tests import stories, targeting
from tests.alerts.conftest import raised
from tests.destruction.stories import approved, kept, recorded

pytestmark = pytest.mark.django_db


def leads(client, officer, code):
    client.force_login(officer)
    answer = client.get(reverse("home:scan"), {"code": code})
    return answer.url if answer.status_code == 302 else answer.status_code


def test_an_order_a_burn_a_target_and_a_badge_are_found_by_whose_task_they_are(cast, client):
    order = recorded(cast, kept(cast), number="PG 12/2026")
    burn, target = approved(cast), targeting.targeted(cast)
    ways = {
        "pg  12/2026": (cast.case_officer, reverse("orders:order", args=[order.id])),
        burn.code_word.lower(): (cast.planner, reverse("sessions:session", args=[burn.id])),
        target.reference.lower(): (cast.supervisor, reverse("targets:target", args=[target.id])),
        f"B1:{cast.officer.badge}": (cast.supervisor, reverse("officers:sees", args=[cast.officer.id])),
        cast.officer.badge: (cast.internal_affairs, reverse("officers:sees", args=[cast.officer.id])),
    }

    for code, (officer, address) in ways.items():
        assert (code, leads(client, officer, code)) == (code, address)
        assert (code, leads(client, cast.third_officer, code)) == (code, 404)


def test_the_reference_that_a_message_bears_leads_to_its_alert(cast, client):
    alert = raised()

    assert leads(client, cast.supervisor, alert.public_ref.lower()) == reverse("alerts:alert", args=[alert.id])
    assert leads(client, cast.third_officer, alert.public_ref) == 404


def test_a_container_number_asks_why_on_the_spot_and_answers_once_that_is_recorded(cast, client):
    stories.contained(cast)
    client.force_login(cast.officer)
    page = client.get(reverse("home:scan"), {"code": "MSCU1234566"})
    looked = Consultation.objects.filter(field_group="lookup")

    assert "look_up_reason" in page.content.decode()
    assert "What is known of" not in page.content.decode()
    assert not looked.exists()

    form = page.context["look_up"]
    answer = client.post(reverse("targets:look_up"), {
        "idempotency_key": str(uuid4()), "container_number_0": form["container_number"].value(),
        "container_number": form["container_number"].value(), "reason": "stopped at the gate"})  # fmt: skip
    assert "What is known of" in answer.content.decode()
    assert looked.count() == 1


def test_who_may_not_look_up_a_container_is_not_asked_why(cast, client):
    client.force_login(cast.administrator)

    assert "look_up_reason" not in client.get(reverse("home:scan"), {"code": "MSCU1234566"}).content.decode()
