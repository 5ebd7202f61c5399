"""Sign-in: badge, password and one-time code through allauth, guesses slowed down by axes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

# Between AuthenticationMiddleware and MessageMiddleware, in this order.
MIDDLEWARE: list[str] = [
    "custody.web.shared.guards.SiteTimeMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "custody.web.danger.unsent.UnsentMiddleware",
    "custody.web.lock.guards.SignInMiddleware",
    "custody.web.lock.guards.LockMiddleware",
    "custody.web.signin.guards.SecondFactorMiddleware",
    "custody.web.shared.blind.BlindCountMiddleware",
    "axes.middleware.AxesMiddleware",
]

SETTINGS: dict[str, Any] = {
    "AUTHENTICATION_BACKENDS": [
        "axes.backends.AxesStandaloneBackend",
        "allauth.account.auth_backends.AuthenticationBackend",
    ],
    "CSRF_FAILURE_VIEW": "custody.web.danger.unsent.csrf_failure",
    "LOGIN_URL": "account_login",
    "LOGIN_REDIRECT_URL": "/",
    # In the session, not in a cookie: a message may name a record, and a cookie stays on the device.
    "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    "ACCOUNT_ADAPTER": "custody.web.signin.adapters.BadgeAdapter",
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": "badge",
    "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
    "ACCOUNT_LOGIN_METHODS": {"username"},
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_PREVENT_ENUMERATION": True,
    "ACCOUNT_PRESERVE_USERNAME_CASING": True,
    "ACCOUNT_SESSION_REMEMBER": False,
    "ACCOUNT_LOGOUT_ON_GET": False,
    "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
    "ACCOUNT_FORMS": {"login": "custody.web.signin.forms.SignInForm"},
    # Guesses of a password are counted by axes, in the database and therefore for all web processes together.
    # Codes are counted here, per process.
    "ACCOUNT_RATE_LIMITS": {"login": False, "login_failed": "10/5m/key"},
    "MFA_ADAPTER": "custody.web.signin.adapters.SealedCodeAdapter",
    "MFA_SUPPORTED_TYPES": ["totp"],
    "MFA_TOTP_ISSUER": "Custody",
    "MFA_TOTP_TOLERANCE": 1,
    "MFA_FORMS": {
        "authenticate": "custody.web.signin.forms.CodeForm",
        "activate_totp": "custody.web.signin.forms.EnrolCodeForm",
    },
    "AXES_FAILURE_LIMIT": 8,
    "AXES_COOLOFF_TIME": timedelta(minutes=15),
    "AXES_RESET_ON_SUCCESS": True,
    # The badge, not the address: a whole quay shares one address, and an attacker has many.
    # That is what axes.W006 warns of. It fears counts by browser or cookie, which a guesser changes at will; a count by
    # badge cannot be escaped from anywhere, and a second factor stands behind it.
    "AXES_LOCKOUT_PARAMETERS": ["username"],
    "SILENCED_SYSTEM_CHECKS": ["axes.W006"],
    "AXES_USERNAME_CALLABLE": "custody.web.signin.adapters.badge_of",
    "AXES_LOCKOUT_CALLABLE": "custody.web.signin.views.locked_out",
    "AXES_HTTP_RESPONSE_CODE": 429,
    "AXES_ENABLE_ADMIN": False,
    "AXES_VERBOSE": False,
    "AXES_SENSITIVE_PARAMETERS": ["password", "code"],
}
