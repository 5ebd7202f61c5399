"""A person answers by SMS, through real processes: engine, web, and two gateways that speak Kannel's protocol."""

from __future__ import annotations

import json
import re
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from config.launcher.system import free_port
from custody.alerts.actions.duress import set_duress_code
from custody.alerts.models import Alert, Delivery, InboundMessage, ReplyCode
from custody.organisation.models import Contact
from tests import stories
from tests.alerts.conftest import raised
from tests.tasks.conftest import wait_for


@pytest.fixture
def lines(house_cast, stack):
    """Start two gateways, the web process and the engine; return a function that texts as a telephone would."""
    second = free_port()
    stack.told |= {
        "CUSTODY_SMS_INBOUND_SECRET": "of the test",
        "CUSTODY_SMS2_URL": f"http://127.0.0.1:{second}/cgi-bin/sendsms",
        "CUSTODY_SMS2_PASSWORD": "of the test",
    }
    stack.servers()
    stack.start("sms2", "-m", "config.local.sms_gateway", "--port", str(second), "--dir", str(stack.outbox / "sms2"),
                "--name", "second")  # fmt: skip
    wait_for(lambda: "ready on 127.0.0.1" in stack.log("sms2"), what="the second gateway")
    stack.web()
    stack.engine()

    def reply(sender, text, *, by=None):
        link = HTTPConnection("127.0.0.1", by or stack.sms_port, timeout=40)
        link.request("POST", f"/reply?{urlencode({'from': sender, 'text': text})}")
        answer = link.getresponse()
        said = answer.read().decode()
        link.close()
        assert answer.status == 200, said
        return answer.status

    reply.second = second
    return reply


def texts(stack, folder="sms"):
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted((stack.outbox / folder).glob("*.json"))]


def code_in(stack, alert):
    """Return (number, code) of a text about an alert, once one has left."""
    pattern = re.compile(rf"COC {alert.public_ref}: .*Reply (\w{{6}})$")

    def look():
        for each in [*texts(stack), *texts(stack, "sms2")]:
            if match := pattern.search(each["text"]):
                return each["to"], match[1]
        return None

    return wait_for(look, what="a text with a code")


def outcomes():
    return list(InboundMessage.objects.order_by("id").values_list("outcome", flat=True))


def test_a_human_answers_through_the_real_gateway_and_nothing_else_does_anything(house_cast, stack, lines):
    alert = raised(level=2)
    number, code = code_in(stack, alert)

    assert lines("+32470009999", code) == 200
    assert lines(number, "hello") == 200
    alert.refresh_from_db()
    assert (alert.state, outcomes()) == ("open", ["wrong_number", "unknown"])

    assert lines(number, f"{code.lower()} ok") == 200
    alert.refresh_from_db()
    assert (alert.state, outcomes()[-1]) == ("acknowledged", "acknowledged")
    assert alert.acknowledged_by == Contact.objects.get(phone=number).officer

    assert lines(number, code) == 200
    old = ReplyCode.objects.exclude(code=code).first()
    if old is not None:
        ReplyCode.objects.filter(pk=old.pk).update(expires_at=stories.now())
        lines(Contact.objects.get(officer=old.officer).phone, old.code)
        assert outcomes()[-1] in {"expired", "unknown"}
    assert outcomes()[3] == "used"
    wait_for(lambda: f"COC {alert.public_ref}: noted." in [each["text"] for each in texts(stack)], what="the answer")


def test_the_duress_code_looks_like_success_through_the_real_gateway(house_cast, stack, lines):
    alert = raised(level=1)
    number, _ = code_in(stack, alert)
    officer = Contact.objects.get(phone=number).officer
    set_duress_code(act=stories.act_of(officer), code="H3LP77")

    assert lines(number, "H3LP77", by=lines.second) == 200

    assert outcomes() == ["seen"]
    call = Alert.objects.get(dedupe_key=f"duress:{officer.id}")
    assert (call.rule, call.level, call.state) == ("DURESS", 1, "open")
    wait_for(
        lambda: f"COC {alert.public_ref}: noted." in [each["text"] for each in [*texts(stack), *texts(stack, "sms2")]],
        what="the answer that looks like success",
    )


def test_danger_comes_by_both_gateways_with_receipts_of_its_own(house_cast, stack, lines):
    alert = raised(level=0)
    sent = Delivery.objects.filter(alert=alert, channel="sms")
    people = sent.values_list("officer").distinct().count()

    def both():
        return all(
            sum(f"COC {alert.public_ref}: DANGER" in each["text"] for each in texts(stack, folder)) >= people
            for folder in ("sms", "sms2")
        )

    wait_for(both, what="danger by both gateways")
    wait_for(lambda: set(sent.values_list("state", flat=True)) == {"delivered"}, what="the receipts")


def test_when_the_first_gateway_is_gone_the_second_takes_over_at_once(house_cast, stack, lines):
    stack.stop("sms")

    alert = raised(level=1)

    wait_for(
        lambda: any(alert.public_ref in each["text"] for each in texts(stack, "sms2")), what="a text by the second"
    )
    wait_for(
        lambda: Delivery.objects.filter(alert=alert, channel="sms", provider="second", state="delivered").exists(),
        what="its receipt",
    )


def test_a_gateway_that_was_told_no_address_brings_no_texts(house_cast, stack):
    stack.servers()

    link = HTTPConnection("127.0.0.1", stack.sms_port, timeout=10)
    for path, status in (("/reply?from=1&text=x", 503), ("/reply?text=x", 400), ("/other", 404)):
        link.request("POST", path)
        answer = link.getresponse()
        answer.read()
        assert answer.status == status, path
    link.close()
