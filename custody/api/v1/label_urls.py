"""Addresses of labels and paper sheets under ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from custody.api.v1 import found_labels, labels, photos

urlpatterns = [
    path("units/<uuid:unit_id>/reprints/", labels.Reprints.as_view(), name="reprints"),
    path("rolls/", labels.Rolls.as_view(), name="rolls"),
    path("rolls/<uuid:roll_id>/", labels.Roll.as_view(), name="roll"),
    path("rolls/<uuid:roll_id>/withdrawal/", labels.Withdrawal.as_view(), name="roll-withdrawal"),
    path("found-labels/", found_labels.FoundLabels.as_view(), name="found-labels"),
    path("found-labels/<uuid:report_id>/", found_labels.FoundLabel.as_view(), name="found-label"),
    path("found-labels/<uuid:report_id>/settlement/", found_labels.FoundLabelSettlement.as_view(),
         name="found-label-settlement"),
    path("found-labels/<uuid:report_id>/photos/", photos.FoundLabelPhotos.as_view(), name="found-label-photos"),
    path("paper-kits/", labels.PaperKits.as_view(), name="paper-kits"),
    path("paper-sheets/", labels.PaperSheets.as_view(), name="paper-sheets"),
]
