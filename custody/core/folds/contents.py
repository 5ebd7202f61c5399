"""What lies inside a unit and comes out of it, or comes to lie in another."""

from __future__ import annotations

from custody.core.folds.sources import MOVED, Change, Source, c, f, p, same

_UNIT = "custody_handlingunit"

_LEFT = (
    Change("custody_removal", "removal_id",
           {"unit_id": Source("ref"), "removed_by_id": p("removed_by"), "witness_id": p("witness"),
            **same("inner_id", "before_mg", "removed_mg", "packages", "removed_at"), "after_mg": f("gross_mg")},
           creates=True),
    Change(_UNIT, "@", same("gross_mg", "tare_mg", "net_mg", "package_count")),
)  # fmt: skip

CONTENTS: dict[str, tuple[Change, ...]] = {
    "unit.taken_out/1": (
        Change(_UNIT, "@",
               {**MOVED, "parent_id": c(None), "custodian_id": p("custodian"), "co_custodian_id": p("co_custodian"),
                **same("held_since", "gross_mg", "tare_mg", "net_mg", "weighing_basis", "unswept", "sealed_view",
                       "neutralised")}),
    ),
    "contents.removed/1": _LEFT,
    "contents.lost/1": _LEFT,
    "contents.gone/1": (),
    "unit.set_apart/1": (Change(_UNIT, "@", {"parent_id": c(None)}),),
    "unit.regrouped/1": (Change(_UNIT, "@", same("parent_id")),),
}
