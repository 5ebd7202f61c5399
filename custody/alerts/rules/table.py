"""The table of the rules. AL10 is known to internal affairs alone, DURESS to the director and the regional head too."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from custody.alerts.rules import ladders as at
from custody.alerts.rules.authorities import AUTHORITIES
from custody.alerts.rules.falls_out import FALLS_OUT
from custody.alerts.rules.foreign import FOREIGN
from custody.alerts.rules.found_labels import FOUND
from custody.alerts.rules.freezing import FREEZING
from custody.alerts.rules.licences import LICENCE, LICENSED
from custody.alerts.rules.links import LINK
from custody.alerts.rules.shape import DANGER_LEVEL, Rule, Rung, Stage
from custody.alerts.rules.strayed import STRAYED
from custody.alerts.rules.tally import TALLY
from custody.alerts.rules.unproven import UNPROVEN
from custody.alerts.rules.unsafe import UNSAFE_PLACES
from custody.alerts.rules.unseen import UNSEEN
from custody.alerts.rules.unwatched import DRILL, UNWATCHED
from custody.organisation.roles import Role

_SUPERVISION = (Role.SUPERVISOR, Role.INTERNAL_AFFAIRS)
_INDEPENDENT = (Role.INTERNAL_AFFAIRS,)

DESTRUCTION_STAGES = (
    Stage("50%", 4, (at.KEEPERS, at.KEEPERS_AND_SUPERVISOR)),
    Stage("75%", 3, (at.KEEPERS_AND_SUPERVISOR, at.SITE), unless_booked=True),
    Stage("90%", 2, (at.KEEPERS_AND_SUPERVISOR, at.SITE, at.HEAD)),
    Stage("due", 1, at.UP_FROM_SITE),
    Stage("+6h", 1, (at.SITE_AND_HEAD, at.DIRECTOR, at.SITE)),
    Stage("+24h", 1, (at.ALL_OF_THEM, at.SITE, at.HEAD, at.DIRECTOR)),
)

HOT_LINE_STAGES = (
    Stage("due", 2, (at.SITE, at.HEAD)),
    Stage("+6h", 1, (at.SITE_AND_HEAD, at.DIRECTOR, at.SITE)),
)

ALL: tuple[Rule, ...] = (
    Rule(
        code="DANGER",
        title=_("Somebody is in danger"),
        trigger="An officer pressed the danger button, from any page",
        response=_("Call the site, send the police, and say here that you have it"),
        stages=(Stage("reported", DANGER_LEVEL, (at.COMMAND, at.HEAD, at.DIRECTOR)),),
        cure=_("The report is closed with a finding"),
        dedupe="danger:{incident}",
        group="the report",
        silenceable=False,
    ),
    Rule(
        code="DURESS",
        title=_("Somebody answered under duress"),
        trigger="The code that looks like an answer came back by text message, opened a screen that was locked, or "
        "stood for the code of a sign-in",
        response=_("Reach the officer by a second way, and act as if somebody listens"),
        stages=(Stage("duress", 1, (at.DIRECTOR_AND_INDEPENDENT, at.HEAD_AND_INDEPENDENT)),),
        cure=_("Internal affairs close it with a finding"),
        dedupe="duress:{officer}",
        version=2,
        group="the officer",
        independent=True,
        silenceable=False,
        closed_by=_INDEPENDENT,
    ),
    Rule(
        code="HOT",
        title=_("Hot seizure"),
        trigger="A seizure is so large, worth so much or so near the last ones that a list of what must be done at "
        "once was opened; a line of it is not taken in ten minutes, or not done in its time",
        response=_("Open the war room, and take the lines that are yours"),
        stages=(Stage("opened", 2, at.UP_FROM_SITE), Stage("due", 1, at.UP_FROM_SITE), *HOT_LINE_STAGES[1:]),
        cure=_("Every line of the list is taken; a line that is done, seen done or set aside ends its own alert"),
        dedupe="hot:{list}, {clock}:{line}",
        group="the list",
        silenceable=False,
    ),
    Rule(
        code="AL1",
        title=_("Not destroyed in time"),
        trigger="The clock of destruction reached 50, 75 (no burn booked), 90 percent, is due, or is hours past due",
        response=_("Book the next burn for this unit, or get the order that is missing"),
        stages=DESTRUCTION_STAGES,
        cure=_("Destroyed before two witnesses, or a hold with authority (then AL18)"),
        dedupe="{clock}:{unit}",
        waits_for_burn=True,
    ),
    Rule(
        code="AL2",
        title=_("Not seen"),
        trigger="No sweep or sighting of the unit in its time, or it left before its sweep, or came unswept to where "
        "only swept goods lie",
        response=_("Sweep or look at the unit, and record what you saw"),
        stages=(
            Stage("due", 2, (at.KEEPERS_AND_SUPERVISOR, at.SITE, at.HEAD)),
            Stage("+24h", 1, (at.SITE_AND_HEAD, at.DIRECTOR, at.SITE)),
            Stage("elsewhere", 1, (at.SITE_AND_HEAD, at.DIRECTOR, at.SITE)),
        ),
        cure=_("A sweep, or a physical check"),
        dedupe="{clock}:{unit}, unswept:{seizure}",
    ),
    Rule(
        code="AL3",
        title=_("Not emptied in time"),
        trigger="A conveyance is not stripped in its time, or a sighting contradicts that it is empty",
        response=_("Finish stripping the conveyance, or have it guarded and say why not"),
        stages=(
            Stage("due", 2, (at.SITE, at.HEAD)),
            Stage("+6h", 1, (at.SITE_AND_HEAD, at.DIRECTOR, at.SITE)),
        ),
        cure=_("Two people record that it is empty"),
        dedupe="{clock}:{unit}",
    ),
    Rule(
        code="AL4",
        title=_("Departed and not arrived"),
        trigger="A hand-over is not answered, a load has not arrived in its planned time and a quarter of an hour, or "
        "its transport stands still and nobody says why, or left before its escort was confirmed, or one of the two "
        "who had it on the way is gone",
        response=_("Call the crew and the other side, and record where the load is"),
        stages=(
            Stage("due", 1, (at.SITE_AND_HEAD, at.DIRECTOR, at.SITE)),
            Stage("stopped", 2, (at.SITE, at.HEAD)),
            Stage("unescorted", 2, (at.SITE, at.HEAD)),
            Stage("alone", 1, (at.SITE_AND_HEAD, at.DIRECTOR, at.SITE)),
        ),
        cure=_("The receipt is signed at the destination, the reason of the stop or of the missing escort is told, or "
               "another came beside who is alone"),
        dedupe="{clock}:{unit or transfer}, stop:{stop}, escort:{mission}, alone:{keeper}",
        silenceable=False,
    ),
    Rule(
        code="AL5",
        title=_("Weight differs"),
        trigger="A weight or a count differs by more than the scale and the allowed loss explain",
        response=_("Have an independent pair count and weigh again, and record the reason"),
        stages=(Stage("weight", 1, (at.SUPERVISOR_AND_INDEPENDENT, at.DIRECTOR)),),
        cure=_("The discrepancy is resolved with a reason"),
        dedupe="weight:{discrepancy}",
        silenceable=False,
    ),
    Rule(
        code="TREND",
        title=_("Small losses add up"),
        trigger="The weighings of one custodian that were accepted lose a little time after time, more than chance and "
        "the scale explain (the quiet part of AL5)",
        response=_("Have an independent pair count and weigh what the officer has, and close with a finding"),
        stages=(Stage("trend", 1, (at.SUPERVISOR_AND_INDEPENDENT, at.DIRECTOR)),),
        cure=_("Two people close it with a finding; what was looked at counts no more"),
        dedupe="trend:{officer}",
        group="the officer",
        silenceable=False,
        closed_by=_SUPERVISION,
        two_people=True,
    ),
    Rule(
        code="AL6",
        title=_("Seal differs"),
        trigger="A seal, its number or its state is not what it should be",
        response=_("Freeze the unit, look at the seal with a second person, and record what you found"),
        stages=(Stage("seal", 1, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD, at.DIRECTOR)),),
        cure=_("The discrepancy is resolved: sealed again before two witnesses, and reported"),
        dedupe="seal:{discrepancy}",
        silenceable=False,
    ),
    Rule(
        code="AL7",
        title=_("Place over its limit"),
        trigger="What lies in a place passes 80, 100 or 120 percent of what it may hold",
        response=_("Move goods to a burn or to another place before more come in"),
        stages=(
            Stage("80%", 3, (at.SUPERVISORS, at.COMMAND)),
            Stage("100%", 2, (at.SUPERVISOR_AND_HEAD, at.HEAD, at.DIRECTOR)),
            Stage("120%", 1, (at.ALL_OF_THEM, at.HEAD, at.DIRECTOR)),
        ),
        cure=_("Below 95 percent of the limit that was passed"),
        dedupe="load:{place}",
        waits_for_burn=True,
    ),
    *UNWATCHED,
    *AUTHORITIES, *UNSAFE_PLACES,
    TALLY, UNPROVEN, UNSEEN, LINK, FREEZING, FOUND, FOREIGN, STRAYED, LICENCE, LICENSED,
    Rule(
        code="AL8",
        title=_("Large or alone"),
        trigger="A large seizure stays in ordinary storage overnight, or nobody guards a closed conveyance or a site "
        "where much lies",
        response=_("Have it moved or burnt today, or record an extra guard"),
        stages=(
            Stage("overnight", 1, (at.SITE_AND_HEAD, at.DIRECTOR, at.SITE)),
            Stage("unguarded", 1, at.UP_FROM_SITE),
        ),
        cure=_("Hardened storage, destruction, or a guard recorded"),
        dedupe="large:{seizure}, {clock}:{unit}, unguarded:{site}",
        silenceable=False,
    ),
    Rule(
        code="AL9",
        title=_("Too little room to burn"),
        trigger="What falls due in 14 (7, 2) days is more than 90 percent of the burning capacity that is booked",
        response=_("Book more burns, or have deadlines moved by whoever lawfully may"),
        stages=(
            Stage("14d", 3, (at.PLANNING, at.HEAD)),
            Stage("7d", 2, (at.PLANNING, at.HEAD, at.DIRECTOR)),
            Stage("2d", 1, (at.PLANNING, at.HEAD, at.DIRECTOR)),
        ),
        cure=_("Burns are booked, or deadlines moved"),
        dedupe="capacity:{jurisdiction}",
    ),
    Rule(
        code="AL10",
        title=_("Unusual looks at places or containers"),
        trigger="More places, targets, container numbers and codes of others looked at than on 99 of 100 of the "
        "officer's own days, off duty, many units of one case, or three containers without a task",
        response=_("Ask what the looks were for, and close with a finding"),
        stages=(Stage("reading", 2, (at.INDEPENDENT,)), Stage("large", 1, (at.INDEPENDENT,))),
        cure=_("Internal affairs close it with a finding"),
        dedupe="access:{officer}:{day}",
        group="the officer",
        independent=True,
        silenceable=False,
        closed_by=_INDEPENDENT,
        may_be_noise=True,
    ),
    Rule(
        code="TARGET",
        title=_("A target waits"),
        trigger="What is looked for was expected and nobody decided, or it was to be searched and was not stopped",
        response=_("Decide whether it is searched or let go, or have it stopped"),
        stages=(
            Stage("due", 2, (at.SITE, at.HEAD)),
            Stage("+6h", 1, (at.SITE_AND_HEAD, at.DIRECTOR, at.SITE)),
        ),
        cure=_("It is stopped, let go by two, or expected at another time"),
        dedupe="{clock}:{target}",
        silenceable=False,
    ),
    Rule(
        code="MISSED",
        title=_("Let go, and drugs were found or seen"),
        trigger="A seizure comes out of a conveyance that two people had let go, others found drugs in it, or somebody "
        "sees something in its scan image after all",
        response=_("Ask who decided and on what ground, and close with a finding"),
        stages=(
            Stage("found", 1, (at.DIRECTOR_AND_INDEPENDENT, at.HEAD_AND_INDEPENDENT, at.DIRECTOR)),
            Stage("seen", 1, (at.SITE_AND_HEAD, at.DIRECTOR_AND_INDEPENDENT, at.DIRECTOR)),
        ),
        cure=_("Two people close it with a finding"),
        dedupe="missed:{target}",
        group="the target",
        silenceable=False,
        closed_by=(Role.INTERNAL_AFFAIRS, Role.DIRECTOR),
        two_people=True,
    ),
    Rule(
        code="AL11",
        title=_("Count owed or different"),
        trigger="An inventory count is overdue or differs from the books",
        response=_("Count with a second person, and sign the count"),
        stages=(
            Stage("due", 2, (at.SUPERVISORS, at.COMMAND, at.HEAD)),
            Stage("difference", 1, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),
        ),
        cure=_("A signed count"),
        dedupe="{clock}:{inventory}, count:{place}",
    ),
    Rule(
        code="AL12",
        title=_("Ledger does not verify"),
        trigger="The chain or a checkpoint of the ledger fails, or a witness has not countersigned",
        response=_("Stop trusting the record from that point on, find the cause, and verify again"),
        stages=(
            Stage(
                "ledger",
                1,
                (
                    Rung((Role.ADMINISTRATOR, Role.INTERNAL_AFFAIRS, Role.DIRECTOR)),
                    at.SYSTEM,
                    at.HEAD,
                ),
            ),
        ),
        cure=_("Verified again, and a report"),
        dedupe="ledger:{segment}",
        silenceable=False,
        closed_by=(Role.ADMINISTRATOR, Role.INTERNAL_AFFAIRS),
        two_people=True,
    ),
    Rule(
        code="AL13",
        title=_("The alarm system is ill"),
        trigger="An engine is blind, a message waits too long, a part is lost, a gateway fails, a clock jumped",
        response=_("Find the ill part on the page of the alarm system, and start it again"),
        stages=(Stage("system", 1, (at.SYSTEM, at.HEAD, at.DIRECTOR)),),
        cure=_("The part has been well for three rounds, or a person closes it with a finding"),
        dedupe="sys:{part}",
        group="the alarm system",
        silenceable=False,
        closed_by=(Role.ADMINISTRATOR, Role.DUTY_OFFICER, Role.SUPERVISOR),
        may_be_noise=True,
    ),
    Rule(
        code="AL14",
        title=_("Two people, the same two, or a form sent twice"),
        trigger="A second person was missing, the same pair did too many acts that need two, or a form was sent again "
        "with other answers",
        response=_("Look at what was done together or sent twice, put it right, and close with a finding"),
        stages=(Stage("pair", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)), Stage("key", 4, (at.SUPERVISORS,))),
        cure=_("Reviewed, and closed with a finding"),
        dedupe="dual:{event} or key:{key}",
        closed_by=_SUPERVISION,
        two_people=True,
        may_be_noise=True,
    ),
    FALLS_OUT,
    Rule(
        code="AL16",
        title=_("Somebody cannot be reached"),
        trigger="A person on duty has no contact that works, or nobody is on duty in a role",
        response=_("Get a contact verified by a received code, or put somebody else on the roster"),
        stages=(Stage("reach", 1, (at.SYSTEM_AND_SUPERVISOR, at.SYSTEM, at.HEAD)),),
        cure=_("A contact is verified, or somebody is on duty"),
        dedupe="reach:{officer} or duty:{site}",
        silenceable=False,
        closed_by=(Role.ADMINISTRATOR, Role.SUPERVISOR),
    ),
    Rule(
        code="AL17",
        title=_("A safeguard was changed"),
        trigger="The contact of a person on a ladder changes, an alert is silenced, the value of a rule changes, "
        "or whom a site calls; a passkey comes, goes or may be a copy; or an officer says that a sign-in was not their "
        "own",
        response=_("Check with whoever changed it that this is what they meant, and close with a finding"),
        stages=(
            Stage("contact", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),
            Stage("silence", 2, (Rung((Role.DIRECTOR, Role.SUPERVISOR, Role.INTERNAL_AFFAIRS)), at.HEAD, at.DIRECTOR)),
            Stage("policy", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),
            Stage("site", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),
            Stage("sign_in", 2, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD)),
            Stage("passkey", 1, (at.SUPERVISOR_AND_INDEPENDENT, at.HEAD, at.DIRECTOR)),
        ),
        cure=_("A second person approved the change, the silence is over, or a person closes it with a finding"),
        dedupe="change:{object}",
        group="the changed thing",
        silenceable=False,
        closed_by=(Role.SUPERVISOR, Role.INTERNAL_AFFAIRS, Role.DIRECTOR),
    ),
    Rule(
        code="AL18",
        title=_("A hold is to be looked at again"),
        trigger="The date at which the authority was to look at a hold again is reached",
        response=_("Ask the authority whether the hold stands, and record its answer"),
        stages=(
            Stage("review", 3, (at.LEGAL, at.HEAD)),
            Stage("review+7d", 2, (at.LEGAL, at.HEAD, at.DIRECTOR)),
        ),
        cure=_("The hold is renewed or lifted"),
        dedupe="{clock}:{unit}",
    ),
    Rule(
        code="AL19",
        title=_("Open without a clock"),
        trigger="The sweep found a thing in custody without a running clock",
        response=_("Find out which act left it without a clock, and tell who keeps the system"),
        stages=(Stage("unarmed", 1, (at.SYSTEM_AND_SUPERVISOR, at.HEAD)),),
        cure=_("The clock exists"),
        dedupe="unarmed:{unit}",
        silenceable=False,
        closed_by=(Role.ADMINISTRATOR, Role.SUPERVISOR),
    ),
    Rule(
        code="AL20",
        title=_("Taken, and nothing done"),
        trigger="Somebody took an alert, and the promised time ran out",
        response=_("Take over from whoever had it, and do what the alert asks for"),
        stages=(Stage("expired", 1, (at.COMMAND, at.HEAD, at.DIRECTOR)),),
        cure=_("The event of custody that cures the alert itself"),
        dedupe="the alert itself: it comes back under its own number, to the next rung, past whoever let it lapse",
        silenceable=False,
    ),
)

RULES_BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in ALL}
INDEPENDENT_RULES = frozenset(rule.code for rule in ALL if rule.independent)
"""Alerts of these are visible to who stands on their rungs and to nobody else, in every list and count."""
UNCOUNTED_RULES = INDEPENDENT_RULES | {DRILL}
"""Alerts of these are in no figure: few may know of them, or they are drills."""
