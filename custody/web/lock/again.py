"""What only somebody signs who has just said who they are: an authorisation, and a look at what is hidden.

A screen that is in use never locks. Whoever snatches a phone out of a hand, or sits down at a desk that is warm still,
finds it open; what opens a vault, a fire or a secret asks them who they are, if nobody was asked for ten minutes. The
acts of the quay ask nothing: a cold hand in a glove is no reason to leave a bag unrecorded, and each of them is signed
by a second person on a device of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from custody.organisation.field_sessions import Standing

PROVEN_FOR_S = 600
"""How long a password, a PIN or a passkey stands for whoever signs."""
SIGNS = frozenset({
    # a look at what is hidden
    "units:reveal", "bays:plan", "targets:reveal", "targets:source",
    # what lets goods burn, leave or be handed out
    "orders:record", "orders:verify", "law:authorise", "law:confirm", "law:whose", "law:revoke", "law:release",
    "law:decide_objection", "law:decide_retention", "law:settle", "magistrate:minutes", "decisions:verify",
    "bench:verify_result",
    "holds:verify", "holds:lift", "plans:approve", "sessions:approve", "sessions:designate", "sessions:attest",
    "sessions:burn", "sessions:unfreeze", "sessions:fast_lane", "exceptions:decide", "exceptions:give",
    "discrepancy:resolve", "transfer:command",
    # what closes a file, or lets it out
    "balance:close", "sessions:reconcile", "seizures:reconcile", "seizures:close", "reports:decide",
    "figures:decide", "packets:decide",
    # what changes the rules, the places and the people
    "policies:propose", "policies:proposal", "packs:propose", "packs:pack", "places:propose", "places:proposal",
    "sites:proposal", "furnaces:propose", "furnaces:proposal", "officers:propose", "officers:proposal",
    "waivers:waiver", "contact:approve", "passkeys:remove", "danger:own_code",
})  # fmt: skip
"""URL names of these pages."""


def asks_again(name: str, standing: Standing) -> bool:
    """Say whether who opens, or sends, the page of this name says first who they are."""
    return name in SIGNS and standing.proven_s > PROVEN_FOR_S


def leads_to_signature(path: str) -> bool:
    """Say whether what is unlocked leads back to a page that asks."""
    try:
        return resolve(path.partition("?")[0]).view_name in SIGNS
    except Resolver404:
        return False
