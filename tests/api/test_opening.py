"""Opening stock, limits of places and guards through the API."""

from __future__ import annotations

from tests import stories
from tests.evidence import test_opening_kinds as old
from tests.evidence.test_opening import HEAD, as_listed, counted, row
from tests.web.guarding.test_guarding import posted


def test_stock_is_imported_and_registered(cast, caller, token_of, done, refused):
    from custody.evidence.models import OpeningStock

    body = {"place": "BITTERN", "text": f"{HEAD}\n{row()}"}
    refused(token_of(cast.storekeeper).post("opening-stock/", body), 403, "token.cannot_sign")
    made = done(caller(cast.storekeeper).post("opening-stock/", body))["stock"]
    path, supervisor = f"opening-stock/{made['id']}/", caller(cast.supervisor)
    refused(supervisor.post(path + "registration/"), 409, "inventory.state")
    stock = OpeningStock.objects.get()
    counted(cast, stock, *as_listed(stock))
    assert done(supervisor.post(path + "registration/"))["stock"]["registered_by"] == "4901"
    assert supervisor.get(path).json()["line_count"] == 1
    assert [each["id"] for each in supervisor.get("opening-stock/").json()["results"]] == [made["id"]]


def test_old_stock_of_another_kind_is_listed_and_found_as_what_it_is(cast, caller, done):
    text = "\n".join([old.HEAD, old.line(kind="weapon", description="a pistol", order_reference="OM 1", **old.BESIDE)])
    made = done(caller(cast.storekeeper).post("opening-stock/", {"place": "BITTERN", "text": text}))["stock"]
    [line] = made["lines"]
    assert (line["kind"], line["substance"], line["description"], line["order_reference"]) == (
        "weapon", "none", "a pistol", "OM 1",
    )  # fmt: skip
    counter, path = caller(cast.checker), f"inventories/{made['inventory_id']}/"
    done(counter.post(path + "opening/", {"second_badge": cast.second_checker.badge}))
    done(counter.post(path + "lines/", {"label": line["label"], "kind_seen": "cash"}))
    assert counter.get(path + "lines/").json()["results"][0]["kind_seen"] == "cash"


def test_a_guard_takes_a_post_over(cast, caller, done):
    post = posted(cast, stories.contained(cast))
    [listed] = caller(cast.supervisor).get("guards/").json()["results"]
    assert listed["id"] == str(post.id)
    taken = done(caller(cast.third_officer).post(f"guards/{post.id}/take-over/"))["guard"]
    assert taken["guard"] == "4420"
