"""The sign-in. The names are those by which allauth looks for its pages."""

from django.urls import path
from django.views.generic import RedirectView

from custody.web.signin import views
from custody.web.signin.join import join

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", views.Code.as_view(), name="mfa_authenticate"),
    path("sign-in/enrol/", views.Enrol.as_view(), name="mfa_activate_totp"),
    path("join/", join, name="join"),
    path("sign-in/demo/", views.take_demo_badge, name="demo_badge"),
    path("sign-in/inactive/", views.inactive, name="account_inactive"),
    path("sign-out/", views.sign_out, name="account_logout"),
    # allauth asks for these names but has no page of ours behind them.
    path("sign-in/again/", RedirectView.as_view(pattern_name="account_login"), name="account_reauthenticate"),
    path("sign-in/code/again/", RedirectView.as_view(pattern_name="account_login"), name="mfa_reauthenticate"),
    path("sign-up/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path("sign-in/address/", RedirectView.as_view(pattern_name="account_login"), name="account_email"),
]
