"""AL17: a safeguard that was changed is told to others than who changed it."""

from __future__ import annotations

from custody.alerts.actions.silence import approve_silence, end_silence
from custody.organisation.actions import packs, policy
from custody.organisation.actions.siting import decide_site, propose_site
from custody.organisation.selectors import site_by_code_word
from tests.alerts.test_reactions import alerts, open_one, told
from tests.alerts.test_silences import asked, late
from tests.packs import nowhere
from tests.stories import act_of


def test_a_silence_is_told_to_the_director_until_it_is_over(cast):
    [alert] = late(cast)
    silence = approve_silence(act=act_of(cast.supervisor), silence_id=asked(cast, alert).id)

    change = open_one("AL17")
    assert (change.stage, change.subject_id) == ("silence", silence.id)
    assert "4906" in told(change)
    end_silence(act=act_of(cast.supervisor), silence_id=silence.id)
    change.refresh_from_db()
    assert change.state == "resolved"


def test_a_changed_rule_is_told_and_a_rejected_one_is_not(cast):
    for approve in (False, True):
        proposal = policy.propose_policy(
            act=act_of(cast.administrator), key="clock.strip", jurisdiction="BE", value=20, measure="hours",
            source="Test",
        )  # fmt: skip
        assert not alerts("AL17").exists()
        policy.decide_policy(act=act_of(cast.second_administrator), proposal_id=proposal.id, approve=approve)

    assert (open_one("AL17").stage, open_one("AL17").subject_kind) == ("policy", "policy")


def test_the_rules_of_a_jurisdiction_are_told_when_they_change_and_not_when_they_are_rejected(cast):
    for version, approve in ((1, False), (2, True)):
        pack = packs.propose_pack(act=act_of(cast.administrator), document=nowhere(version=version))
        assert not alerts("AL17").exists()
        packs.decide_pack(act=act_of(cast.supervisor), pack_id=pack.id, approve=approve)

    assert (open_one("AL17").subject_kind, open_one("AL17").subject_id) == ("pack", pack.id)


def test_whom_a_site_calls_is_told_to_others_than_who_changed_it(cast):
    birch = site_by_code_word(code_word="BIRCH")
    proposal = propose_site(act=act_of(cast.administrator), site_id=birch.id, zone=birch.zone,
                            police_phone="+3225550199", reason="their new number")  # fmt: skip
    assert not alerts("AL17").exists()
    decide_site(act=act_of(cast.second_administrator), proposal_id=proposal.id, approve=True)

    change = open_one("AL17")

    assert (change.stage, change.level, change.site, change.subject_id) == ("site", 2, birch, birch.id)
    assert set(change.about) == {cast.administrator.id, cast.second_administrator.id}
    assert "4951" not in told(change)
    assert "4901" in told(change)
