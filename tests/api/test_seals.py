"""The register of blank seals over the API."""

from __future__ import annotations


def test_a_delivery_is_taken_in_read_and_withdrawn(cast, caller, done, refused):
    storekeeper = caller(cast.storekeeper)
    body = {"maker": "Zegelfabriek", "seal_class": "H", "first": "ZF0101", "last": "ZF0150"}
    batch = done(storekeeper.post("seal-batches/", body))["batch"]
    refused(storekeeper.post("seal-batches/", body), 400, "seals.known")
    refused(caller(cast.officer).post("seal-batches/", body), 403, "role.missing")
    [row] = storekeeper.get("seal-batches/").json()["results"]
    assert (row["id"], row["maker"], row["first_number"], row["taken_in_by"]) == (
        batch, "Zegelfabriek", "ZF0101", cast.storekeeper.badge,
    )  # fmt: skip
    assert done(storekeeper.post(f"seal-batches/{batch}/withdrawal/", {"reason": "stolen"}))["batch"] == batch
    refused(caller(cast.officer).post(f"seal-batches/{batch}/withdrawal/", {"reason": "lost"}), 404, "record.not_found")
