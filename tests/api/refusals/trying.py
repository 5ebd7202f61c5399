"""How one refusal is tried by three doors: the form of a page, an address of the API, and the act itself.

A row says who tries and what is sent by page and by API. The shell calls the very act that the API called, with what
the API handed it, unless the row names another call: what is refused there is refused by the act and not by an edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from html import unescape
from importlib import import_module
from types import TracebackType
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from custody.core.errors import CustodyError, StaleVersion
from custody.evidence.models import HandlingUnit
from custody.ledger.models import Event
from custody.organisation.actions.register import change_officer
from custody.organisation.models import Officer
from custody.organisation.roles import Role
from custody.reports.speaking import refusal_said
from custody.web.shared.words import UNIT_KINDS
from tests.api.doors import Door
from tests.api.refusals.missing import NO_ACT, NO_API, NO_PAGE
from tests.stories import act_of
from tests.web.shared.pages import read, words

NOT_KEPT = {"code", "own_code", "duress_code", "received_code", "password", "pin", "again", "idempotency_key",
            "expected_seq", "proposal_id"}  # fmt: skip
"""Answers that a form never shows again, and those in whose place it shows what stands now."""


EDGE = {"page": frozenset({"page"}), "api": frozenset({"api"}), "both": frozenset({"page", "api"})}


@dataclass(frozen=True)
class Three:
    """One refusal: who tries, what is sent by page and by API, and the call of the shell where it is another."""

    who: Any
    page: Door | None
    api: Door | None
    shell: Callable[[], object] | None = None
    edges: frozenset[str] = frozenset()
    """The doors whose own reading refuses it before the act is asked: an answer that is empty or too long, for one."""
    remembers: dict[str, Any] = field(default_factory=dict)
    """What the session remembers of before: which request a magistrate opened, for one."""
    while_: Callable[[], AbstractContextManager[object]] = nullcontext
    """What holds while it is tried: two people at the same moment, for one."""
    told_as: str = ""
    """The code of the refusal that tells this one in its sentence: what is wrong with a line of a list, for one."""
    words: str = ""
    """What the page says at its field, where it says the refusal in words of its own."""
    notes: frozenset[str] = frozenset()
    """The events by which the ledger remembers that it was tried, where it must."""

    def refused_earlier(self, by: str, shell: Callable[[], object] | None = None) -> Three:
        """Return the row with the doors that read it and refuse it before the act is asked: page, api or both."""
        return replace(self, edges=EDGE[by], shell=shell or self.shell)


def page(path: str, **said: Any) -> Door:
    """Return the form of a page and what is answered there."""
    return Door(path if path.startswith("/") else "/" + path, said)


def api(path: str, **said: Any) -> Door:
    """Return an address of the API and what is sent there."""
    return Door(path, said)


def with_roles(cast: Any, officer: Any, *roles: str) -> Any:
    """Return an officer who was given these roles; the one of the cast is left as it was."""
    found = Officer.objects.get(pk=officer.pk)
    change_officer(act=act_of(cast.administrator), officer=found, roles=[Role(each) for each in roles], clearance=2,
                   is_active=True)  # fmt: skip
    return Officer.objects.get(pk=officer.pk)


@contextmanager
def watched() -> Iterator[list[CustodyError]]:
    """Yield a list that every refusal joins as soon as it is made."""
    made: list[CustodyError] = []
    begin = CustodyError.__init__

    def remembered(self: CustodyError, *args: Any, **params: Any) -> None:
        begin(self, *args, **params)
        made.append(self)

    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(CustodyError, "__init__", remembered)
        yield made


def wrong_with(code: str, row: Three, *, caller: Callable[[Any], Any]) -> Iterator[str]:
    """Yield what is wrong with a row, door by door; nothing is left behind."""
    call = row.shell
    for door in (by_api, by_page):
        point, before = transaction.savepoint(), _recorded(row)
        try:
            with row.while_(), watched() as made:
                found = door(code, row, made, caller)
            assert _recorded(row) == before, "something was recorded"
            call = call or found
        except Exception as fault:  # noqa: BLE001 - every row is told of, not the first that is wrong
            yield f"{code} {door.__name__}: {type(fault).__name__} {fault}"
        transaction.savepoint_rollback(point)
    if code in NO_ACT:
        return
    point, before = transaction.savepoint(), _recorded(row)
    try:
        with row.while_():
            by_shell(row.told_as or code, call)
        assert _recorded(row) == before, "something was recorded"
    except Exception as fault:  # noqa: BLE001
        yield f"{code} by_shell: {type(fault).__name__} {fault}"
    transaction.savepoint_rollback(point)


def _recorded(row: Three) -> int:
    return Event.objects.exclude(code__in=row.notes).count()


def by_page(code: str, row: Three, made: list[CustodyError], caller: Any) -> None:
    """Send the form as a browser would; the page says the sentence, with a status of 4xx, and keeps the answers.

    A button alone may lead on to the page where it stood, which then says the sentence.
    """
    assert (row.page is None) == (code in NO_PAGE), "no page: say why in missing.py, or take it out there"
    if row.page is None:
        return
    client = Client()
    client.force_login(row.who)
    _remember(client, row)
    said = {"idempotency_key": str(uuid4()), **row.page.said}
    response = _page_of(client, row.page, said)
    is_stale = any(isinstance(error, StaleVersion) for error in made) and response.status_code == 409
    if is_stale and code != "record.stale":
        made.clear()
        said |= {"expected_seq": _hidden(response, row.page.path)["expected_seq"]}
        response = client.post(row.page.path, said)
    if response.status_code == 200 and _hidden(response, row.page.path).get("foreseen"):
        response = client.post(row.page.path, said | {"foreseen": _hidden(response, row.page.path)["foreseen"]})
    is_told_next = response.status_code == 302 and any(error.code == code for error in made)
    if is_told_next:
        response = client.get(response["Location"])
    if response.status_code == 404 and code == "record.not_found":
        return
    text = response.content.decode()
    shown = words(read(text, strict=False)) if text else ""  # it may show again what no page may hold
    if "page" in row.edges:
        assert response.status_code in (409, 422), response.status_code
        assert _summary(text).removeprefix("There is a problem").strip(), "no sentence"
        return
    refusal = next((error for error in made if error.code == code), None)
    assert refusal is not None, f"{response.status_code} {_summary(text)} {[error.code for error in made]}"
    assert is_told_next or 400 <= response.status_code < 500, f"status {response.status_code}"
    sentence = row.words or " ".join(str(refusal_said(refusal, kinds=UNIT_KINDS)).split())
    assert sentence in shown, f"{sentence!r} is not on the page: {_summary(text)}"
    if "data-error-summary" in text and not row.page.is_read:
        asked = {name for name in row.page.said if f'name="{name}"' in text} - NOT_KEPT
        lost = {name for name in asked if not _is_kept(name, row.page.said[name], text)}
        assert not lost, f"the form lost {lost}"


def _page_of(client: Client, door: Door, said: dict[str, Any]) -> Any:
    if door.is_read:
        return client.get(door.path, door.said)
    if door.sealed is not None:
        return client.post(door.path, door.sealed, content_type="application/octet-stream", headers=door.headers)
    return client.post(door.path, said)


def _remember(client: Client, row: Three) -> None:
    if row.remembers:
        session = client.session
        session.update(row.remembers)
        session.save()


def _hidden(response: Any, path: str) -> dict[str, str]:
    """Return the answers in the form of a page that is sent to this address."""
    tree = read(response.content.decode(), strict=False)
    forms = [form for form in tree.iter("form") if form.get("method", "").lower() == "post"]
    ours = [form for form in forms if form.get("action", "") in ("", path)]
    return {each.get("name", ""): each.get("value", "") for form in ours for each in form.iter("input")}


def _is_kept(name: str, value: Any, text: str) -> bool:
    """Say whether the page shows the answer again; a box that was ticked stays so, named by its unit's label."""
    if isinstance(value, str):
        return value.strip() in unescape(text)
    if not isinstance(value, list):
        return True  # a file: the page says that it must be chosen again
    boxes = [each for each in read(text, strict=False).iter("input") if each.get("name") == name]
    ticked = {each.get("value") for each in boxes if each.get("checked") is not None}
    return all(each in ticked or _label_of(each) in ticked for each in value)


