"""Addresses of stock from before the record."""

from django.urls import path

from custody.web.opening import views

app_name = "opening"
urlpatterns = [
    path("opening-stock/", views.overview, name="list"),
    path("opening-stock/import/", views.import_list, name="import"),
    path("opening-stock/<uuid:stock_id>/", views.stock, name="stock"),
]
