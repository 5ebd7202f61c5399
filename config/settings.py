"""One settings file. Installations differ by environment only; ``.env.example`` lists every variable."""

from __future__ import annotations

from pathlib import Path

from config import auth_settings, csp, env, logs, sms_gateways

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("CUSTODY_VAR_DIR", BASE_DIR / "var")

DEBUG = env.flag("CUSTODY_DEBUG")
CUSTODY_DEMO = env.flag("CUSTODY_DEMO")
SECRET_KEY = env.secret("CUSTODY_SECRET_KEY")
CUSTODY_FIELD_KEY = env.key_32("CUSTODY_FIELD_KEY")
ALLOWED_HOSTS = env.words("CUSTODY_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CUSTODY_BASE_URL = env.text("CUSTODY_BASE_URL", "http://localhost:8000/")
_HTTPS = CUSTODY_BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [CUSTODY_BASE_URL.rstrip("/")]

INSTALLED_APPS = [
    "custody",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *auth_settings.MIDDLEWARE,
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "custody.web.shared.guards.PrivacyHeadersMiddleware",
    "custody.web.shared.errors.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "custody.web.shared.forms.CustodyFormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "custody.web.shared.context.house",
            ],
        },
    }
]

DATABASES = {"default": env.database("CUSTODY_DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The action owns the transaction, the view owns the request: see docs/adr/0003.
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "custody.Officer"
globals().update(auth_settings.SETTINGS)
globals().update(csp.SETTINGS)

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer makes a browser send "Origin: null", and every post is refused
X_FRAME_OPTIONS = "DENY"
# In the database: a one-time code that one process took is used up for the others. No page asks it but the sign-in.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "custody_remembered"},
}

LANGUAGE_CODE = "en"
LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "custody" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "UTC"
CUSTODY_SITE_TIME_ZONE = env.text("CUSTODY_SITE_TIME_ZONE", "Europe/Brussels")
CUSTODY_JURISDICTION = env.text("CUSTODY_JURISDICTION", "BE")
# Off: the worker that browsers fetch takes itself away, and no page keeps anything on a device any more.
CUSTODY_OUTBOX = env.flag("CUSTODY_OUTBOX", default=True)
CUSTODY_EMERGENCY_NUMBER = env.text("CUSTODY_EMERGENCY_NUMBER", "112")
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = env.path("CUSTODY_STATIC_DIR", VAR_DIR / "static")
# An image has the front-end files in its own var; a checkout has them where set-up placed them, also for the tests.
_VENDOR = [place for place in (VAR_DIR / "vendor", BASE_DIR / "var" / "vendor") if place.is_dir()]
STATICFILES_DIRS = [("vendor", place) for place in _VENDOR[:1]]
CUSTODY_DOCUMENT_FONTS = (_VENDOR[0] if _VENDOR else VAR_DIR / "vendor") / "document-fonts"
WHITENOISE_USE_FINDERS = env.flag("CUSTODY_STATIC_FROM_SOURCE")
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ADD_HEADERS_FUNCTION = csp.add_headers

CUSTODY_MEDIA_DIR = env.path("CUSTODY_MEDIA_DIR", VAR_DIR / "media")
CUSTODY_HELP_PICTURES = env.path("CUSTODY_HELP_PICTURES", VAR_DIR / "pictures" / "help")
_S3 = env.text("CUSTODY_S3_BUCKET", "")
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _S3,
            "endpoint_url": env.text("CUSTODY_S3_ENDPOINT", "") or None,
            "access_key": env.secret("CUSTODY_S3_ACCESS_KEY", ""),
            "secret_key": env.secret("CUSTODY_S3_SECRET_KEY", ""),
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
    if _S3
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": CUSTODY_MEDIA_DIR, "file_permissions_mode": 0o600,
                    "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if WHITENOISE_USE_FINDERS
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Who takes over a load answers for each of up to 2,000 units on one page, with five fields each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
CUSTODY_PHOTO_MAX_BYTES = 15 * 1024 * 1024

CUSTODY_LOG_VKEY_FILE = env.path("CUSTODY_LOG_VKEY_FILE", VAR_DIR / "log_vkey")
# What a court packet must meet before it is issued: keys and witnesses (C2SP tlog-policy). No file: the log's own key.
CUSTODY_PACKET_POLICY_FILE = env.path("CUSTODY_PACKET_POLICY_FILE", VAR_DIR / "packet_policy")
CUSTODY_SIGNER_DIR = env.path("CUSTODY_SIGNER_DIR", VAR_DIR / "signer")

CUSTODY_BROKER_URL = env.secret("CUSTODY_BROKER_URL", "redis://127.0.0.1:6379/0")
# Which engines must make their passes; one that is missing is an alert of its own.
CUSTODY_ENGINES = env.words("CUSTODY_ENGINES", "celery,alert_engine")
# The switch outside that calls people when no engine pings it. Empty: there is none.
CUSTODY_PING_URL = env.secret("CUSTODY_PING_URL", "")
# What the modem or the mailbox watcher that receives the canary shows when it reports one.
CUSTODY_CANARY_KEY = env.secret("CUSTODY_CANARY_KEY", "")
CUSTODY_METRICS_TOKEN = env.secret("CUSTODY_METRICS_TOKEN", "")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("CUSTODY_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env.number("CUSTODY_SMTP_PORT", 1025)
EMAIL_HOST_USER = env.text("CUSTODY_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.secret("CUSTODY_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("CUSTODY_SMTP_TLS")
EMAIL_TIMEOUT = 10  # None by default: a mail server that accepts and says nothing would block for ever
DEFAULT_FROM_EMAIL = env.text("CUSTODY_MAIL_FROM", "custody@localhost")
CUSTODY_SMS_GATEWAYS = sms_gateways.GATEWAYS
CUSTODY_SMS_INBOUND_SECRET = env.secret("CUSTODY_SMS_INBOUND_SECRET", "")
# At most so many messages in so many seconds to one telephone; levels 0 and 1 are counted and never held.
CUSTODY_SMS_LIMITS = env.limits("CUSTODY_SMS_LIMITS", "1/60,5/900,12/3600")
# A telephone and a mailbox of our own, where the hourly test of the whole path must arrive.
CUSTODY_CANARY_PHONE = env.text("CUSTODY_CANARY_PHONE", "")
CUSTODY_CANARY_EMAIL = env.text("CUSTODY_CANARY_EMAIL", "")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "custody.api.v1.authentication.SessionAuthentication",
        "custody.api.v1.authentication.TokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "custody.api.v1.blind.NotWhileCounting",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "custody.api.v1.errors.problem",
    "DEFAULT_PAGINATION_CLASS": "custody.api.v1.paging.ByCursor",
    "PAGE_SIZE": 50,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Custody",
    "DESCRIPTION": "The same acts as the pages. Masses are whole milligrams.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_PERMISSIONS": [
        "rest_framework.permissions.IsAuthenticated",
        "custody.api.v1.blind.NotWhileCounting",
    ],
}

LOGGING = logs.settings()
