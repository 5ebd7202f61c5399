"""What an act costs does not grow with what was recorded before it."""

from __future__ import annotations

from django.db import connection

from custody.organisation.actions.register import register_place
from tests.stories import act_of


def test_an_act_walks_through_no_event_but_its_own(cast):
    def walks():
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'custody_event'")
            return cursor.fetchone()

    register_place(act=act_of(cast.administrator), code_word="FIRST", kind="store", jurisdiction="BE", name="n")
    before = walks()
    register_place(act=act_of(cast.administrator), code_word="SECOND", kind="store", jurisdiction="BE", name="n")
    assert walks() == before
