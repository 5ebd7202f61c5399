"""Proposed by one, decided by another: the pages of everything that two people change.

Who proposes sees first what it would do, and signs with the second sending of the same answers; whoever changes an
answer in between sees the effect of the new ones first. Who decides sees the same effect as it is by then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from custody.core.verdicts import verdict
from custody.web.shared.forms import (
    KEY,
    SEEN,
    ChoiceField,
    CustodyForm,
    OneButton,
    RemarkField,
    act_for,
    attempt,
    show_form,
)
from custody.web.shared.guards import signed_in
from custody.web.shared.receipts import receipt_on
from custody.web.shared.repeats import first_answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from custody.core.act import Act
    from custody.organisation.models import Officer

STATES = {
    "open": (_("Waits for a second person"), "warning"),
    "approved": (_("Approved"), "success"),
    "rejected": (_("Rejected"), "neutral"),
    "withdrawn": (_("Taken back"), "neutral"),
}
FORESEEN = "foreseen"


class ForeseenForm(CustodyForm):
    """Answers whose first sending shows their effect, and whose second counts."""

    foreseen = forms.CharField(widget=forms.HiddenInput, required=False)
    #: Fields that are no answer: they are not the same at both sendings.
    not_answers: ClassVar[tuple[str, ...]] = (KEY, SEEN, FORESEEN)

    def is_foreseen(self) -> bool:
        """Say whether the effect of these very answers was shown."""
        return bool(self.cleaned_data[FORESEEN] == self.answers())

    def foresee(self) -> None:
        """Let the next sending of the same answers count."""
        self._set_hidden(FORESEEN, self.answers())

    def answers(self) -> str:
        """Return one word for these very answers."""
        said = {name: self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
                for name in self.fields if name not in self.not_answers}  # fmt: skip
        return hashlib.sha256(repr(sorted(said.items())).encode()).hexdigest()


class ProposingForm(ForeseenForm):
    """What is proposed and why. The first sending shows the effect, the second of the same answers proposes it."""

    reason = RemarkField(label=_("Why?"), required=True)


class DecideForm(CustodyForm):
    """The second person's answer."""

    answer = ChoiceField(
        label=_("Shall this hold?"), choices=[("yes", _("Yes, I have seen what it does")), ("no", _("No"))]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPeople:
    """One kind of proposal: the names of its pages, who may, and what its pages show.

    ``pages`` is the namespace of the URLs and the folder of the templates; ``again`` the entry of what an act records.
    ``shows(officer, found)`` returns what the templates need beside the form.
    """

    pages: str
    again: str
    may_decide: Callable[[Officer, Any], None]
    may_withdraw: Callable[[Officer, Any], None]
    shows: Callable[[Officer, Any], Mapping[str, object]]
    names: str = "proposal_id"
    page: str = "proposal"
    form: ClassVar[type[CustodyForm]] = DecideForm

    def propose(
        self,
        request: HttpRequest,
        form: ForeseenForm,
        *,
        foresee: Callable[[dict[str, Any]], object],
        do: Callable[[Act, dict[str, Any]], Any],
        **shown: object,
    ) -> HttpResponse:
        """Show what the answers would do; sent once more, propose it."""
        if ref := first_answer(request, form, again=self.again):
            return redirect(self._url, ref)
        if form.is_valid():
            with attempt(form, again=self.again) as done:
                effect = foresee(form.cleaned_data)
                if form.is_foreseen():
                    done.ref = do(act_for(request, form), form.cleaned_data).id
                else:
                    form.foresee()
                    shown = {**shown, "effect": effect}
            if done.ref:
                return redirect(self._url, done.ref)
        return show_form(request, f"custody/{self.pages}/propose.html", form=form, **shown)

    def proposal(self, request: HttpRequest, found: Any, *, decide: Callable[..., object]) -> HttpResponse:
        """Show what was proposed, and let another person ``decide`` it."""
        form = self.form(request.POST or None)
        if first_answer(request, form, again=self.again):
            return redirect(self._url, found.id)
        if form.is_valid():
            with attempt(form, again=self.again) as done:
                decide(
                    act=act_for(request, form), approve=form.cleaned_data["answer"] == "yes", **{self.names: found.id}
                )
                done.ref = found.id
            if done.ref:
                return redirect(self._url, found.id)
        return self.show(request, found, form=form)

    def take_back(self, request: HttpRequest, found: Any, *, withdraw: Callable[..., object]) -> HttpResponse:
        """Take a proposal back, by ``withdraw``."""
        form = OneButton(request.POST)
        if form.is_valid():
            with attempt(form, again=self.again) as done:
                withdraw(act=act_for(request, form), **{self.names: found.id})
                done.ref = found.id
            if done.ref:
                return redirect(self._url, found.id)
        return self.show(request, found, form=form)

    @property
    def _url(self) -> str:
        return f"{self.pages}:{self.page}"

    def show(self, request: HttpRequest, found: Any, *, form: CustodyForm) -> HttpResponse:
        """Return the page of a proposal: with the form for who may decide it, or whose answer was refused."""
        officer = signed_in(request)
        words, tone = STATES[found.state]
        mine = verdict(lambda: self.may_withdraw(officer, found)).ok
        context = {
            "proposal": found, "state": words, "tone": tone, "withdraw": OneButton() if mine else None,
            **self.shows(officer, found),
        }  # fmt: skip
        if verdict(lambda: self.may_decide(officer, found)).ok or form.is_bound:
            return show_form(request, f"custody/{self.pages}/decide.html", form=form, **context)
        receipt = receipt_on(found.stream_id)
        return TemplateResponse(request, f"custody/{self.pages}/{self.page}.html", {**context, "receipt": receipt})
