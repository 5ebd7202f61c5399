"""The list of roles. An officer may hold several; separation of duties is checked per act, not per role."""

from __future__ import annotations

from enum import StrEnum

from custody.core.texts import Said
from custody.core.texts import said as _


class Role(StrEnum):
    """What an officer may ever do. The words are those of the glossary."""

    OFFICER = "officer"  # stops, strips, seizes, weighs, hands over
    SOURCE_HANDLER = "source_handler"  # keeps who gave a tip; nobody else reads it
    CREW = "crew"  # drives and accompanies a load
    STOREKEEPER = "storekeeper"  # receives into a place and keeps it
    SAMPLER = "sampler"  # takes samples
    CASE_OFFICER = "case_officer"  # records and verifies destruction orders
    PLANNER = "planner"  # plans a burn
    SUPERVISOR = "supervisor"  # approves, resolves discrepancies, sees the dashboard
    DUTY_OFFICER = "duty_officer"  # is told first
    REGIONAL_HEAD = "regional_head"  # is told when the site's people did not act
    DIRECTOR = "director"  # is told last, and of everything that went wrong
    CHECKER = "checker"  # independent check when a load is staged
    WITNESS = "witness"  # attests a burn
    AUDITOR = "auditor"  # reconciles; never in the chain
    INTERNAL_AFFAIRS = "internal_affairs"
    PROSECUTOR = "prosecutor"  # orders, holds, asks or refuses on one page
    JUDGE = "judge"  # the same, for an investigating judge or a court
    COMMITTEE = "committee"  # the same, for a disposal committee
    ADMINISTRATOR = "administrator"  # officers, places, scales, policy values
    DEVICE = "device"  # a scale or another machine with a token
    ENGINE = "engine"  # the passes of the alert engine


ROLE_WORDS: dict[Role, Said] = {
    Role.OFFICER: _("officer"),
    Role.SOURCE_HANDLER: _("source handler"),
    Role.CREW: _("crew"),
    Role.STOREKEEPER: _("storekeeper"),
    Role.SAMPLER: _("sampler"),
    Role.CASE_OFFICER: _("case officer"),
    Role.PLANNER: _("planner"),
    Role.SUPERVISOR: _("supervisor"),
    Role.DUTY_OFFICER: _("duty officer"),
    Role.REGIONAL_HEAD: _("regional head"),
    Role.DIRECTOR: _("director"),
    Role.CHECKER: _("independent checker"),
    Role.WITNESS: _("witness"),
    Role.AUDITOR: _("auditor"),
    Role.INTERNAL_AFFAIRS: _("internal affairs"),
    Role.PROSECUTOR: _("prosecutor"),
    Role.JUDGE: _("judge"),
    Role.COMMITTEE: _("disposal committee"),
    Role.ADMINISTRATOR: _("administrator"),
    Role.DEVICE: _("device"),
    Role.ENGINE: _("engine"),
}

LEVELS: dict[Role, int] = {
    **dict.fromkeys(
        (
            Role.OFFICER,
            Role.CREW,
            Role.STOREKEEPER,
            Role.SAMPLER,
            Role.CASE_OFFICER,
            Role.PLANNER,
            Role.CHECKER,
            Role.WITNESS,
        ),
        1,
    ),
    Role.SUPERVISOR: 2,
    Role.DUTY_OFFICER: 2,
    Role.REGIONAL_HEAD: 3,
    Role.DIRECTOR: 4,
}
"""How high a role stands in the chain of command. Who is not in it (audit, internal affairs, administration, machines)
neither asks for a waiver nor grants one."""
