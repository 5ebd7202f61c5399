"""Of the burns to come: which fails for lack of load, approval, escort or crew."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from custody.web.dashboard import burns
from tests import stories
from tests.destruction import stories as fire


def test_a_burn_that_nobody_on_the_roster_escorts_or_carries_says_so(cast, monkeypatch):
    session = fire.approved(cast)

    def roster(*shifts):
        monkeypatch.setattr(burns.book, "shifts", lambda **_of: list(shifts))
        [found] = [each for each in burns.burns_to_come(cast.supervisor, at=stories.now())
                   if each.link.endswith(f"{session.id}/")]
        return found.lacks, found.escorted

    at, hour = session.starts_at, timedelta(hours=1)
    covers = {"begins_at": at - hour, "ends_at": at + hour}
    assert roster() == ("no escort", False)
    assert roster(SimpleNamespace(begins_at=at + hour, ends_at=at + 2 * hour, escorts=1, crews=1))[0] == "no escort"
    assert roster(SimpleNamespace(**covers, escorts=1, crews=0)) == ("no crew", True)
    assert roster(SimpleNamespace(**covers, escorts=1, crews=1)) == ("", True)
