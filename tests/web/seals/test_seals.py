"""The register of blank seals on its pages."""

from __future__ import annotations

from django.urls import reverse

from custody.evidence.models import SealBatch
from tests import stories
from tests.evidence.test_seal_register import put_on
from tests.web.desk import errors_in, page_of, send, text_of

LIST, RECEIVE = reverse("seals:list"), reverse("seals:receive")
DELIVERY = {"maker": "Zegelfabriek", "seal_class": "H", "first": "zf 0101", "last": "zf 0150"}


def test_a_delivery_is_taken_in_shown_on_its_units_and_withdrawn(cast):
    assert send(cast.storekeeper, RECEIVE, DELIVERY)["Location"] == LIST
    batch = SealBatch.objects.get()
    assert errors_in(send(cast.storekeeper, RECEIVE, DELIVERY)) == [
        "Seals from ZF0101 to ZF0150 are in the register already"
    ]
    [unit] = stories.seized(cast, seal=None)
    put_on(cast, unit, "ZF0101", seal_class=None)
    page = text_of(cast.officer, reverse("units:unit", args=[unit.id]))
    assert "Bolt seal (ISO 17712 H)" in page
    assert "Zegelfabriek" in page

    void = reverse("seals:void", args=[batch.id])
    assert "ZF0101" in text_of(cast.storekeeper, void)
    assert send(cast.storekeeper, void, {"reason": "stolen"})["Location"] == LIST
    assert errors_in(send(cast.storekeeper, void, {"reason": "lost"})) == ["These seals are withdrawn already"]
    assert "Withdrawn" in text_of(cast.auditor, LIST)
    for path in (LIST, RECEIVE, void):
        page_of(cast.officer, path, status=403)
