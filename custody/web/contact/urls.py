"""Addresses of how officers are reached."""

from django.urls import path

from custody.web.contact import views

app_name = "contact"
urlpatterns = [
    path("me/contact/", views.mine, name="mine"),
    path("me/contact/change/", views.change, name="change"),
    path("me/contact/<uuid:change_id>/code/", views.confirm, name="confirm"),
    path("contacts/", views.waiting, name="waiting"),
    path("contacts/<uuid:change_id>/approve/", views.approve, name="approve"),
    path("contacts/<uuid:change_id>/cancel/", views.cancel, name="cancel"),
]
