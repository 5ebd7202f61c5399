"""Address of the sheet for the change of shifts."""

from django.urls import path

from custody.web.shift import views

app_name = "shift"
urlpatterns = [path("shift/", views.sheet, name="sheet")]