def _label_of(value: str) -> str:
    try:
        return HandlingUnit.objects.get(pk=value).label
    except (HandlingUnit.DoesNotExist, ValidationError):
        return value


def _summary(text: str) -> str:
    tree = read(text, strict=False) if text else None
    if tree is None:
        return ""
    said = [words(each) for each in tree.iter() if each.get("data-error-summary") is not None]
    said += [words(each) for each in tree.iter("p") if "c-lead" in each.get("class", "")]
    return " ".join(said) or words(tree)[:300]


def by_api(code: str, row: Three, made: list[CustodyError], caller: Any) -> Callable[[], object] | None:
    """Send it to the API, which answers with the code and a sentence; return the call of the act it called."""
    assert (row.api is None) == (code in NO_API), "no address: say why in missing.py, or take it out there"
    if row.api is None:
        return None
    response = _answer_of(row, row.api, caller)
    said = response.json()
    if "api" in row.edges:
        assert (response.status_code, said["code"]) == (400, "request.fields"), said
        assert said["fields"], said
        return None
    assert said.get("code") == (row.told_as or code), f"{response.status_code} {said}"
    assert not row.told_as or any(error.code == code and error.sentence() in said["detail"] for error in made), said
    assert 400 <= response.status_code < 500, response.status_code
    assert " " in said["detail"], said
    calls = (_act_in(error.__traceback__, who=row.who) for error in reversed(made) if error.code == said["code"])
    return next((call for call in calls if call is not None), None)


def _answer_of(row: Three, door: Door, caller: Any) -> Any:
    if door.headers is not None:
        client = APIClient()
        if "Authorization" not in door.headers:
            client.force_login(row.who)
        kind = "multipart" if _has_file(door) else "json"
        return client.post("/api/v1/" + door.path, door.said, format=kind, headers=door.headers)
    by = caller(row.who)
    _remember(by.client, row)
    if door.is_read:
        return by.get(door.path, **door.said)
    return by.post(door.path, door.said, form=_has_file(door))


def _has_file(door: Door) -> bool:
    return any(hasattr(value, "chunks") for value in door.said.values())


def _act_in(trace: TracebackType | None, *, who: Any) -> Callable[[], object] | None:
    """Return a call of the first act that a refusal came through, with what that was called with."""
    while trace is not None:
        frame, trace = trace.tb_frame, trace.tb_next
        module, code = frame.f_globals.get("__name__", ""), frame.f_code
        if ".actions" not in module or not hasattr(import_module(module), code.co_name):
            continue
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if "act" in names and all(name in frame.f_locals for name in names):
            by = frame.f_locals["act"]
            handed = {name: frame.f_locals[name] for name in names}
            handed["act"] = act_of(who, basis=by.basis, occurred_at=by.occurred_at)
            return partial(getattr(import_module(module), code.co_name), **handed)
    return None


def by_shell(code: str, call: Callable[[], object] | None) -> None:
    """Call the act itself: it raises the refusal, with a sentence."""
    assert call is not None, "the API called no act: name the call of the shell"
    with pytest.raises(CustodyError) as refusal:
        call()
    assert refusal.value.code == code, refusal.value.code
    assert " " in refusal.value.sentence()
