"""What leaves the house says a reference, a level and "open the system", in every language, and nothing else."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import timedelta
from html import unescape
from itertools import product

import pytest
from django.conf import settings

from custody.alerts.claiming import claim
from custody.alerts.models import Delivery
from custody.alerts.raising import Finding, raise_alert
from custody.alerts.rendering import GSM_7, KINDS, LANGUAGES, SMS_LIMIT, Notice, render
from custody.alerts.rules import RULES_BY_CODE
from custody.core.act import Act, Door
from custody.ledger.recording import recording
from custody.organisation.selectors import engine_officer
from tests import stories
from tests.alerts.conftest import put_away
from tests.alerts.leaks import leaks_in, secrets_of
from tests.environment import ROOT

REFERENCES, LEVELS, COUNTS, CODES = ("7K2QXDM", "WWWWWWW"), (0, 1, 2, 3, 4), (0, 1, 2, 99_999), ("", "7F3K9Q", "123456")
WITH_A_COUNT, WITH_A_LEVEL = {"digest", "shift"}, {"alert", "digest", "danger"}


def notice(**changes):
    return Notice(**({"reference": "7K2QXDM", "level": 1, "count": 1, "language": "en"} | changes))


def everything():
    for kind, reference, level, count, language, code in product(
        KINDS, REFERENCES, LEVELS, COUNTS, LANGUAGES, CODES
    ):
        yield Notice(kind=kind, reference=reference, level=level, count=count, language=language, code=code)


def all_of(made):
    return "\n".join([made.subject, made.text, made.html, made.sms])


def test_the_renderer_has_no_field_by_which_anything_could_enter():
    assert [(field.name, field.type) for field in fields(Notice)] == [
        ("kind", "str"), ("reference", "str"), ("level", "int"), ("count", "int"), ("language", "str"), ("code", "str"),
    ]  # fmt: skip
    assert Notice.__slots__ == ("kind", "reference", "level", "count", "language", "code")
    with pytest.raises(TypeError):
        Notice(reference="7K2QXDM", level=1, count=1, language="en", place="HERON")
    with pytest.raises((AttributeError, TypeError)):
        notice().place = "HERON"


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_message_is_one_part_of_gsm_7_whatever_is_in_it(kind):
    for each in everything():
        if each.kind != kind:
            continue
        sms = render(each).sms
        assert set(sms) <= GSM_7, each
        assert len(sms) <= SMS_LIMIT, each
        assert not set(sms) & set("[]{}\\^~|€"), "these count twice"
        assert "://" not in sms
        assert sms.startswith(f"COC {each.reference}: ")
        assert kind not in WITH_A_LEVEL or str(each.level) in sms
        assert kind not in WITH_A_COUNT or str(each.count) in sms
        assert each.code in sms or kind not in {"alert", "danger", "code"}


def test_there_is_a_template_for_every_kind_and_language_and_no_other():
    found = {str(file.relative_to(ROOT / "templates/sms")) for file in (ROOT / "templates/sms").rglob("*.*")}

    assert found == {f"{language}/{kind}.txt" for language in LANGUAGES for kind in KINDS}
    assert {file.name for file in (ROOT / "templates/emails").iterdir()} == {
        f"{language}.{form}" for language in LANGUAGES for form in ("txt", "html")
    }
    with pytest.raises(KeyError):
        render(notice(kind="../../layouts/page"))


def test_the_text_of_an_alert_is_the_same_for_every_rule():
    assert render(notice(code="7F3K9Q")).sms == "COC 7K2QXDM: level 1. Open the system. Reply 7F3K9Q"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_in_any_language_gives_anything_away(db, language):
    secrets = secrets_of()
    for kind, count in product(KINDS, (1, 7)):
        made = render(notice(kind=kind, count=count, language=language, code="7F3K9Q"))

        assert leaks_in(all_of(made), secrets) == set(), kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_four_languages_differ_and_another_gets_english(kind):
    texts = {render(notice(kind=kind, language=each, code="7F3K9Q")).text for each in LANGUAGES}

    assert len(texts) == 4
    assert render(notice(kind=kind, language="pl", code="7F3K9Q")).text in texts


def test_a_mail_leads_to_the_sign_in_its_subject_is_the_reference_and_no_code_stands_in_it():
    for language in LANGUAGES:
        made = render(notice(level=2, language=language, code="7F3K9Q"))

        assert settings.CUSTODY_BASE_URL in made.text
        assert made.subject == "COC 7K2QXDM"
        assert "&#x27;" not in made.text
        assert "7F3K9Q" not in made.text + made.html
        assert "7F3K9Q" in made.sms
    assert "123456" in render(notice(kind="code", code="123456")).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_of_a_mail_says_what_the_text_says_and_loads_nothing(language):
    for kind in KINDS:
        made = render(notice(kind=kind, language=language, code="123456"))

        words = " ".join(unescape(re.sub(r"<[^>]+>", " ", made.html.split("</head>")[1])).split())
        sentence = made.text.splitlines()[0]
        assert words.startswith(sentence)
        assert re.findall(r'(?:href|src)="([^"]*)"', made.html) == [settings.CUSTODY_BASE_URL]
        assert not re.search(r"<(img|link|script|style|iframe|form)\b|url\(|style=", made.html)


def test_what_is_put_in_the_place_of_a_reference_is_escaped():
    made = render(notice(reference="<b>x</b>"))

    assert "<b>" not in made.html


def test_every_template_that_leaves_uses_only_the_known_fields():
    known = {"reference", "level", "count", "code", "sentence", "sign_in"}
    for file in [*(ROOT / "templates/sms").rglob("*.txt"), *(ROOT / "templates/emails").iterdir()]:
        text = file.read_text(encoding="utf-8")
        used = set(re.findall(r"{{\s*(\w+)", text)) | set(re.findall(r"{%\s*(?:el)?if\s+(\w+)", text))
        assert used <= known, file
        assert "{% load" not in text, file
        assert "{% include" not in text, file


# --- whatever the alert is about ------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(RULES_BY_CODE))
def test_a_rule_whose_alert_is_full_of_secrets_leaves_as_the_same_few_words(cast, settings, code):
    """Everything that an alert, its subject and its group can hold is planted, and looked for in what was claimed."""
    level = min(stage.level for stage in RULES_BY_CODE[code].stages) if RULES_BY_CODE[code].stages else 1
    [unit] = stories.stored(cast)
    with recording(Act(actor=engine_officer(), door=Door.ENGINE)) as record:
        alert = raise_alert(
            record,
            Finding(
                rule=code, stage="HERON 25kg", level=level, subject_kind="unit", subject_id=unit.id,
                dedupe_key="vault HERON 25 kg", group_key="cocaine in BITTERN", fired_for=record.now,
            ),
        )  # fmt: skip
    put_away(alert)
    for language, channel in product(LANGUAGES, ("sms", "email")):
        cast.supervisor.language = language
        cast.supervisor.save(update_fields=["language"])
        row = Delivery.objects.create(
            alert=alert, officer=cast.supervisor, channel=channel, level=level, last_error="vault HERON",
            step=10 + LANGUAGES.index(language), next_attempt_at=stories.now() - timedelta(days=2),
            created_at=stories.now() - timedelta(days=2),
        )  # fmt: skip
        [claimed] = claim(at_most=1)
        Delivery.objects.filter(pk=row.pk).update(state="superseded", next_attempt_at=None)

        said = all_of(claimed.letter.content) + claimed.letter.thread
        assert leaks_in(said, secrets_of([unit], [cast.supervisor])) == set()
        assert "HERON" not in said
        assert "BITTERN" not in said
        words = claimed.letter.content.sms.replace(alert.public_ref, "7K2QXDM")
        reply = claimed.letter.content.sms.rsplit(" ", 1)[1] if channel == "sms" else ""
        kind = "danger" if level == 0 else "alert"
        expected = render(notice(kind=kind, level=level, language=language, code=reply))
        assert words == expected.sms


@pytest.mark.parametrize(
    "leak",
    [
        *("cocaine", "Kokain", "25 kg", "25.000 kg", "1,5 ton", "BITTERN", "heron", "Antwerpen", "the vault"),
        *("AL1", "TARGET_DESTRUCTION", "overdue", "pressed_brick", "a container"),
    ],
)
def test_a_planted_leak_is_found(db, leak):
    made = render(notice())

    assert leaks_in(f"{made.text} {leak}", secrets_of())


def test_a_leak_planted_in_a_template_is_found(db, settings, tmp_path):
    (tmp_path / "sms" / "en").mkdir(parents=True)
    leaking = "COC {{ reference }}: level {{ level }}, vault HERON. Open the system."
    (tmp_path / "sms" / "en" / "alert.txt").write_text(leaking)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]

    made = render(notice())

    assert leaks_in(made.sms, secrets_of()) == {"vault", "heron"}
    assert leaks_in(made.text, secrets_of()) == {"vault", "heron"}
