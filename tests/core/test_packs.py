"""A pack is read whole or not at all, and adopting it writes what changes and nothing else."""

from __future__ import annotations

import pytest

from custody.core import authority_rules
from custody.core.authority_rules import CHOICES, accepted, number_of, word_of
from custody.core.clock_kinds import KINDS, NEEDED_POLICIES
from custody.core.errors import InvalidInput
from custody.core.packs import NEEDED, Standing, changes, covering, read_pack, source_of
from custody.core.rule_values import IDLE_DESK, IDLE_PHONE
from custody.organisation.shipped import shipped_packs
from tests import packs

KILO = 1_000_000
SHIPPED = sorted(shipped_packs())


@pytest.mark.parametrize("jurisdiction", SHIPPED)
def test_a_shipped_pack_can_be_read_and_says_where_each_rule_comes_from(jurisdiction):
    pack = read_pack(packs.shipped(jurisdiction))

    said = [*pack.rules, *pack.fields, *pack.texts]
    assert pack.jurisdiction == jurisdiction
    assert all(each.source and each.status in {"read", "unverified"} for each in said)
    assert 0 < pack.unverified() < len(said)
    assert set(NEEDED) | set(NEEDED_POLICIES) | {IDLE_PHONE, IDLE_DESK} <= {rule.key for rule in pack.rules}
    assert all(len(source_of(pack, rule)) <= 200 for rule in pack.rules)


@pytest.mark.parametrize("jurisdiction", SHIPPED)
def test_every_clock_is_set_in_a_shipped_pack_or_said_not_to_be_of_its_jurisdiction(jurisdiction):
    pack = read_pack(packs.shipped(jurisdiction))

    forgotten = {kind.policy for kind in KINDS.values()} - {rule.key for rule in pack.rules} - {
        each.name for each in pack.lacks
    }
    assert forgotten == set()


def test_a_pack_has_no_clock_that_it_says_it_lacks_and_lacks_none_that_its_choices_wait_for():
    lacking = '[[not_here]]\nkey = "{}"\nsource = "x"\nstatus = "unverified"\n'

    found = read_pack(packs.nowhere(more=lacking.format("clock.neutralise")))

    assert [each.name for each in found.lacks] == ["clock.neutralise"]
    assert found.unverified() == 3
    for wrong, says in (
        (packs.nowhere(more=lacking.format("clock.max_storage")), "clock.max_storage cannot be left out"),
        (packs.nowhere(more=lacking.format("order.judge")), "order.judge cannot be left out"),
        (packs.nowhere(more=lacking.format("clock.notice")), "A rule stands twice: clock.notice"),
        (packs.nowhere(clock__notice=None, more=lacking.format("clock.notice")), "clock.notice has no value"),
        (packs.nowhere(clock__appeal_window=None), "clock.appeal_window has no value"),
        (packs.nowhere(order__oral="confirmed_in_writing", clock__oral_confirmation=None), "clock.oral_confirmation"),
    ):
        with pytest.raises(InvalidInput, match=says):
            read_pack(wrong)
    assert read_pack(packs.nowhere(order__procedure="order", order__appeal="none", clock__notice=None,
                                   clock__appeal_window=None, clock__silent_consent=None)).lacks == ()  # fmt: skip


def test_a_pack_that_was_made_up_is_read_like_any_other():
    more = packs.rule("order.authority", "high_committee", extra='substance = "heroin"\nfrom_kg = 5')
    pack = read_pack(packs.nowhere(more=more))

    narrow = [rule for rule in pack.rules if rule.key == "order.authority"]
    assert [(rule.substance, rule.mass_from_mg, word_of(rule.key, rule.value)) for rule in narrow] == [
        ("*", 0, "committee"), ("heroin", 5 * KILO, "high_committee"),
    ]  # fmt: skip
    assert pack.unverified() == 2


@pytest.mark.parametrize("jurisdiction", sorted(path.stem for path in packs.SHIPPED.glob("*.toml")))
def test_at_its_limit_a_shipped_pack_decides_as_its_law_says(jurisdiction):
    """"Up to 5 kg" and "2 kg; above, the other" count the limit itself to the lesser authority (R17)."""
    pack = read_pack(packs.shipped(jurisdiction))

    for rule in (each for each in pack.rules if each.mass_from_mg):
        limit_mg = rule.mass_from_mg - 1
        found = [
            covering(pack.rules, Standing(rule.key, 0, rule.measure, "", rule.substance, limit_mg + more)).value
            for more in (-1, 0, 1)
        ]
        wider = covering(pack.rules, Standing(rule.key, 0, rule.measure, "", rule.substance, 0)).value
        assert found == [wider, wider, rule.value]
        assert limit_mg % KILO == 0


