"""Opening a seizure and registering what was seized."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from custody.core.errors import InvalidInput, NotAllowedNow
from custody.core.events import EXHIBIT_RECORDED_2, SEIZURE_OPENED, UNIT_REGISTERED
from custody.core.lifecycle import CustodyState
from custody.evidence import entries, lists, permissions, policies
from custody.evidence.actions import extraction, label_ranges, overloading, registering, signatures, steps, vaults
from custody.evidence.actions.stop import NOTHING_KNOWN, conveyed
from custody.evidence.entries import Circumstances, NewExhibit, NewUnit, Published
from custody.evidence.locking import lock_place, lock_seizure, lock_unit, lock_units
from custody.evidence.models import Exhibit, HandlingUnit, Seizure
from custody.evidence.models.unit import GOODS_KINDS
from custody.evidence.register_policies import check_not_sent_before
from custody.evidence.selectors import facts
from custody.evidence.selectors.holding import registered_in
from custody.evidence.selectors.places import place_of_next
from custody.ledger.recording import Record, recording
from custody.organisation.selectors import officer_by_badge, place_by_code_word
from custody.organisation.selectors.law_here import law_at

if TYPE_CHECKING:
    from custody.core.act import Act
    from custody.organisation.models import Officer, Place, Scale

NOT_PUBLISHED = Published()
MOST_UNITS = 2000
"""So many units are registered in one act; a larger seizure takes several."""


def open_seizure(
    *,
    act: Act,
    second_badge: str,
    exhibits: Sequence[NewExhibit],
    conveyance_id: UUID | None = None,
    ends_extraction: bool = False,
    circumstances: Circumstances = NOTHING_KNOWN,
    published: Published = NOT_PUBLISHED,
    jurisdiction: str | None = None,
    demo: bool = False,
    expected_seq: int | None = None,
) -> Seizure:
    """Open a seizure with its exhibits, numbered from 1, and return it; its code word is drawn by chance.

    A conveyance that nobody had begun to strip is opened by this: the second officer is its witness.
    ``ends_extraction`` says in the same act that the conveyance is empty now. Detection, cover load, tariff
    code and
    origin are taken from the conveyance where ``circumstances`` leaves them out. ``expected_seq`` is that of
    the
    conveyance.

    Who: an officer, with a second officer who is another person. When: without a conveyance, or from one in
    the
    actor's custody that is contained, being stripped or was emptied.
    Appends ``seizure.opened/1``, ``exhibit.recorded/2`` for each exhibit, ``extraction.started/1`` when it was only
    contained, ``extraction.ended/1`` when asked, and ``signature.owed/1`` by the second officer.
    """
    second = officer_by_badge(badge=second_badge, field="second_badge")
    permissions.check_second_officer(act.actor, second)
    if not exhibits:
        raise InvalidInput("exhibits.none", "Say what was found", field="exhibits")
    with recording(act) as record:
        conveyance = None if conveyance_id is None else lock_unit(conveyance_id)
        if conveyance is not None:
            policies.check_version(conveyance, expected_seq)
        permissions.check_can_open_seizure(act.actor, conveyance)
        if conveyance is not None and conveyance.custody_state == CustodyState.CONTAINED:
            after = permissions.check_can_start_extraction(act.actor, conveyance)
            extraction.started(record, conveyance, to=after, witness=second)
        seizure = opened(record, conveyance, circumstances, published, second=second, demo=demo,
                         jurisdiction=jurisdiction or _law_of(record, conveyance), exhibits=exhibits)  # fmt: skip
        if conveyance is not None and ends_extraction:
            after = permissions.check_can_end_extraction(act.actor, conveyance)
            extraction.ended(record, conveyance, to=after, seizure_id=seizure.id)
        if conveyance is not None:
            signatures.owe_second(record, [conveyance], about=SEIZURE_OPENED.code, wanted=second)
        record.result = {"seizure": str(seizure.id), "code_word": seizure.code_word}
    return seizure


def _law_of(record: Record, conveyance: HandlingUnit | None) -> str:
    """Return the law that a seizure is under when nobody says otherwise: that of the stop it came out of, also where
    the house has another one by now; else that of the house: nobody has named a place yet."""
    if conveyance is not None:
        return conveyance.jurisdiction
    return law_at(None, at=record.now)


def register_units(
    *,
    act: Act,
    seizure_id: UUID,
    units: Sequence[NewUnit],
    witness_badge: str | None = None,
    co_custodian_badge: str | None = None,
    place: str | None = None,
    expected_units: int | None = None,
    first_label: str | None = None,
    last_label: str | None = None,
) -> list[HandlingUnit]:
    """Register many units of a seizure at once, and return them in the order given.

    A unit whose ``parent_label`` is the label of another, in the list or registered before, lies inside it.
    The
    outermost units are in the custody of the actor, alone or with ``co_custodian_badge`` as a crew of two,
    and are
    unswept. A unit without a weight is owed one in the store. ``witness_badge`` stood by
    when it
    was weighed; without it, the other officer of the seizure did. ``place`` (a code word) says where they lie; without
    it they lie where the conveyance stands, or with the units that were registered before. ``expected_units`` is how
    many outermost units of the seizure the officer saw: units without a seal that are sent twice are refused by it.
    ``first_label`` and ``last_label`` are of a roll: the outermost units bear what lies between, in their order.

    Who: one of the two officers of the seizure. When: while it is open.
    Appends ``unit.registered/1`` and ``unit.placed/1`` for each, or ``unit.enclosed/1`` for one in another.
    ``signature.owed/1`` by who stood by, where no signature of theirs for the seizure waits already: one that was given
    before saw nothing of these goods. Once per seizure without a conveyance also by its second officer.
    Raises ``InvalidInput`` when a label was used before, or a seal, or when there is not one label of the roll for
    each; a seal that shows a used number when it is looked
    at again freezes its unit: appends ``discrepancy.opened/1``.
    """
    if not 0 < len(units) <= MOST_UNITS:
        raise InvalidInput("units.count", "Register between 1 and {most} units at once", field="units", most=MOST_UNITS)
    second = (
        None if co_custodian_badge is None else officer_by_badge(badge=co_custodian_badge, field="co_custodian_badge")
    )
    if second is not None:
        permissions.check_second_officer(act.actor, second)
    with steps.clashes_explained(), recording(act) as record:
        seizure = lock_seizure(seizure_id)
        permissions.check_can_register_units(act.actor, seizure)
        check_not_sent_before(units, registered=registered_in(seizure), expected=expected_units)
        units = label_ranges.labelled(units, first=first_label, last=last_label)
        witness = registering.witness_of(act.actor, seizure, witness_badge)
        is_first = seizure.conveyance_id is None and not HandlingUnit.objects.filter(seizure=seizure).exists()
        made = registered(record, seizure, units, witness=witness, second=second, place=place)
        if is_first:
            # What was found without a conveyance is signed for on its first unit: before that there is none.
            signatures.owe_second(record, made[:1], about=SEIZURE_OPENED.code, wanted=seizure.second_officer,
                                  owed_by=seizure.seizing_officer)  # fmt: skip
        signatures.owe_for_goods(record, seizure, made, wanted=witness)
        record.result = {"seizure": str(seizure.id), "units": [str(unit.id) for unit in made]}
    return made


def registered(
    record: Record,
    seizure: Seizure,
    units: Sequence[NewUnit],
    *,
    witness: Officer,
    second: Officer | None,
    place: str | None,
    labelled_at: datetime | None = None,
) -> list[HandlingUnit]:
    """Register units of an open, locked seizure in the custody of the actor, and return them; ``labelled_at``: when
    their labels were stuck on, where that is not now. A step of two acts."""
    drafts = _drafts(record, seizure, units, by=record.act.actor, witness=witness)
    policies.check_labels_not_withdrawn([draft.unit.label for draft in drafts], labelled_at=labelled_at)
    made = registering.write(record, drafts, custodian=record.act.actor, second=second)
    _place(record, seizure, [unit for unit in made if unit.parent_id is None], place, witness=witness)
    return made


def opened(
    record: Record,
    conveyance: HandlingUnit | None,
    circumstances: Circumstances,
    published: Published,
    *,
    second: Officer,
    demo: bool,
    jurisdiction: str,
    exhibits: Sequence[NewExhibit],
) -> Seizure:
    """Open a seizure with its exhibits and return it. A step of two acts."""
    seizure = _seizure(
        record, conveyance, circumstances, published, second=second, demo=demo, jurisdiction=jurisdiction
    )
    for number, exhibit in enumerate(exhibits, start=1):
        _exhibit(record, seizure, number, exhibit)
    return seizure


def _seizure(
    record: Record,
    conveyance: HandlingUnit | None,
    circumstances: Circumstances,
    published: Published,
    *,
    second: Officer,
    jurisdiction: str,
    demo: bool,
) -> Seizure:
    values: dict[str, Any] = conveyed(_filled(circumstances, conveyance)) | {
        "concealment": entries.one_of(circumstances.concealment, lists.CONCEALMENTS, field="concealment"),
        "published_event": published.event,
        "published_source": entries.clean_text(published.source, field="published_source", most=400),
    }
    seizure = Seizure(
        code_word=registering.fresh_code_word(),
        jurisdiction=jurisdiction,
        conveyance=conveyance,
        seized_at=record.at,
        seizing_officer=record.act.actor,
        second_officer=second,
        basis=record.act.basis.value,
        published_on=published.on,
        published_mg=published.mg,
        synthetic=published.synthetic,
        demo=demo,
        **values,
    )
    return registering.write_seizure(record, seizure, **values)


def _filled(circumstances: Circumstances, conveyance: HandlingUnit | None) -> Circumstances:
    """Return the circumstances with what is known of the conveyance where they say nothing."""
    if conveyance is None:
        return circumstances
    known = conveyance.conveyance
    return replace(
        circumstances,
        detection=circumstances.detection or known.detection,
        cover_load=circumstances.cover_load or known.cover_load,
        hs_code=circumstances.hs_code or known.hs_code,
        origin_country=circumstances.origin_country or known.origin_country,
        origin_locode=circumstances.origin_locode or known.origin_locode,
    )


def _exhibit(record: Record, seizure: Seizure, number: int, entry: NewExhibit) -> None:
    exhibit = Exhibit(
        seizure=seizure,
        stream_id=seizure.stream_id,
        number=number,
        substance=entries.chosen(entry.substance, lists.SUBSTANCES, field="substance"),
        form=entries.chosen(entry.form, lists.FORMS, field="form"),
        finding_place=entries.clean_text(entry.finding_place, field="finding_place", most=120),
        field_test=entries.one_of(entry.field_test, lists.FIELD_TESTS, field="field_test"),
    )
    exhibit.save(force_insert=True)
    record.append(
        EXHIBIT_RECORDED_2,
        on=seizure,
        rows=[exhibit],
        exhibit_kind=exhibit.exhibit_kind,
        description=None,
        exhibit_id=exhibit.id,
        number=number,
        substance=exhibit.substance,
        form=exhibit.form,
        finding_place=exhibit.finding_place,
        field_test=exhibit.field_test,
    )


def _place(
    record: Record, seizure: Seizure, units: Sequence[HandlingUnit], place: str | None, *, witness: Officer
) -> None:
    if not units:
        return
    where = lock_place(_place_of(seizure) if place is None else place_by_code_word(code_word=place))
    policies.check_place_kind(where, (*lists.STOP_KINDS, *lists.STORE_KINDS))
    # Goods that were found there lie there: that is a fact, whatever the place may hold. A waiver is owed for it.
    vaults.owe_passage(record, units, where, about=UNIT_REGISTERED.code, second=witness)
    steps.put_all(record, units, where, code="unit.placed/1")
    overloading.note(record, where, cause="unit.registered/1")


def _place_of(seizure: Seizure) -> Place:
    place = place_of_next(seizure)
    if place is None:
        raise InvalidInput("place.missing", "Scan or choose the place", field="place")
    return place


def _drafts(
    record: Record, seizure: Seizure, units: Sequence[NewUnit], *, by: Officer, witness: Officer
) -> list[registering.Draft]:
    """Return the units to be written, in the order given, each after the one it lies in."""
    exhibits = facts.exhibits_of(seizure)
    known = _parents_before(seizure, units, actor=by)
    scales = steps.scales_of(entry.reading for entry in units)
    drafts: list[registering.Draft] = []
    for number, entry in enumerate(units):
        try:
            made = _draft(record, seizure, entry, known=known, exhibits=exhibits, scales=scales, by=by, witness=witness)
        except InvalidInput as refusal:
            raise registering.numbered(seizure, refusal, entry, before=units[:number]) from None
        known[made.unit.label] = made.unit
        drafts.append(made)
    # Without a weight too: until the load is safe the quay waits for no scale, and the store is owed the weight.
    registering.settle_sums(drafts)
    return drafts


def _draft(
    record: Record,
    seizure: Seizure,
    entry: NewUnit,
    *,
    known: Mapping[str, HandlingUnit],
    exhibits: Mapping[int, UUID],
    scales: Mapping[str, Scale],
    by: Officer,
    witness: Officer,
) -> registering.Draft:
    entries.chosen(entry.kind, tuple(kind for kind in GOODS_KINDS if kind != "sample"), field="kind")
    if entry.exhibit_number not in exhibits:
        raise InvalidInput("exhibit.unknown", "Exhibit {number} is not in this seizure", field="exhibit",
                           number=entry.exhibit_number)  # fmt: skip
    parent = None if entry.parent_label is None else _parent(known, entry.parent_label)
    if parent is not None and entry.reading is not None and not parent._state.adding:
        _check_parent_weighed(parent)
    return registering.draft(
        record,
        kind=entry.kind,
        label=entry.label,
        seizure=seizure,
        exhibit_id=exhibits[entry.exhibit_number],
        parent=parent,
        reading=entry.reading,
        package_count=entry.package_count,
        seal=entry.seal,
        weighed_by=by,
        witness=witness,
        unswept=True,
        scales=scales,
        volume_ml=entry.volume_ml,
        label_is_known=entry.label_is_known,
    )


def _parents_before(seizure: Seizure, units: Sequence[NewUnit], *, actor: Officer) -> dict[str, HandlingUnit]:
    """Return the units registered before that something new lies in, locked, by label."""
    named = {steps.label_for(entry.parent_label, field="parent_label") for entry in units if entry.parent_label}
    ids = HandlingUnit.objects.filter(label__in=named, seizure=seizure).values_list("id", flat=True)
    found = lock_units(ids)
    for unit in found:
        policies.check_live(unit)
        permissions.check_custodian(actor, [facts.outermost_of(unit)])
        policies.check_not_offered([facts.outermost_of(unit)])
        if unit.kind == "sample":
            raise NotAllowedNow("sample.alone", "{label} is a sample: nothing else may lie in it", label=unit.label)
    return {unit.label: unit for unit in found}


def _parent(known: Mapping[str, HandlingUnit], text: str) -> HandlingUnit:
    label = steps.label_for(text, field="parent_label")
    if label not in known:
        raise InvalidInput(
            "parent.unknown",
            "{label} is no unit of this seizure, or comes later in the list",
            field="parent_label",
            label=label,
        )
    return known[label]


def _check_parent_weighed(parent: HandlingUnit) -> None:
    # What was booked does not change: a unit booked with the sum of what is in it cannot get heavier later.
    if facts.outermost_of(parent).weighing_basis is None:
        raise NotAllowedNow(
            "parent.not_weighed",
            "{label} was booked by what is in it: register all of it in one act",
            label=parent.label,
        )
