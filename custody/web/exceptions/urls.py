"""Addresses of exceptions: what waits, asking, deciding, signing, and places in danger."""

from django.urls import path

from custody.web.exceptions import inquiries, places, signing, together, views

app_name = "exceptions"
urlpatterns = [
    path("exceptions/", views.overview, name="list"),
    path("exceptions/signatures/", signing.signatures, name="signatures"),
    path("exceptions/signatures/<uuid:signature_id>/", signing.sign, name="sign"),
    path("exceptions/signatures/<uuid:signature_id>/together/", together.together, name="together"),
    path("exceptions/signatures/<uuid:signature_id>/signed/", signing.signed, name="signed"),
    path("exceptions/<uuid:proposal_id>/act/", views.attach, name="attach"),
    path("exceptions/signatures/<uuid:signature_id>/object/", views.object_to, name="object"),
    path("exceptions/inquiries/", inquiries.overview, name="inquiries"),
    path("exceptions/inquiries/<uuid:inquiry_id>/", inquiries.inquiry, name="inquiry"),
    path("exceptions/places/", places.overview, name="places"),
    path("exceptions/places/<uuid:place_id>/endanger/", places.endanger, name="endanger"),
    path("exceptions/places/<uuid:place_id>/clear/", places.clear, name="clear"),
    path("units/<uuid:unit_id>/exceptions/<slug:exception>/", views.propose, name="propose"),
    path("exceptions/<uuid:proposal_id>/", views.exception, name="exception"),
    path("exceptions/<uuid:proposal_id>/decide/", views.decide, name="decide"),
    path("exceptions/<uuid:proposal_id>/give/", views.give, name="give"),
    path("exceptions/<uuid:proposal_id>/withdraw/", views.withdraw, name="withdraw"),
]
