"""Documents: shown after it was recorded who reads them and why."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from custody.destruction.actions import certificates
from custody.destruction.actions.copies import send_certificate
from custody.destruction.decision_permissions import RECORDERS
from custody.destruction.selectors.access import certified_session_for
from custody.destruction.selectors.orders import copies_of
from custody.evidence.actions import documents
from custody.evidence.selectors.labels import READERS_OF_CERTIFICATES, document_for, visible_documents
from custody.web.documents.forms import CertificateForm, CopyForm, ReadForm
from custody.web.shared.forms import act_for, attempt, show_form
from custody.web.shared.guards import requires_role, signed_in
from custody.web.shared.repeats import first_answer
from custody.web.shared.taking_out import given_once
from custody.web.shared.words import SEND_WAYS


@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Hand out a document for a reason; say when it is not made yet."""
    found = document_for(signed_in(request), document_id=document_id)
    form = ReadForm(request.POST or None)

    def hand_out() -> HttpResponse:
        seen = documents.read_document(
            act=act_for(request, form), document_id=found.id, reason=form.cleaned_data["reason"]
        )
        answer = HttpResponse(seen.content, content_type=seen.media_type)
        answer["Content-Disposition"] = f'attachment; filename="{seen.name}"'
        return answer

    given = given_once(form, hand_out) if form.is_valid() else None
    if given is not None:
        return given
    return show_form(request, "custody/documents/read.html", form=form, document=found)


@require_http_methods(["GET", "POST"])
@requires_role(*READERS_OF_CERTIFICATES)
def certificate(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Have the certificate of a burn made once more, in another language."""
    officer = signed_in(request)
    found = certified_session_for(officer, session_id=session_id)
    form = CertificateForm(request.POST or None)
    if ref := first_answer(request, form, again="document"):
        return redirect("documents:read", ref)
    if form.is_valid():
        with attempt(form, again="document") as done:
            done.ref = certificates.ask_certificate(
                act=act_for(request, form), session_id=found.id, language=form.cleaned_data["language"]
            ).id
        if done.ref:
            return redirect("documents:read", done.ref)
    made = visible_documents(officer).filter(session=found).first()
    copies = [(each, SEND_WAYS[each.way]) for each in copies_of(found)]
    return show_form(
        request, "custody/documents/certificate.html", form=form, session=found, made=made, copies=copies,
        may_send=officer.has_role(*RECORDERS),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@requires_role(*RECORDERS)
def copy(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Record that a copy of the certificate went to the authority."""
    found = certified_session_for(signed_in(request), session_id=session_id)
    form = CopyForm(request.POST or None)
    if first_answer(request, form, again="session"):
        return redirect("documents:certificate", found.id)
    if form.is_valid():
        with attempt(form, again="session") as done:
            answers = form.cleaned_data
            send_certificate(
                act=act_for(request, form), session_id=found.id, sent_to=answers["sent_to"], way=answers["way"],
                sent_on=answers["sent_on"],
            )  # fmt: skip
            done.ref = found.id
        if done.ref:
            return redirect("documents:certificate", found.id)
    return show_form(request, "custody/documents/copy.html", form=form, session=found)
