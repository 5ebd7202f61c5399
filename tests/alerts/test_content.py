"""What leaves the house says a reference, a level and "open the system", in every language, and nothing else."""

from __future__ import annotations

import re
from dataclasses import fields
from itertools import product

import pytest
from django.conf import settings

from custody.alerts.rendering import GSM_7, LANGUAGES, SMS_LIMIT, Notice, render
from tests.alerts.leaks import leaks_in, secrets_of
from tests.environment import ROOT

EXTREMES = list(product(("7K2QXDM", "WWWWWWW"), (1, 2, 3, 4), (1, 2, 99_999), LANGUAGES))


def test_the_renderer_has_no_field_by_which_anything_could_enter():
    assert [(field.name, field.type) for field in fields(Notice)] == [
        ("reference", "str"), ("level", "int"), ("count", "int"), ("language", "str"),
    ]  # fmt: skip


@pytest.mark.parametrize(("reference", "level", "count", "language"), EXTREMES)
def test_a_text_message_is_one_part_of_gsm_7_in_every_language(reference, level, count, language):
    sms = render(Notice(reference=reference, level=level, count=count, language=language)).sms

    assert set(sms) <= GSM_7
    assert len(sms) <= SMS_LIMIT
    assert "://" not in sms
    assert reference in sms
    assert str(level) in sms


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_in_each_language_gives_nothing_away(db, language):
    secrets = secrets_of()
    for count in (1, 7):
        made = render(Notice(reference="7K2QXDM", level=1, count=count, language=language))

        assert leaks_in("\n".join([made.subject, made.text, made.sms]), secrets) == set()


def test_the_four_languages_differ_and_another_gets_english():
    texts = {render(Notice(reference="7K2QXDM", level=1, count=2, language=each)).text for each in LANGUAGES}

    assert len(texts) == 4
    assert render(Notice(reference="7K2QXDM", level=1, count=2, language="pl")).text in texts


def test_a_mail_leads_to_the_sign_in_and_its_subject_is_the_reference():
    made = render(Notice(reference="7K2QXDM", level=2, count=1, language="fr"))

    assert settings.CUSTODY_BASE_URL in made.text
    assert made.subject == "COC 7K2QXDM"
    assert "&#x27;" not in made.text


def test_every_template_that_leaves_uses_only_the_four_fields():
    known = {"reference", "level", "count", "sign_in"}
    for file in [*(ROOT / "templates/sms").iterdir(), *(ROOT / "templates/emails").iterdir()]:
        text = file.read_text(encoding="utf-8")
        used = set(re.findall(r"{{\s*(\w+)", text)) | set(re.findall(r"{%\s*if\s+(\w+)", text))
        assert used <= known, file
        assert "{% load" not in text, file


@pytest.mark.parametrize(
    "leak",
    [
        *("cocaine", "Kokain", "25 kg", "25.000 kg", "1,5 ton", "BITTERN", "heron", "Antwerpen", "the vault"),
        *("AL1", "TARGET_DESTRUCTION", "overdue", "pressed_brick", "a container"),
    ],
)
def test_a_planted_leak_is_found(db, leak):
    made = render(Notice(reference="7K2QXDM", level=1, count=1, language="en"))

    assert leaks_in(f"{made.text} {leak}", secrets_of())


def test_a_leak_planted_in_a_template_is_found(db, settings, tmp_path):
    (tmp_path / "sms").mkdir()
    (tmp_path / "sms" / "en.txt").write_text("COC {{ reference }}: level {{ level }}, vault HERON. Open the system.")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]

    made = render(Notice(reference="7K2QXDM", level=1, count=1, language="en"))

    assert leaks_in(made.sms, secrets_of()) == {"vault", "heron"}
    assert leaks_in(made.text, secrets_of()) == {"vault", "heron"}
