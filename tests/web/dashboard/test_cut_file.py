"""A file of a list that holds less than the list says so: on the page before, in its name and above its rows."""

from __future__ import annotations

import pytest
from django.urls import reverse

from custody.web.dashboard import files
from tests import stories
from tests.web.desk import send, text_of

CUT = "The file holds the first 2 of 3 rows. Choose less of the list to have the rest"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_that_is_cut_says_so(cast, monkeypatch, form):
    stories.seized(cast, count=3)
    path, answers = reverse("dashboard:file"), {"form_of_file": form, "reason": "for the meeting"}
    whole = send(cast.supervisor, path, answers)
    assert 'filename="goods.' in whole["Content-Disposition"]
    assert CUT not in text_of(cast.supervisor, path)

    monkeypatch.setattr(files, "MOST_ROWS", 2)
    answer = send(cast.supervisor, path, answers)

    assert CUT in text_of(cast.supervisor, path)
    assert f'filename="goods-first-2-of-3.{form}"' in answer["Content-Disposition"]
    if form == "csv":
        assert whole.content.decode("utf-8-sig").count("\r\n") == 7
        assert CUT in answer.content.decode("utf-8-sig")
