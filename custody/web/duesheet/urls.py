"""Address of the due sheet."""

from django.urls import path

from custody.web.duesheet import views

app_name = "duesheet"
urlpatterns = [path("due/", views.sheet, name="sheet")]
