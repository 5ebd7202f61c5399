"""Addresses of places, sites, duty and furnaces under ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from custody.api.v1 import duty, places, site_changes

urlpatterns = [
    path("places/", places.Places.as_view(), name="places"),
    path("places/proposals/", places.PlaceProposals.as_view(), name="place-proposals"),
    path("places/proposals/<uuid:proposal_id>/", places.OnePlaceProposal.as_view(), name="place-proposal"),
    path("places/proposals/<uuid:proposal_id>/preview/", places.PlacePreview.as_view(), name="place-preview"),
    path("places/proposals/<uuid:proposal_id>/decision/", places.PlaceDecision.as_view(), name="place-decision"),
    path("places/proposals/<uuid:proposal_id>/name/", places.PlaceName.as_view(), name="place-name"),
    path("places/proposals/<uuid:proposal_id>/withdrawal/", places.PlaceWithdrawal.as_view(), name="place-withdrawal"),
    path("duties/", duty.Duties.as_view(), name="duties"),
    path("duties/<uuid:duty_id>/", duty.Duty.as_view(), name="duty"),
    path("duties/<uuid:duty_id>/preview/", duty.DutyPreview.as_view(), name="duty-preview"),
    path("duties/<uuid:duty_id>/cancellation/", duty.Cancellation.as_view(), name="duty-cancellation"),
    path("sites/", duty.Sites.as_view(), name="sites"),
    path("sites/<uuid:site_id>/", duty.Site.as_view(), name="site"),
    path("sites/<uuid:site_id>/change/", site_changes.SiteChange.as_view(), name="site-change"),
    path("sites/proposals/", site_changes.SiteProposals.as_view(), name="site-proposals"),
    path("sites/proposals/<uuid:proposal_id>/", site_changes.OneSiteProposal.as_view(), name="site-proposal"),
    path("sites/proposals/<uuid:proposal_id>/preview/", site_changes.SitePreview.as_view(), name="site-preview"),
    path("sites/proposals/<uuid:proposal_id>/decision/", site_changes.SiteDecision.as_view(), name="site-decision"),
    path("sites/proposals/<uuid:proposal_id>/withdrawal/", site_changes.SiteWithdrawal.as_view(),
         name="site-withdrawal"),
    path("furnaces/", places.Furnaces.as_view(), name="furnaces"),
    path("furnaces/proposals/", places.FurnaceProposals.as_view(), name="furnace-proposals"),
    path("furnaces/proposals/<uuid:proposal_id>/", places.OneFurnaceProposal.as_view(), name="furnace-proposal"),
    path("furnaces/proposals/<uuid:proposal_id>/preview/", places.FurnacePreview.as_view(), name="furnace-preview"),
    path("furnaces/proposals/<uuid:proposal_id>/decision/", places.FurnaceDecision.as_view(), name="furnace-decision"),
    path("furnaces/proposals/<uuid:proposal_id>/withdrawal/", places.FurnaceWithdrawal.as_view(),
         name="furnace-withdrawal"),
]
