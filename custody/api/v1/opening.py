"""What a store begins with, and who guards: stock from before the record, posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from custody.api.v1.answers import Answer, GuardAnswer
from custody.api.v1.inputs import Strict, Text
from custody.api.v1.outputs import GuardOut, Shown, badge, moment
from custody.api.v1.reading import Listing, Single, lists, reads
from custody.api.v1.writing import Acting, endpoint
from custody.core.act import Act
from custody.evidence.actions import guarding, opening
from custody.evidence.selectors.access import guard_post_for
from custody.evidence.selectors.guarding import visible_posts
from custody.evidence.selectors.opening import left_out_of, stock_for, unlisted_in, visible_stocks
from custody.evidence.stocklist import COLUMNS, MORE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from custody.organisation.models import Officer


class StockOut(Shown):
    """A list of stock from before the record."""

    id = serializers.UUIDField()
    place_id = serializers.UUIDField()
    inventory_id = serializers.UUIDField()
    line_count = serializers.IntegerField()
    file_sha256 = serializers.CharField()
    imported_by = badge("imported_by")
    imported_at = moment()
    registered_by = badge("registered_by", nullable=True)
    registered_at = moment(nullable=True)


class LeftOutOut(Shown):
    """A line of the file that cannot be right."""

    row = serializers.IntegerField()
    field = serializers.CharField(help_text="The column; empty when it has not as many cells as the first line.")
    said = serializers.CharField()


class StockLineOut(Shown):
    """A line of the list, as it was written in the old books. An order of theirs is text, and lets nothing be done."""

    row = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField()
    substance = serializers.CharField()
    form = serializers.CharField()
    description = serializers.CharField(allow_null=True)
    package_count = serializers.IntegerField(allow_null=True)
    gross_mg = serializers.IntegerField(allow_null=True)
    tare_mg = serializers.IntegerField(allow_null=True)
    net_mg = serializers.IntegerField(allow_null=True)
    volume_ml = serializers.IntegerField(allow_null=True)
    seal = serializers.CharField(allow_null=True)
    seized_on = serializers.DateField()
    case_reference = serializers.CharField()
    order_reference = serializers.CharField(allow_null=True)
    currency = serializers.CharField(allow_null=True)
    amount_minor = serializers.IntegerField(allow_null=True)
    second_keeper = badge("second", nullable=True)
    unit_id = serializers.UUIDField(allow_null=True)
    outcome = serializers.CharField(allow_null=True)


class StockDetail(StockOut):
    """A list with its lines, what was left out of it, and what was found and stands on it not."""

    lines = serializers.SerializerMethodField()
    left_out = serializers.SerializerMethodField()
    unlisted = serializers.SerializerMethodField()

    @extend_schema_field(StockLineOut(many=True))
    def get_lines(self, stock: Any) -> Any:
        """Return the lines."""
        return StockLineOut(stock.lines.select_related("second").order_by("row"), many=True).data

    @extend_schema_field(LeftOutOut(many=True))
    def get_left_out(self, stock: Any) -> Any:
        """Return the lines that were left out."""
        return left_out_of(stock)

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_unlisted(self, stock: Any) -> list[str]:
        """Return the units of what was found and stands on no list."""
        return [str(unit.id) for unit in unlisted_in(stock)]


class StockAnswer(Answer):
    """An act on a list of stock."""

    stock = StockDetail(allow_null=True)


class StockIn(Strict):
    """Which place (its code word), and the list as CSV."""

    place = Text()
    text = Text(
        max_length=2_000_000,
        help_text=f"CSV with the columns {', '.join(COLUMNS)}; after them those of {', '.join(MORE)} that there are.",
    )


@lists("list_opening_stock", shows=StockOut, summary="List the stock from before the record, the newest first",
       ordering=("-imported_at", "id"))
@endpoint("import_opening_stock", takes=StockIn, gives=StockAnswer, signs=True)
class Stocks(Listing, Acting):
    """Read a list of what lies in a place; its blind count is asked for."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the lists."""
        return visible_stocks(officer)

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Read the list."""
        return opening.import_opening(act=act, **said)


@reads("read_opening_stock", shows=StockDetail, summary="Read a list of stock from before the record")
class Stock(Single):
    """One list."""

    def row(self, officer: Officer, **ids: Any) -> Any:
        """Return the list."""
        return stock_for(officer, **ids)


@endpoint("register_opening_stock", gives=StockAnswer, signs=True)
class Registration(Acting):
    """Take a list into custody, once it was counted blind."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it into custody."""
        return opening.register_opening(act=act, stock_id=stock_for(act.actor, **ids).id)


@lists("list_guard_posts", shows=GuardOut, summary="List who guards what now, the longest in front",
       ordering=("posted_at", "id"))
class Posts(Listing):
    """The guards' posts that last."""

    def rows(self, officer: Officer, asked: dict[str, Any], **ids: Any) -> QuerySet[Any]:
        """Return the posts."""
        return visible_posts(officer)


@endpoint("take_over_guard", gives=GuardAnswer, signs=True)
class TakeOver(Acting):
    """Take over the post of another guard, who is relieved in the same moment."""

    def act(self, act: Act, said: dict[str, Any], **ids: Any) -> object:
        """Take it over."""
        return guarding.take_over_guard(act=act, guard_id=guard_post_for(act.actor, **ids).id)
