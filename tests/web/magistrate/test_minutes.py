"""A member of a committee finds an order among what is asked of him, and signs its minutes."""

from __future__ import annotations

from django.urls import reverse

from custody.destruction.models import MemberSignature
from tests.destruction.test_committees import ordered
from tests.web.desk import browser_of, send, text_of

MINE = reverse("magistrate:mine")


def test_a_member_signs_what_waits_and_the_order_says_who_did(cast):
    order, member = ordered(cast), cast.by_badge["4974"]
    about = reverse("orders:order", args=[order.id])
    page = reverse("magistrate:minutes", args=[order.id])
    assert "Minutes to sign" in text_of(member, MINE)
    assert "Recorded by badge" in text_of(member, page)
    assert "0 of 2 members of the committee signed" in text_of(cast.case_officer, about)

    assert send(member, page, {"minutes": "ddc 4/2026"})["Location"] == MINE

    assert "Minutes to sign" not in text_of(member, MINE)
    shown = text_of(cast.case_officer, about)
    assert ("DDC 4/2026" in shown, "4974" in shown) == (True, True)
    assert MemberSignature.objects.get(order=order).member == member


def test_who_is_no_member_opens_no_minutes(cast):
    page = reverse("magistrate:minutes", args=[ordered(cast).id])

    assert browser_of(cast.by_badge["4971"]).get(page).status_code == 403
    assert browser_of(cast.case_officer).get(page).status_code == 403
