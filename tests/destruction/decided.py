"""Decisions of authorities as two people record and verify them: holds lifted, judges heard, orders revoked."""

from __future__ import annotations

from custody.destruction.actions import decisions, holds, notices, papers, revoking, whose_law
from custody.destruction.entries import DecisionPaper
from tests.destruction.stories import local_day
from tests.stories import act_of, now

PDF = b"%PDF-1.7 what was decided"


def paper(**changes):
    """Return the paper of a decision of today, with the paper itself."""
    return DecisionPaper(**({"reference": "KP 9/26", "decided_on": local_day(now()), "document": PDF} | changes))


def verified(decision, *, by):
    """Let somebody verify a decision, and return it."""
    return decisions.verify_decision(act=act_of(by), decision_id=decision.id)


def lift_recorded(cast, hold, *, by=None, **changes):
    """Record that a hold is lifted."""
    return holds.lift_hold(act=act_of(by or cast.case_officer), hold_id=hold.id, paper=paper(**changes))


def lifted(cast, hold, *, by=None, verifier=None):
    """Lift a hold and return it: one records, another verifies."""
    verified(lift_recorded(cast, hold, by=by), by=verifier or cast.second_case_officer)
    hold.refresh_from_db()
    return hold


def law_recorded(cast, seizure_id, *, by=None, **changes):
    """Record that the prosecutor decides on the goods of a seizure under the law they are written under."""
    return whose_law.confirm_law(
        act=act_of(by or cast.case_officer), seizure_id=seizure_id, authority="prosecutor", paper=paper(**changes)
    )


def law_confirmed(cast, seizure_id, *, by=None, verifier=None):
    """Let two people confirm under which law the goods of a seizure are, and return the decision."""
    return verified(law_recorded(cast, seizure_id, by=by), by=verifier or cast.supervisor)


def released(cast, unit):
    """Let the judge have the case of a unit no more."""
    found = papers.close_instruction(act=act_of(cast.case_officer), seizure_id=unit.seizure_id, paper=paper())
    return verified(found, by=cast.supervisor)


def retained(cast, found, outcome="granted", *, verifier=None, **changes):
    """Decide a request to retain and return it."""
    said = {"act": act_of(cast.second_case_officer), "retention_id": found.id, "outcome": outcome, "reason": "Told",
            "paper": paper()}  # fmt: skip
    verified(notices.decide_retention(**(said | changes)), by=verifier or cast.supervisor)
    found.refresh_from_db()
    return found


def revocation(cast, order, *, by=None, reason="The case is reopened", **changes):
    """Record that an order is revoked."""
    return revoking.revoke_order(
        act=act_of(by or cast.case_officer), order_id=order.id, paper=paper(**changes), reason=reason
    )


def revoked(cast, order):
    """Revoke an order and return it."""
    verified(revocation(cast, order), by=cast.second_case_officer)
    order.refresh_from_db()
    return order


def objection_recorded(cast, notice, outcome="rejected", *, by=None, **changes):
    """Record what was decided on an objection."""
    return notices.decide_objection(
        act=act_of(by or cast.supervisor), notice_id=notice.id, outcome=outcome, authority="court",
        paper=paper(**changes),
    )  # fmt: skip
