"""Addresses of what magistrates are asked."""

from django.urls import path

from custody.web.magistrate import asking, committee, views

app_name = "magistrate"
urlpatterns = [
    path("magistrate/", views.mine, name="mine"),
    path("magistrate/links/<str:secret>/", views.open_link, name="open"),
    path("magistrate/page/<uuid:request_id>/", views.page, name="page"),
    path("magistrate/page/<uuid:request_id>/photos/<uuid:photo_id>/", views.photo, name="photo"),
    path("magistrate/orders/<uuid:order_id>/", committee.sign, name="minutes"),
    path("magistrate/ask/<uuid:seizure_id>/", asking.ask, name="ask"),
    path("magistrate/requests/<uuid:request_id>/", asking.request_page, name="request"),
    path("magistrate/requests/<uuid:request_id>/link/", asking.link, name="link"),
    path("magistrate/requests/<uuid:request_id>/explain/", asking.explain, name="explain"),
]
