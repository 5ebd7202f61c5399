"""Addresses of discrepancies."""

from django.urls import path

from custody.web.discrepancy import views

app_name = "discrepancy"
urlpatterns = [
    path("discrepancies/", views.open_list, name="list"),
    path("discrepancies/<uuid:discrepancy_id>/", views.resolve, name="resolve"),
    path("discrepancies/<uuid:discrepancy_id>/remark/", views.remark, name="remark"),
]
