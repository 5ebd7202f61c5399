"""Who may do what with an alert. Each check also asks when.

Nobody ever touches an alert about themselves, and what few may know of is theirs alone: AL10 is for internal affairs,
DURESS for the director and the regional head too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from custody.alerts import policies
from custody.alerts.rules import RULES, RULES_BY_CODE, rule_of
from custody.alerts.selectors import COMMAND, answers_for, hidden_rules, was_passed_on
from custody.core.errors import NotPermitted
from custody.deadlines.types import ClockType
from custody.organisation.permissions import check_holds_role, check_two_people
from custody.organisation.roles import Role

if TYPE_CHECKING:
    from uuid import UUID

    from custody.alerts.models import Alert, AlertNote, Silence
    from custody.organisation.models import Officer

READERS = tuple(role for role in Role if role not in {Role.DEVICE, Role.ENGINE})
"""Who may open the inbox. What they find there is up to ``selectors.visible_alerts``."""
HEADS = (Role.SUPERVISOR, Role.REGIONAL_HEAD, Role.DIRECTOR)
"""May let an alert fall silent for a while, two of them together, or one and who asked."""


def check_can_acknowledge(officer: Officer, alert: Alert) -> None:
    """Return when the officer may take the alert now.

    Who: whoever has the thing in custody or takes part in the hand-over, whoever is in command, and whoever stands on
    the ladder of its rule; nobody else can stop it. When: while nobody has it.
    """
    if alert.acknowledged_by_id != officer.id:  # whoever got it passed on may stand on no rung
        check_may_act(officer, alert)
    policies.check_untaken(officer, alert, passed_on=was_passed_on(alert))


def check_can_extend(officer: Officer, alert: Alert) -> None:
    """Return when the officer may take more time. Who: whoever has it. When: once."""
    policies.check_taken(alert)
    if alert.acknowledged_by_id != officer.id:
        raise NotPermitted("alert.taken", "Somebody else has this alert")
    policies.check_not_extended(alert)


def check_may_pass_on(officer: Officer, alert: Alert, *, gave_it: bool) -> None:
    """Return when the officer may give the alert to somebody; ``gave_it`` says that they did so before.

    Who: whoever has it. When: it is not danger, and it is not resolved; once, so that two people cannot hand it to
    each other for ever.
    """
    policies.check_live(alert)
    policies.check_not_danger(alert)
    if alert.acknowledged_by_id != officer.id:
        check_may_act(officer, alert)
        policies.check_taken(alert)
        raise NotPermitted("alert.taken", "Somebody else has this alert")
    _check_not_about(officer, alert)
    if gave_it:
        raise NotPermitted("alert.passed_before", "You passed this alert on before. Do it, or let it climb")


def check_can_pass_on(officer: Officer, alert: Alert, *, to: Officer, gave_it: bool) -> None:
    """Return when the officer may give the alert to another.

    Who: whoever has it, and did not give it away before. To: another person who may read alerts, and whom it is not
    about. When: it is not danger, and it is not resolved.
    """
    check_may_pass_on(officer, alert, gave_it=gave_it)
    if to.id == alert.acknowledged_by_id:
        raise NotPermitted("alert.theirs", "This officer has the alert already")
    if not to.has_role(*READERS) or to.id in alert.about or alert.rule in hidden_rules(to):
        raise NotPermitted("alert.not_theirs", "This officer cannot take this alert. Choose another person")


def check_can_propose_close(officer: Officer, alert: Alert) -> None:
    """Return when the officer may write what was found, for another person to confirm.

    Who: the roles its rule names. When: its rule lets people close it, and it is not resolved.
    """
    policies.check_live(alert)
    policies.check_closed_by_people(RULES_BY_CODE[alert.rule])
    _check_closer(officer, alert)


def check_can_close(officer: Officer, alert: Alert, *, proposal: AlertNote | None, named: UUID | None) -> None:
    """Return when the officer may close the alert with a finding; ``named`` is the finding they read and confirm.

    Who: the roles its rule names; where the rule asks for two people, when another of them wrote what was found. When:
    its rule lets a person close it, and it is not resolved.
    """
    check_can_propose_close(officer, alert)
    if RULES_BY_CODE[alert.rule].two_people:
        _check_confirms(officer, alert, policies.check_standing(proposal, named=named))


def check_can_call_noise(officer: Officer, alert: Alert, *, proposal: AlertNote | None) -> None:
    """Return when the officer may close the alert as a false alarm. Who: the roles its rule names; where the rule asks
    for two people, when another of them wrote what was found. When: its rule allows it, and it is not resolved."""
    rule = RULES_BY_CODE[alert.rule]
    policies.check_live(alert)
    policies.check_may_be_noise(rule)
    _check_closer(officer, alert)
    if rule.two_people:
        _check_confirms(officer, alert, policies.check_proposed(proposal))


def check_can_ask_silence(officer: Officer, alert: Alert) -> None:
    """Return when the officer may ask that the alert falls silent. Who: in command, or above. When: it is neither
    danger nor level 1, its rule allows it, and it is not resolved."""
    _check_not_about(officer, alert)
    check_holds_role(officer, *COMMAND, *HEADS)
    policies.check_live(alert)
    policies.check_silenceable(alert, RULES_BY_CODE[alert.rule])


def check_can_approve_silence(officer: Officer, silence: Silence) -> None:
    """Return when the officer may approve a silence. Who: a supervisor or above who did not ask for it, and whom the
    alert is not about. When: nobody has, and it was not withdrawn."""
    if silence.alert is not None:
        _check_not_about(officer, silence.alert)
    check_holds_role(officer, *HEADS)
    check_two_people(officer, silence.asked_by)
    policies.check_silence_waits(silence)


def check_can_end_silence(officer: Officer, silence: Silence) -> None:
    """Return when the officer may end or withdraw a silence. Who: whoever asked for it, in command, or above: noise is
    always allowed. When: it is not over."""
    if officer.id != silence.asked_by_id:
        check_holds_role(officer, *COMMAND, *HEADS)
    policies.check_silence_lives(silence)


def check_can_have_duress_code(officer: Officer) -> None:
    """Return when the officer may choose a duress code: every person in service; a machine has no phone."""
    if not officer.is_active or officer.has_role(Role.DEVICE, Role.ENGINE):
        raise NotPermitted("duress.people", "Only people have such a code")


def check_may_act(officer: Officer, alert: Alert) -> None:
    """Return when the officer may ever take this alert."""
    _check_not_about(officer, alert)
    rule = RULES_BY_CODE[alert.rule]
    if officer.has_role(*takers(alert)):
        return
    if rule.independent or not answers_for(officer, alert):
        raise _not_yours()


def takers(alert: Alert) -> frozenset[Role]:
    """Return the roles that may take an alert: those of its rule, of who is told instead, and of who commands."""
    rule = RULES_BY_CODE[alert.rule]
    if rule.independent:
        return rule.roles
    instead = None
    if alert.clock is not None and alert.clock.clock_type in RULES:
        instead = rule_of(ClockType(alert.clock.clock_type), alert.stage).instead.get(alert.subject_kind)
    return rule.roles.union(COMMAND, () if instead is None else instead.roles)


def _check_not_about(officer: Officer, alert: Alert) -> None:
    if not officer.is_active or officer.id in alert.about:
        raise _not_yours()


def _check_closer(officer: Officer, alert: Alert) -> None:
    _check_not_about(officer, alert)
    check_holds_role(officer, *RULES_BY_CODE[alert.rule].closed_by)


def _check_confirms(officer: Officer, alert: Alert, proposal: AlertNote) -> None:
    """Return when the officer may confirm what another wrote, who may close the alert still."""
    check_two_people(officer, proposal.author)
    _check_closer(proposal.author, alert)


def _not_yours() -> NotPermitted:
    return NotPermitted("alert.not_yours", "This alert is taken by who has it in custody, or by who is in command")
