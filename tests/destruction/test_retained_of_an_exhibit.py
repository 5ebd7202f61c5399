"""What an authority wants kept is kept of the exhibit it named, or of the substance that would burn (R7)."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest

from custody.destruction.actions import notices
from custody.destruction.retention_policies import lacks_retained
from custody.destruction.selectors.retained import retained_mg
from custody.evidence.entries import NewExhibit
from custody.ledger.replay import replay_state
from tests import stories as evidence
from tests.destruction import decided, stories
from tests.destruction.test_holds import placed, verified
from tests.destruction.test_law_at_the_fire import released
from tests.stories import act_of, fresh


def of_two(cast):
    """Return two bags of cocaine and one of heroin of one seizure, sampled and photographed."""
    found = evidence.opened_seizure(cast, exhibits=[
        NewExhibit(substance="cocaine", form="pressed_brick"), NewExhibit(substance="heroin", form="powder")
    ])  # fmt: skip
    cocaine = evidence.stored(cast, of=found, count=2)
    heroin = evidence.stored(cast, of=found, exhibit_number=2)
    return stories.kept(cast, units=[*cocaine, *heroin])


def granted(cast, unit, **said):
    asked = notices.ask_retention(act=act_of(cast.case_officer), seizure_id=unit.seizure_id, authority="prosecutor",
                                  retain_mg=10_000_000, reason="For the trial", **said)  # fmt: skip
    return decided.retained(cast, asked)


@pytest.mark.parametrize("named", [{"exhibit_number": 1}, {}])
def test_heroin_that_is_held_is_no_cocaine_that_is_retained(cast, refused, named):
    first, second, heroin = of_two(cast)
    assert granted(cast, first, **named).exhibit == (first.exhibit if named else None)
    verified(cast, placed(cast, [heroin]))
    stories.verified(cast, stories.recorded(cast, fresh([first])))

    with refused("burn.retain"):
        released([first])

    verified(cast, placed(cast, [second]))
    released([first])
    assert retained_mg([first.seizure_id])[first.seizure_id] == {
        first.exhibit_id: fresh([second])[0].gross_mg, heroin.exhibit_id: fresh([heroin])[0].gross_mg
    }  # fmt: skip
    assert replay_state().findings == []


def test_what_is_asked_of_one_exhibit_keeps_no_other_from_the_fire(cast):
    first, _, heroin = of_two(cast)
    granted(cast, first, exhibit_number=1)
    stories.verified(cast, stories.recorded(cast, fresh([heroin])))

    released([heroin])


def test_only_an_exhibit_of_the_seizure_is_named(cast, refused):
    first, *_ = of_two(cast)
    with refused("exhibit.unknown"):
        granted(cast, first, exhibit_number=3)


COCAINE, MORE, HEROIN = uuid4(), uuid4(), uuid4()
SUBSTANCES = {COCAINE: "cocaine", MORE: "cocaine", HEROIN: "heroin"}


@pytest.mark.parametrize(
    ("asked", "kept", "inside", "lacks"),
    [
        ([(None, 10)], {COCAINE: 10}, [COCAINE], False),
        ([(None, 10)], {MORE: 10}, [COCAINE], False),
        ([(None, 10)], {HEROIN: 10}, [COCAINE], True),
        ([(None, 10)], {COCAINE: 10}, [COCAINE, HEROIN], True),
        ([(None, 10)], {COCAINE: 5, HEROIN: 5}, [], False),
        ([(None, 10)], {None: 10}, [COCAINE], True),
        ([(COCAINE, 10)], {MORE: 10}, [COCAINE], True),
        ([(COCAINE, 10)], {}, [MORE], False),
        ([(COCAINE, 10), (COCAINE, 5)], {COCAINE: 14}, [COCAINE], True),
        ([(COCAINE, 10), (None, 5)], {COCAINE: 12}, [MORE], True),
        ([(COCAINE, 10), (None, 5)], {COCAINE: 12, MORE: 3}, [COCAINE], False),
    ],
)
def test_what_was_asked_is_held_against_what_is_kept_of_the_same(asked, kept, inside, lacks):
    requests = [SimpleNamespace(exhibit_id=of, retain_mg=mg) for of, mg in asked]
    assert lacks_retained(requests, inside=inside, kept=kept, substances=SUBSTANCES) is lacks
