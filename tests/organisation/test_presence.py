"""Coming to a site and leaving it: one stretch at a time, for oneself or by who commands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from custody.core.act import Basis
from custody.core.errors import AlreadyRecorded, InvalidInput, NotAllowedNow, NotPermitted
from custody.core.events import FieldClass
from custody.core.verdicts import verdict
from custody.ledger.replay import replay_state
from custody.ledger.selectors import told
from custody.organisation import selectors
from custody.organisation.actions.presence import come, leave
from custody.organisation.models import Presence
from custody.organisation.permissions import check_can_record_presence
from tests.danger import a_site, present
from tests.stories import act_of, now

EVERYBODY = [
    "officer", "crew", "storekeeper", "sampler", "case_officer", "planner", "supervisor", "duty_officer", "checker",
    "witness", "auditor", "internal_affairs", "administrator", "nobody",
]  # fmt: skip


def test_who_came_is_on_the_site_until_they_leave(cast):
    site = a_site(cast)

    begun = present(cast.officer, site, on_guard=True)

    assert selectors.people_on(site) == [begun]
    assert selectors.current_site_of(cast.officer) == site
    assert selectors.guarded_sites() == {site.id}
    line = told([cast.officer.stream_id], classes=frozenset(FieldClass), limit=1)[0]
    assert line.type.code == "presence.began/1"
    assert (line.values["site_id"], line.values["on_guard"]) == (site.id, True)

    ended = leave(act=act_of(cast.officer))

    assert ended.left_at is not None
    assert selectors.people_on(site) == []
    assert selectors.current_site_of(cast.officer) is None
    assert selectors.guarded_sites() == set()
    assert selectors.last_guard_left(site.id) == ended.left_at
    assert told([cast.officer.stream_id], limit=1)[0].type.code == "presence.ended/1"


def test_who_comes_elsewhere_has_left(cast):
    first, second = a_site(cast), a_site(cast, "PETREL")
    before = present(cast.officer, first)

    after = present(cast.officer, second)

    before.refresh_from_db()
    assert before.left_at == after.came_at
    assert selectors.people_on_each([first, second]) == {first.id: [], second.id: [after]}


def test_becoming_the_guard_is_a_stretch_of_its_own_and_saying_it_twice_is_not(cast):
    site = a_site(cast)
    present(cast.officer, site)
    guard = present(cast.officer, site, on_guard=True)

    with pytest.raises(NotAllowedNow, match="recorded at this site already"):
        present(cast.officer, site, on_guard=True)

    assert selectors.people_on(site) == [guard]
    assert Presence.objects.count() == 2
    assert selectors.last_guard_left(site.id) is None


def test_guards_stand_in_front_then_by_badge(cast):
    site = a_site(cast)
    for officer, on_guard in ((cast.storekeeper, False), (cast.crew, True), (cast.officer, False)):
        present(officer, site, on_guard=on_guard)

    assert [each.officer.badge for each in selectors.people_on(site)] == ["4501", "4417", "4601"]


def test_the_same_key_is_one_stretch(cast):
    site, act = a_site(cast), act_of(cast.officer)
    begun = come(act=act, site=site.code_word)

    with pytest.raises(AlreadyRecorded) as again:
        come(act=act, site=site.code_word)

    assert again.value.result == {"presence": str(begun.id)}


def test_a_site_or_a_badge_that_is_not_known_is_said_at_its_field(cast):
    site = a_site(cast)

    for changes, field in (({"site": "NOWHERE"}, "site"), ({"site": site.code_word, "badge": "0000"}, "badge")):
        with pytest.raises(InvalidInput) as refusal:
            come(act=act_of(cast.supervisor), **changes)
        assert refusal.value.field == field


def test_who_is_nowhere_does_not_leave(cast):
    with pytest.raises(NotAllowedNow, match="at no site"):
        leave(act=act_of(cast.officer))


def test_nobody_leaves_before_they_came(cast):
    site = a_site(cast)
    present(cast.officer, site)
    earlier = act_of(cast.officer, basis=Basis.LATE, occurred_at=now() - timedelta(hours=1))

    with pytest.raises(InvalidInput, match="came later"):
        leave(act=earlier)


def test_who_commands_records_the_presence_of_others_and_nobody_else_does(cast):
    def refusal(actor, officer):
        found = verdict(lambda: check_can_record_presence(actor, officer)).refusal
        return None if found is None else found.code

    for_others = {name: refusal(getattr(cast, name), cast.third_officer) for name in EVERYBODY}
    assert for_others == {
        name: None if name in {"supervisor", "duty_officer"} else "role.missing" for name in EVERYBODY
    }
    assert {refusal(getattr(cast, name), getattr(cast, name)) for name in EVERYBODY} == {None}


def test_a_machine_and_who_left_the_service_are_nowhere(cast):
    cast.officer.is_active = False

    for officer in (cast.device, cast.officer):
        with pytest.raises(NotPermitted, match="Only people"):
            check_can_record_presence(officer, officer)


def test_a_commander_brings_a_guard_and_sends_them_home(cast):
    site = a_site(cast)

    come(act=act_of(cast.duty_officer), site=site.code_word, on_guard=True, badge="4501")
    assert [each.officer for each in selectors.people_on(site)] == [cast.crew]

    leave(act=act_of(cast.supervisor), badge="4501")
    assert selectors.people_on(site) == []


def test_a_replay_ends_in_the_same_state(house_cast):
    first, second = a_site(house_cast), a_site(house_cast, "PETREL")
    present(house_cast.officer, first)
    present(house_cast.officer, second, on_guard=True)
    leave(act=act_of(house_cast.officer))

    assert replay_state().findings == []
