"""A member of a committee signs minutes through the API."""

from __future__ import annotations

from tests.destruction.test_committees import ordered


def test_the_api_signs_and_lists_the_members(cast, caller, done):
    order = ordered(cast)
    member = caller(cast.by_badge["4974"])
    [waits] = member.get("me/order-requests/").json()["minutes"]
    assert waits["id"] == str(order.id)

    made = done(member.post(f"orders/{order.id}/minutes/", {"minutes": "DDC 4/2026"}))

    [row] = caller(cast.supervisor).get(f"orders/{order.id}/minutes/").json()["results"]
    assert (row["id"], row["member"]) == (made["member_signature"], "4974")
    assert len(member.get(f"orders/{order.id}/minutes/").json()["results"]) == 1
    assert member.get("me/order-requests/").json()["minutes"] == []