@pytest.mark.parametrize(("key", "floor"), [("lottery__share", 50), ("lottery__confidence", 95)])
def test_no_pack_turns_the_lottery_down_to_nothing(key, floor):
    """One percent of a load is proved by one unit of it, whatever was swapped (C12)."""
    name = key.replace("__", ".")
    for value in (1, floor - 1):
        with pytest.raises(InvalidInput, match=f"{name}: Enter a value from {floor} to"):
            read_pack(packs.nowhere(**{key: value}))

    assert read_pack(packs.nowhere(**{key: floor})).rules
    assert read_pack(packs.nowhere(**{key: 1}), adopted=True).rules


def test_a_text_is_given_in_the_language_asked_for_or_in_another():
    pack = read_pack(packs.shipped("ES"))

    assert pack.text("order", "es").language == "es"
    assert pack.text("order", "nl").language == "en"
    assert pack.text("certificate", "fr").language == "en"
    assert read_pack(packs.nowhere()).text("notice", "en") is None


EXTRA = '[[text]]\nname = "{}"\nlanguage = "{}"\ntext = "{}"\nsource = "x"\nstatus = "read"\n'
WRONG = {
    "no TOML": "jurisdiction = ",
    "a word nobody knows": 'capital = "None"\n' + packs.nowhere(),
    "no jurisdiction": packs.nowhere(jurisdiction=" "),
    "a jurisdiction that is none": packs.nowhere(jurisdiction="Xx"),
    "no version": packs.nowhere(version=0),
    "a version that is a truth": packs.nowhere(version="true"),
    "a version in words": packs.nowhere(version='"1"'),
    "a rule that is no table": 'rule = 3\njurisdiction = "XX"\nversion = 1\ntitle = "x"',
    "rules that are no tables": 'rule = [3]\njurisdiction = "XX"\nversion = 1\ntitle = "x"',
    "a rule nobody knows": packs.nowhere(order__colour="red"),
    "a rule of the house": packs.nowhere(guard__grace=15),
    "a rule that is missing": packs.nowhere(order__judge=None),
    "a rule that holds for heroin only": packs.nowhere(
        sample__kept=None, more=packs.rule("sample.kept", 1, extra='substance = "heroin"')
    ),
    "a rule twice": packs.nowhere(more=packs.rule("order.judge", "never")),
    "a choice that is none": packs.nowhere(order__judge="sometimes"),
    "a choice with a measure": packs.nowhere(order__judge=("never", "days")),
    "a number out of bounds": packs.nowhere(witness__supervisors=3),
    "a number that is a truth": packs.nowhere(sample__least=None, more='[[rule]]\nkey = "sample.least"\nvalue = true\n'
                                              'source = "x"\nstatus = "read"\n'),
    "a number in words": packs.nowhere(sample__least="many"),
    "a clock without a measure": packs.nowhere(clock__notice=10),
    "a clock that runs for ever": packs.nowhere(clock__notice=(9999, "days")),
    "a clock that does not run": packs.nowhere(clock__notice=(0, "days")),
    "a mass below nothing": packs.nowhere(more=packs.rule("order.judge", "never", extra="from_kg = -1")),
    "two limits": packs.nowhere(more=packs.rule("order.judge", "never", extra="from_kg = 5\nabove_kg = 5")),
    "a mass that is a truth": packs.nowhere(more=packs.rule("order.judge", "never", extra="from_kg = true")),
    "a mass in words": packs.nowhere(more=packs.rule("order.judge", "never", extra='from_kg = "5"')),
    "a substance that is a number": packs.nowhere(more=packs.rule("order.judge", "never", extra="substance = 5")),
    "a place that is a number": packs.nowhere(more=packs.rule("clock.notice", (1, "days"), extra="place = 5")),
    "a place for what holds everywhere": packs.nowhere(
        more=packs.rule("order.judge", "never", extra='place = "store"')
    ),
    "a substance for what holds for all": packs.nowhere(
        more=packs.rule("witness.agencies", 1, extra='substance = "heroin"')
    ),
    "no source": packs.nowhere(order__judge=None, more=packs.rule("order.judge", "never", source=" ")),
    "a source too long": packs.nowhere(order__judge=None, more=packs.rule("order.judge", "never", source="x" * 151)),
    "a source nobody vouches for": packs.nowhere(
        order__judge=None, more=packs.rule("order.judge", "never", status="probably")
    ),
    "a field nobody knows": packs.nowhere(more='[[certificate_field]]\nname = "mood"\nsource = "x"\nstatus = "read"\n'),
    "a field twice": packs.nowhere(
        more='[[certificate_field]]\nname = "temperature"\nsource = "x"\nstatus = "read"\n'
    ),
    "a text nobody knows": packs.nowhere(more=EXTRA.format("poem", "en", "x")),
    "a language nobody knows": packs.nowhere(more=EXTRA.format("notice", "tlh", "x")),
    "a text twice": packs.nowhere(more=EXTRA.format("order", "en", "x")),
    "a text that leaves open who": packs.nowhere(more=EXTRA.format("notice", "en", "Burn {who}")),
    "a text with a loose brace": packs.nowhere(more=EXTRA.format("notice", "en", "Burn {")),
    "a text too long": packs.nowhere(more=EXTRA.format("notice", "en", "x" * 2001)),
    "words of a field that stands on no certificate": packs.nowhere(more=EXTRA.format("facility_licence", "en", "x")),
    "a pair that never pauses": packs.nowhere(witness__rotation=0),
    "no text of an order": packs.nowhere().replace('name = "order"', 'name = "notice"'),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_pack_with_a_fault_is_refused_whole(what):
    with pytest.raises(InvalidInput) as refusal:
        read_pack(WRONG[what])

    assert (refusal.value.code, refusal.value.field) == ("pack.unreadable", "document")
    assert refusal.value.sentence().startswith("This pack cannot be used. ")


def standing(pack, rule, **changed):
    row = {"key": rule.key, "value": rule.value, "measure": rule.measure, "source": source_of(pack, rule),
           "substance": rule.substance, "mass_from_mg": rule.mass_from_mg, "place_class": rule.place_class}  # fmt: skip
    return Standing(**(row | changed))


def test_adopting_a_pack_writes_what_is_new_or_different_and_leaves_the_rest():
    pack = read_pack(packs.nowhere())
    rows = [standing(pack, rule) for rule in pack.rules]

    assert changes(pack, rows) == []
    assert len(changes(pack, [])) == len(pack.rules)
    longer = [standing(pack, rule, value=20) if rule.key == "clock.notice" else row
              for rule, row in zip(pack.rules, rows, strict=True)]  # fmt: skip
    [only] = changes(pack, longer)
    assert (only.rule.key, only.before, only.before_measure, only.rule.value) == ("clock.notice", 20, "days", 10)
    other = [standing(pack, rule, source="hearsay") if rule.key == "order.judge" else row
             for rule, row in zip(pack.rules, rows, strict=True)]  # fmt: skip
    assert [change.rule.key for change in changes(pack, other)] == ["order.judge"]


def test_what_a_pack_does_not_narrow_any_more_gets_the_wider_value():
    before = read_pack(packs.nowhere(more=packs.rule("order.authority", "court", extra="from_kg = 5")))
    after = read_pack(packs.nowhere(version=2))
    rows = [standing(after, rule) for rule in before.rules]
    stranger = Standing("alert.large_seizure", 5, "kg", "house")

    [change] = changes(after, [*rows, stranger])

    assert change.rule.scope == ("order.authority", "*", 5 * KILO, "*")
    assert word_of("order.authority", change.rule.value) == "committee"
    assert covering(before.rules, standing(after, change.rule)).value == number_of("order.authority", "court")


def test_a_place_and_a_substance_narrow_what_they_name():
    pack = read_pack(packs.nowhere(
        more=packs.rule("clock.max_storage", (2, "days"), extra='place = "quarantine"')
        + packs.rule("clock.max_storage", (1, "days"), extra='substance = "heroin"')
    ))  # fmt: skip

    def value(**scope):
        return covering(pack.rules, Standing("clock.max_storage", 0, "days", "x", **scope)).value

    assert value() == 7
    assert value(place_class="quarantine") == 2
    assert value(substance="heroin", place_class="quarantine") == 1


def test_a_word_keeps_its_number_and_numbers_begin_with_one():
    for key, words in CHOICES.items():
        assert [word_of(key, number_of(key, word)) for word in words] == list(words)
    with pytest.raises(IndexError):
        word_of("order.judge", 0)


def test_who_stands_above_an_authority_may_order_too():
    assert accepted("prosecutor") == ("prosecutor", "investigating_judge", "court")
    assert "prosecutor" not in accepted("committee")
    assert all(set(accepted(each)) <= set(authority_rules.AUTHORITIES) for each in authority_rules.AUTHORITIES)
