from custody.core.events import ENVELOPE, Kind, event_type
from custody.core.folds import FOLDS, Source
from custody.core.lifecycle import AUTHORITY, CUSTODY


def all_changes():
    return [(event_type(code), change) for code, changes in FOLDS.items() for change in changes]


def all_sources():
    return [
        (each, column, source) for each, change in all_changes() for column, source in change.columns.items()
    ]


def test_a_fold_takes_only_fields_that_the_event_has():
    for each, column, source in all_sources():
        if source.how in ("field", "person", "token", "sealed"):
            assert source.name in each.fields, f"{each.code}: {column} is taken from {source.name}"
        elif source.how == "envelope":
            assert source.name in ENVELOPE
        else:
            assert source.how in ("constant", "at", "ref", "custody", "authority")


def test_an_officer_is_taken_from_a_pseudonym_and_from_nothing_else():
    for each, column, source in all_sources():
        if source.how in ("person", "field"):
            is_person = each.fields[source.name].kind is Kind.PERSON
            assert is_person == (source.how == "person"), f"{each.code}: {column}"


def test_a_row_is_found_by_an_id_in_the_event_or_by_its_stream():
    for each, change in all_changes():
        if not change.key.startswith("@"):
            assert each.fields[change.key].kind is Kind.UUID, f"{each.code}: {change.key}"
        if change.when:
            assert change.when in each.fields
        if change.equals:
            assert change.equals[0] in each.fields


def test_a_state_is_folded_by_exactly_the_events_that_move_it():
    folded = {
        how: {each.code for each, _, source in all_sources() if source.how == how}
        for how in ("custody", "authority")
    }

    assert folded["custody"] == {code for _, code in CUSTODY}
    assert folded["authority"] == set(AUTHORITY)


def test_sealed_values_and_tokens_are_bound_to_a_purpose():
    for _, _, source in all_sources():
        assert bool(source.purpose) == (source.how in ("token", "sealed"))
    assert Source("constant") == Source("constant", "", None, "")
