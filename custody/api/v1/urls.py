"""The API, version 1: nouns to read, one address for each act."""

from __future__ import annotations

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

from custody.api.v1 import (
    alerts,
    discrepancies,
    docs,
    me,
    orders,
    photos,
    road,
    seizures,
    sessions,
    stops,
    transfers,
    units,
)

app_name = "api"
_UNIT, _SEIZURE, _TRANSFER = "units/<uuid:unit_id>/", "seizures/<uuid:seizure_id>/", "transfers/<uuid:transfer_id>/"
_ORDER, _SESSION = "orders/<uuid:order_id>/", "sessions/<uuid:session_id>/"
_ALERT, _DISCREPANCY = "alerts/<uuid:alert_id>/", "discrepancies/<uuid:discrepancy_id>/"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs.Docs.as_view(), name="docs"),
    path("me/", me.Me.as_view(), name="me"),
    path("me/custody/", me.MyCustody.as_view(), name="my-custody"),
    path("stops/", stops.Stops.as_view(), name="stops"),
    path("guards/<uuid:guard_id>/relief/", stops.Relief.as_view(), name="relief"),
    path("units/", units.Units.as_view(), name="units"),
    path(_UNIT, units.Unit.as_view(), name="unit"),
    path(_UNIT + "timeline/", units.Timeline.as_view(), name="timeline"),
    path(_UNIT + "contents/", units.Contents.as_view(), name="contents"),
    path(_UNIT + "guards/", stops.Guards.as_view(), name="guards"),
    path(_UNIT + "release/", stops.Release.as_view(), name="release"),
    path(_UNIT + "extraction/", stops.Extraction.as_view(), name="extraction"),
    path(_UNIT + "extraction/interruption/", stops.Interruption.as_view(), name="interruption"),
    path(_UNIT + "extraction/end/", stops.ExtractionEnd.as_view(), name="extraction-end"),
    path(_UNIT + "seals/", units.Seals.as_view(), name="seals"),
    path(_UNIT + "seals/removal/", units.SealRemoval.as_view(), name="seal-removal"),
    path(_UNIT + "weighings/", units.Weighings.as_view(), name="weighings"),
    path(_UNIT + "samples/", units.Samples.as_view(), name="samples"),
    path(_UNIT + "photos/", photos.UnitPhotos.as_view(), name="unit-photos"),
    path(_UNIT + "place/", road.PlaceReveal.as_view(), name="place"),
    path("seizures/", seizures.Seizures.as_view(), name="seizures"),
    path(_SEIZURE, seizures.Seizure.as_view(), name="seizure"),
    path(_SEIZURE + "units/", seizures.SeizureUnits.as_view(), name="seizure-units"),
    path(_SEIZURE + "photos/", photos.SeizurePhotos.as_view(), name="seizure-photos"),
    path(_SEIZURE + "closure/", seizures.Closure.as_view(), name="closure"),
    path("photos/<uuid:photo_id>/reading/", photos.PhotoReading.as_view(), name="photo-reading"),
    path("sweeps/", units.Sweeps.as_view(), name="sweeps"),
    path("transfers/", transfers.Transfers.as_view(), name="transfers"),
    path(_TRANSFER, transfers.Transfer.as_view(), name="transfer"),
    path(_TRANSFER + "acceptance/", transfers.Acceptance.as_view(), name="acceptance"),
    path(_TRANSFER + "refusal/", transfers.Refusal.as_view(), name="refusal"),
    path(_TRANSFER + "cancellation/", transfers.Cancellation.as_view(), name="cancellation"),
    path("departures/", road.Departures.as_view(), name="departures"),
    path("arrivals/", road.Arrivals.as_view(), name="arrivals"),
    path("storage/", road.Storage.as_view(), name="storage"),
    path("moves/", road.Moves.as_view(), name="moves"),
    path("discrepancies/", discrepancies.Discrepancies.as_view(), name="discrepancies"),
    path(_DISCREPANCY, discrepancies.Discrepancy.as_view(), name="discrepancy"),
    path(_DISCREPANCY + "resolution/", discrepancies.Resolution.as_view(), name="resolution"),
    path("orders/", orders.Orders.as_view(), name="orders"),
    path(_ORDER, orders.Order.as_view(), name="order"),
    path(_ORDER + "units/", orders.OrderUnits.as_view(), name="order-units"),
    path(_ORDER + "verification/", orders.Verification.as_view(), name="verification"),
    path(_ORDER + "refusal/", orders.OrderRefusal.as_view(), name="order-refusal"),
    path("sessions/", sessions.Sessions.as_view(), name="sessions"),
    path(_SESSION, sessions.Session.as_view(), name="session"),
    path(_SESSION + "units/", sessions.SessionUnits.as_view(), name="session-units"),
    path(_SESSION + "approval/", sessions.Approval.as_view(), name="approval"),
    path(_SESSION + "cancellation/", sessions.SessionCancellation.as_view(), name="session-cancellation"),
    path(_SESSION + "omissions/", sessions.Omissions.as_view(), name="omissions"),
    path(_SESSION + "staging/", sessions.Staging.as_view(), name="staging"),
    path(_SESSION + "attestations/", sessions.Attestations.as_view(), name="attestations"),
    path(_SESSION + "burn/", sessions.Burn.as_view(), name="burn"),
    path("reconciliations/", sessions.Reconciliations.as_view(), name="reconciliations"),
    path("alerts/", alerts.Alerts.as_view(), name="alerts"),
    path(_ALERT, alerts.Alert.as_view(), name="alert"),
    path(_ALERT + "acknowledgement/", alerts.Acknowledgement.as_view(), name="acknowledgement"),
    re_path(r"", docs.Missing.as_view(), name="missing"),
]
