"""Every verb of a walk, in the groups that it may dwell on, and the actions that are no verb with the reason."""

from __future__ import annotations

from tests.walk.alert_verbs import ALERT_VERBS
from tests.walk.count_verbs import COUNT_VERBS, PAPER_VERBS
from tests.walk.fire_verbs import FIRE_VERBS
from tests.walk.held_verbs import HELD_VERBS
from tests.walk.house_verbs import HOUSE_VERBS
from tests.walk.law_verbs import LAW_VERBS
from tests.walk.people_verbs import DUTY_VERBS, REGISTER_VERBS, RULE_VERBS
from tests.walk.plan_verbs import AFTER_VERBS, PLAN_VERBS
from tests.walk.road_verbs import DANGER_VERBS, HUNT_VERBS, ROAD_VERBS
from tests.walk.target_verbs import TARGET_VERBS
from tests.walk.treatment_verbs import TREATMENT_VERBS
from tests.walk.verbs import VERBS

THEMES = {
    "goods": VERBS | TREATMENT_VERBS, "fire": FIRE_VERBS, "after the fire": AFTER_VERBS | {"burn": FIRE_VERBS["burn"]},
    "before the stop": TARGET_VERBS | HUNT_VERBS, "house": HOUSE_VERBS, "alerts": ALERT_VERBS, "law": LAW_VERBS,
    "road": ROAD_VERBS, "danger": DANGER_VERBS, "counts": COUNT_VERBS, "papers": PAPER_VERBS, "held forms": HELD_VERBS,
    "plan": PLAN_VERBS, "register": REGISTER_VERBS, "rules": RULE_VERBS, "duty": DUTY_VERBS,
}  # fmt: skip
"""What one sequence dwells on: acts that follow on each other would seldom meet among all."""
ALL = {name: verb for verbs in THEMES.values() for name, verb in verbs.items()}
FIRST_DAY = "a row of the first day, told on the server by the engine or the demo; its proposal by two is the verb"
EXCUSED = {
    "alerts.duress.set_duress_code": "a word of one person about himself: no event, and nothing else changes",
    "alerts.duress.forget_duress_code": "a word of one person about himself: no event, and nothing else changes",
    "organisation.contact.confirm_contact_change": "needs the code that went out by SMS; a wrong one leaves its count",
    "organisation.register.change_officer": FIRST_DAY,
    "organisation.register.record_contact": FIRST_DAY,
    "organisation.register.register_officer": FIRST_DAY,
    "organisation.register.register_place": FIRST_DAY,
    "organisation.register.register_scale": FIRST_DAY,
    "organisation.register.set_policy": FIRST_DAY,
    "organisation.site.register_site": FIRST_DAY,
    "organisation.site.site_place": FIRST_DAY,
    "destruction.facilities.register_facility": FIRST_DAY,
}
"""action -> why no verb of the walk does it."""
