"""Refusals about the house itself: values of rules, packs, waivers, duty, scales, places and people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace

from custody.core.clock_kinds import NEEDED_POLICIES
from custody.organisation.actions import duty, packs, policy, presence, scales, waiver
from custody.organisation.models import Scale, Site, Waiver
from custody.organisation.selectors import engine_officer, scales_by_code
from custody.organisation.selectors.places import place_by_code_word
from tests import stories
from tests.api.refusals.trying import EDGE, Three, api, page
from tests.organisation.test_policies import decided, proposed
from tests.organisation.test_scales import reported
from tests.organisation.test_waivers import asked
from tests.packs import nowhere
from tests.stories import act_of, now

HOUR = timedelta(hours=1)
VALUE = {"jurisdiction": "BE", "value": 48, "measure": "hours", "source": "Order 12"}


def ground(cast):
    """Return the house as it was founded."""
    return SimpleNamespace(cast=cast, clerk=cast.administrator, scale=scales_by_code({"S-FLOOR"})["S-FLOOR"])


# --- values of rules ----------------------------------------------------------------------------------------


def _value(at, *, key="clock.max_storage", mass_from="", mass_from_mg=0, valid_from=None, edge="", **changes):
    said = VALUE | changes
    more = {} if valid_from is None else {"valid_from": f"{valid_from:%Y-%m-%dT%H:%M:%SZ}"}
    form = {"rule": key, "substance": "*", "mass_from": mass_from, "place_class": "*",
            "valid_from": "" if valid_from is None else f"{valid_from:%Y-%m-%dT%H:%M}"}  # fmt: skip
    return Three(
        at.clerk, page("policies/propose/", **form | {name: str(each) for name, each in said.items()}),
        api("policies/proposals/", key=key, **said | more | ({"mass_from_mg": mass_from_mg} if mass_from_mg else {})),
        shell=(lambda: policy.propose_policy(act=act_of(at.clerk), key=key, **said)) if edge else None,
        edges=EDGE.get(edge, frozenset()),
    )  # fmt: skip


def _proposal(at, who, *, take_back=False, state=None):
    made = proposed(at.cast)
    if state is not None:
        decided(at.cast, made, approve=state == "approved")
    return _decision(who, made, take_back=take_back)


def _decision(who, made, *, take_back=False):
    here = f"policies/proposals/{made.id}/"
    if take_back:
        return Three(who, page(here + "withdraw/"), api(here + "withdrawal/"))
    return Three(who, page(here, answer="yes"), api(here + "decision/", approve=True))


def _same_moment(at):
    begins = now() + 30 * HOUR
    decided(at.cast, proposed(at.cast, valid_from=begins))
    return _decision(at.cast.second_administrator, proposed(at.cast, valid_from=begins, value=24))


def _proposed_before(at):
    proposed(at.cast)
    return _value(at)


RULES = {
    "policy.unknown": lambda at: _value(at, key="clock.of_the_king", edge="page"),
    "policy.mass": lambda at: replace(_value(at, key="seal.readings", value=2, measure="count", mass_from="-1",
                                             edge="page", mass_from_mg=-1), shell=None),
    "policy.same_moment": _same_moment,
    "policy.proposed": _proposed_before,
    "policy.source": lambda at: _value(at, source=" ", edge="api"),
    "policy.jurisdiction": lambda at: _value(at, jurisdiction=" ", edge="both"),
    "policy.past": lambda at: _value(at, valid_from=now() - 30 * HOUR),
    "policy.far": lambda at: _value(at, valid_from=now() + 100_000 * HOUR),
    "policy.short": lambda at: _value(at, value=0),
    "policy.long": lambda at: _value(at, value=40_000),
    "policy.measure": lambda at: _value(at, key="alert.large_seizure", value=300),
    "policy.bounds": lambda at: _value(at, key="alert.large_seizure", value=200_000, measure="kg"),
    "policy.narrowed": lambda at: _value(at, key="seal.readings", value=2, measure="count", mass_from="1",
                                         mass_from_mg=1_000_000),
    "policy.own": lambda at: _proposal(at, at.clerk),
    "policy.decided": lambda at: _proposal(at, at.cast.supervisor, state="rejected"),
    "policy.not_yours": lambda at: _proposal(at, at.cast.supervisor, take_back=True),
}  # fmt: skip

# --- packs --------------------------------------------------------------------------------------------------


def _pack(at, document, *, before=False, edge=""):
    if before:
        packs.propose_pack(act=act_of(at.clerk), document=document)
    return Three(
        at.clerk, page("packs/propose/", shipped="own", document=document), api("packs/", document=document),
        shell=lambda: packs.propose_pack(act=act_of(at.clerk), document=document), edges=EDGE.get(edge, frozenset()),
    )  # fmt: skip


def _pack_decided(at, who, *, take_back=False, over=False):
    made = packs.propose_pack(act=act_of(at.clerk), document=nowhere())
    if over:
        packs.decide_pack(act=act_of(at.cast.supervisor), pack_id=made.id, approve=False)
    if take_back:
        return Three(who, page(f"packs/{made.id}/withdraw/"), api(f"packs/{made.id}/withdrawal/"))
    return Three(who, page(f"packs/{made.id}/", answer="yes"), api(f"packs/{made.id}/decision/", approve=True))


def _old_pack(at):
    made = packs.propose_pack(act=act_of(at.clerk), document=nowhere())
    packs.decide_pack(act=act_of(at.cast.supervisor), pack_id=made.id, approve=True)
    return _pack(at, nowhere())


PACKS = {
    "pack.incomplete": lambda at: _pack(at, nowhere(**{key.replace(".", "__"): None for key in NEEDED_POLICIES})),
    "pack.unreadable": lambda at: _pack(at, "nonsense"),
    "pack.too_long": lambda at: _pack(at, "x" * (packs.DOCUMENT_MOST + 1), edge="both"),
    "pack.proposed": lambda at: _pack(at, nowhere(), before=True),
    "pack.old": _old_pack,
    "pack.own": lambda at: _pack_decided(at, at.clerk),
    "pack.decided": lambda at: _pack_decided(at, at.cast.supervisor, over=True),
    "pack.not_yours": lambda at: _pack_decided(at, at.cast.supervisor, take_back=True),
}

# --- waivers ------------------------------------------------------------------------------------------------


def _asking(at, who=None, *, rule="place.over_cap", about="DUNLIN", kg="200", hours=8, reason="No room", before=False,
            edge=""):
    subject = place_by_code_word(code_word=about, field="about")
    if before:
        asked(at.cast, subject_id=subject.id)
    said = {"rule": rule, "hours": hours, "reason": reason}
    return Three(
        who or at.cast.storekeeper,
        page("waivers/ask/", **said | {"about": about, "amount": kg, "hours": str(hours)}),
        api("waivers/", **said | {"subject_id": str(subject.id)} | ({"amount": int(kg) * 1_000_000} if kg else {})),
        shell=(lambda: asked(at.cast, reason=reason)) if edge else None, edges=EDGE.get(edge, frozenset()),
    )


def _counts_nothing(at):
    [bag] = stories.seized(at.cast)
    said = {"rule": "sweep.missing", "hours": 8, "reason": "No room"}
    return Three(at.cast.supervisor, page("waivers/ask/", **said | {"about": bag.label, "amount": "3", "hours": "8"}),
                 api("waivers/", subject_id=str(bag.id), amount=3, **said))  # fmt: skip


def _waiver(at, who, *, words="As asked", over=False, end=False):
    made = asked(at.cast)
    if over:
        waiver.refuse_waiver(act=act_of(at.cast.director), waiver_id=made.id, answer="No")
    if end:
        return Three(who, page(f"waivers/{made.id}/end/"), api(f"waivers/{made.id}/end/"))
    return Three(who, page(f"waivers/{made.id}/", answer="yes", words=words),
                 api(f"waivers/{made.id}/decision/", grant=True, answer=words),
                 shell=lambda: waiver.grant_waiver(act=act_of(who), waiver_id=made.id, answer=words),
                 edges=frozenset() if words.strip() else EDGE["api"])  # fmt: skip


def _no_time(at):
    subject = place_by_code_word(code_word="DUNLIN", field="about").id
    return replace(_asking(at, hours=0), edges=EDGE["page"], shell=lambda: waiver.ask_waiver(
        act=act_of(at.cast.storekeeper), rule="place.over_cap", subject_id=subject, length=timedelta(0), reason="x",
        amount=200_000_000))  # fmt: skip


def _about(at, rule, about):
    said = {"rule": rule, "about": about, "amount": "", "hours": "8", "reason": "No room"}
    return Three(at.cast.storekeeper, page("waivers/ask/", **said), None)


def _asked_long_ago(at):
    made = asked(at.cast)
    Waiver.objects.filter(pk=made.pk).update(asked_at=now() - 9 * HOUR, expires_at=now() - HOUR)
    return Three(at.cast.regional_head, page(f"waivers/{made.id}/", answer="yes", words="x"),
                 api(f"waivers/{made.id}/decision/", grant=True, answer="x"))  # fmt: skip


def _runs(at):
    made = waiver.grant_waiver(act=act_of(at.cast.regional_head), waiver_id=asked(at.cast).id, answer="x")
    who = engine_officer()
    return Three(who, None, None, shell=lambda: waiver.expire_waiver(act=act_of(who), waiver_id=made.id))


WAIVERS = {
    "waiver.late": _asked_long_ago,
    "waiver.runs": _runs,
    "waiver.no_amount": _counts_nothing,
    "waiver.past": _no_time,
    "waiver.rule": lambda at: _asking(at, rule="fire.witness", kg="").refused_earlier("page"),
    "waiver.about": lambda at: _about(at, "sweep.missing", "7KQ4-M2XD-J"),
    "waiver.about_burn": lambda at: _about(at, "tally.owed", "KESTREL-41"),
    "waiver.about_line": lambda at: _about(at, "hot.gate", "KESTREL-41"),
    "waiver.asked": lambda at: _asking(at, before=True),
    "waiver.amount": lambda at: _asking(at, kg=""),
    "waiver.amount_bounds": lambda at: _asking(at, kg="100000000"),
    "waiver.long": lambda at: _asking(at, hours=400),
    "waiver.reason": lambda at: _asking(at, reason=" ", edge="api"),
    "waiver.own": lambda at: _waiver(at, at.cast.storekeeper),
    "waiver.level": lambda at: _waiver(at, at.cast.supervisor),
    "waiver.answer": lambda at: _waiver(at, at.cast.regional_head, words=" "),
    "waiver.decided": lambda at: _waiver(at, at.cast.regional_head, over=True),
    "waiver.over": lambda at: _waiver(at, at.cast.storekeeper, over=True, end=True),
}

# --- duty, presence, scales -----------------------------------------------------------------------------------


def _duty(at, *, badge="4903", role="duty_officer", begins=2, ends=8, before=False):
    site = Site.objects.get(code_word="ALDER")
    start, end = (f"{now() + hours * HOUR:%Y-%m-%dT%H:00}" for hours in (begins, ends))
    utc = {"begins_at": start + ":00Z", "ends_at": end + ":00Z"}
    if before:
        duty.roster_duty(act=act_of(at.clerk), badge=badge, role=role, site_id=site.id,
                         **{name: datetime.fromisoformat(each) for name, each in utc.items()})  # fmt: skip
    return Three(
        at.clerk, page("duty/roster/", badge=badge, role=role, site=site.code_word, begins=start, ends=end),
        api("duties/", badge=badge, role=role, site_id=str(site.id), **utc),
    )  # fmt: skip


def _calibration(at, *, before=False, certificate="C 7", on=0, until=300):
    day = now().date()
    if before:
        reported(at.cast, at.scale)
    said = {"certificate": certificate, "calibrated_on": f"{day + timedelta(days=on)}",
            "valid_until": f"{day + timedelta(days=until)}"}  # fmt: skip
    return Three(at.clerk, page(f"scales/{at.scale.id}/calibration/", accuracy_class="III", as_found="within", **said),
                 api(f"scales/{at.scale.id}/calibrations/", **said),
                 shell=lambda: scales.report_calibration(
                     act=act_of(at.clerk), scale_id=at.scale.id, certificate=certificate,
                     calibrated_on=day + timedelta(days=on), valid_until=day + timedelta(days=until)),
                 edges=frozenset() if certificate.strip() else EDGE["both"])  # fmt: skip


def _calibration_decided(at, who, *, over=False):
    made = reported(at.cast, at.scale)
    if over:
        scales.decide_calibration(act=act_of(at.cast.second_administrator), calibration_id=made.id, approve=False)
    return Three(who, page(f"scales/calibrations/{made.id}/", answer="yes"),
                 api(f"calibrations/{made.id}/decision/", approve=True))  # fmt: skip


def _withdrawn_twice(at):
    found = Scale.objects.get(code="S-BENCH")
    scales.withdraw_scale(act=act_of(at.clerk), scale_id=found.id, reason="it fell")
    return Three(at.clerk, page(f"scales/{found.id}/withdrawal/", reason="it fell"),
                 api(f"scales/{found.id}/withdrawal/", reason="it fell"))  # fmt: skip


def _new_scale(at, *, code="S-NEW", capacity=10_000_000, division=1_000):
    return Three(
        at.clerk, page("scales/register/", code=code, capacity=f"{capacity / 1e6:g}", division=f"{division / 1e6:g}",
                       accuracy_class="III"),
        api("scales/", code=code, capacity_mg=capacity, division_mg=division, accuracy_class="III"),
    )  # fmt: skip


def _come(at, *, before=False):
    if before:
        presence.come(act=act_of(at.cast.officer), site="ALDER")
    return Three(at.cast.officer, page("presence/come/", site="ALDER"), api("presences/", site="ALDER"))


WORK = {
    "duty.order": lambda at: _duty(at, begins=8, ends=2),
    "duty.long": lambda at: _duty(at, ends=400),
    "duty.far": lambda at: _duty(at, begins=20_000, ends=20_001),
    "duty.past": lambda at: _duty(at, begins=-99, ends=-90),
    "duty.overlap": lambda at: _duty(at, before=True),
    "duty.not_in_role": lambda at: _duty(at, badge="4417"),
    "calibration.open": lambda at: _calibration(at, before=True),
    "calibration.certificate": lambda at: _calibration(at, certificate=" "),
    "calibration.days": lambda at: _calibration(at, until=-1),
    "calibration.future": lambda at: _calibration(at, on=9),
    "calibration.own": lambda at: _calibration_decided(at, at.clerk),
    "calibration.decided": lambda at: _calibration_decided(at, at.cast.second_administrator, over=True),
    "scale.withdrawn": _withdrawn_twice,
    "scale.range": lambda at: _new_scale(at, division=20_000_000),
    "scale.taken": lambda at: _new_scale(at, code="s-floor"),
    "presence.already": lambda at: _come(at, before=True),
    "presence.nowhere": lambda at: Three(at.cast.officer, page("presence/leave/"), api("presences/end/")),
}

ROWS = RULES | PACKS | WAIVERS | WORK
