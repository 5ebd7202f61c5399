"""How officers are reached: reading it, showing the code of a change, approving or dropping one.

A change takes a fresh code of the authenticator, as on the page: a person sends it, a program does not have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from custody.api.v1.answers import Answer
from custody.api.v1.inputs import Strict, Text
from custody.api.v1.outputs import Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.organisation.actions import contact
from custody.organisation.second_factor import check_code
from custody.organisation.selectors.contacts import change_for, contacts_visible_to, visible_changes

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class ContactOut(Shown):
    """How the reader is reached. An address that is broken, or opted out, is not used."""

    id = serializers.UUIDField()
    email = serializers.CharField(allow_null=True)
    phone = serializers.CharField(allow_null=True, help_text="E.164.")
    verified_at = moment(nullable=True)
    email_broken_at = moment(nullable=True)
    phone_broken_at = moment(nullable=True)
    opted_out_at = moment(nullable=True)


class ContactChangeOut(Shown):
    """A change of how an officer is reached. The new address itself is told to nobody."""

    id = serializers.UUIDField()
    approved_by = badge("approved_by", nullable=True)
    badge = badge("officer")
    what = serializers.SerializerMethodField()
    asked_at = moment()
    effective_at = moment()
    confirmed_at = moment(nullable=True)
    ended_at = moment(nullable=True)
    outcome = serializers.CharField(allow_null=True, help_text="applied or cancelled.")

    def get_what(self, change: Any) -> str:
        """Return what changes: phone or email."""
        return "phone" if change.phone else "email"


class ContactChangeAnswer(Answer):
    """An act on a change of a contact."""

    change = ContactChangeOut(allow_null=True)


class ChangeIn(Strict):
    """One of two: a number or a mailbox. Each is verified by a code of its own."""

    phone = Text(required=False, allow_null=True, default=None, help_text="With its country.")
    email = Text(required=False, allow_null=True, default=None, max_length=254)
    authenticator_code = Text(max_length=12, help_text="Good once, and counted with the codes of the sign-in.")


class CodeIn(Strict):
    """The code that came to the new number or mailbox."""

    received_code = Text(max_length=12)


@lists("list_contacts", shows=ContactOut, ordering=("id",), summary="Read how the reader is reached: one row, or none")
class Contacts(Listing):
    """The reader's own contact."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the reader's own contact."""
        return contacts_visible_to(officer)


@lists("list_contact_changes", shows=ContactChangeOut, ordering=("-asked_at", "id"),
       summary="List the changes of contacts: the reader's own, and all of them for who approves")
@endpoint("ask_contact_change", takes=ChangeIn, gives=ContactChangeAnswer, signs=True)
class Changes(Listing, Acting):
    """Changes of contacts."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the changes the reader may see."""
        return visible_changes(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Ask for the change."""
        check_code(act.actor, given=said.pop("authenticator_code"), field="authenticator_code")
        return contact.ask_contact_change(act=act, **said)


@reads("read_contact_change", shows=ContactChangeOut, summary="Read a change of a contact")
class Change(Single):
    """One change."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the change."""
        return change_for(officer, **ids)


@endpoint("confirm_contact_change", takes=CodeIn, gives=ContactChangeAnswer)
class Confirmation(Acting):
    """Show the code that came to the new number or mailbox."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Show the code."""
        change = change_for(act.actor, **ids)
        return contact.confirm_contact_change(act=act, change_id=change.id, code=said["received_code"])


@endpoint("approve_contact_change", gives=ContactChangeAnswer, signs=True)
class ContactApproval(Acting):
    """Approve how somebody else is reached."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Approve the change."""
        return contact.approve_contact_change(act=act, change_id=change_for(act.actor, **ids).id)


@endpoint("cancel_contact_change", gives=ContactChangeAnswer)
class ContactCancellation(Acting):
    """Drop a change; the contact stays as it was."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Drop the change."""
        return contact.cancel_contact_change(act=act, change_id=change_for(act.actor, **ids).id)
