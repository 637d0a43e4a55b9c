"""Settings of the site. Every choice comes from the environment; the defaults are one machine.

With no `DATABASE_URL` or `REDIS_URL` the addresses are those of the servers that
`config.embedded` starts under `var/`. Nothing here starts or connects to anything.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.templatetags.static import static

from config import embedded
from config.secret import read_or_create_secret
from core.logs import logging_config

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("SPEARHEAD_VAR", ROOT / "var")).resolve()


def is_on(name: str, *, default: bool = False) -> bool:
    """Whether an environment variable says yes."""
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


DEBUG = is_on("DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY") or read_or_create_secret(VAR / "secret_key")
SITE_URL = os.environ.get("SPEARHEAD_URL", "http://127.0.0.1:8000").rstrip("/")
HAS_TLS = SITE_URL.startswith("https://")
# This machine itself asks too: health checks, and workers beside the web process.
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [*LOOPBACK, *filter(None, os.environ.get("ALLOWED_HOSTS", "").split(","))]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config",
    "core",
    "accounts",
    "competitions",
    "participation",
    "datasets",
    "submissions",
    "leaderboards",
]

MIDDLEWARE = [
    "core.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.page_policies.page_policies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.middleware.reader_zone",
    "core.middleware.no_null_in_address",
    "core.middleware.signed_out_partials",
    "core.middleware.bounded_body",
    "core.middleware.domain_errors",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or embedded.database_url(VAR),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = os.environ.get("REDIS_URL") or embedded.redis_url(VAR)
CACHES = {
    "default": {
        "BACKEND": "core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "spearhead",
        "OPTIONS": {"serializer": "core.cache.PlainSerializer"},
    }
}

FILES_ROOT = VAR / "files"
if os.environ.get("AWS_STORAGE_BUCKET_NAME"):
    # django-storages reads the remaining AWS_* names from these settings.
    _PRIVATE: dict[str, Any] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": os.environ["AWS_STORAGE_BUCKET_NAME"],
            "endpoint_url": os.environ.get("AWS_S3_ENDPOINT_URL"),
            "access_key": os.environ.get("AWS_ACCESS_KEY_ID"),
            "secret_key": os.environ.get("AWS_SECRET_ACCESS_KEY"),
            "region_name": os.environ.get("AWS_S3_REGION_NAME", "us-east-1"),
            "addressing_style": os.environ.get("AWS_S3_ADDRESSING_STYLE", "path"),
            "querystring_auth": True,
            "querystring_expire": 3600,
            "file_overwrite": False,
            "default_acl": None,
        },
    }
else:
    _PRIVATE = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": str(FILES_ROOT),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
STORAGES = {
    "default": _PRIVATE,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", VAR / "static"))
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "leaderboards.finders.VegaFinder",
]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# Work

CELERY_BROKER_URL = embedded.broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "control"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
# Above the hard limit, or a long task is delivered a second time while the first still runs.
# No retries: an upload must not wait for a broker that is away.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_timeout": 5, "max_retries": 0}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # however long it is away
# A publish that cannot reach the broker gives up at once: the row is the truth, `reap` re-sends.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "reap": {
        "task": "submissions.reap",
        "schedule": float(os.environ.get("REAP_SECONDS", "5")),
        "options": {"expires": 10},
    },
    "refresh-statistics": {
        "task": "leaderboards.refresh_statistics",
        "schedule": float(os.environ.get("STATISTICS_SECONDS", "2")),
        # Soon, for those that wait behind a long computation have nothing left to do.
        "options": {"queue": "statistics", "expires": 10},
    },
    "advance-phases": {
        "task": "competitions.advance_phases",
        "schedule": 20.0,
        "options": {"expires": 30},
    },
}

JOB_LEASE_SECONDS = int(os.environ.get("JOB_LEASE_SECONDS", "30"))
JOB_RESEND_SECONDS = int(os.environ.get("JOB_RESEND_SECONDS", "20"))
JOB_MAX_ATTEMPTS = 3
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
TRUTH_MAX_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HAS_TLS else "http"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "signup": "20/m/ip"}
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = is_on("EMAIL_USE_TLS")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Spearhead <noreply@localhost>")

# API

# Whose X-Forwarded-For tells the client's address, which the throttles count by. Left open, the
# framework would believe a header that anybody can send.
PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = 1 if is_on("TRUST_PROXY") else 0
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "core.api.Pagination",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": os.environ.get("THROTTLE_ANON", "300/min"),
        "user": os.environ.get("THROTTLE_USER", "1200/min"),
        "login": os.environ.get("THROTTLE_LOGIN", "10/min"),
        "upload": os.environ.get("THROTTLE_UPLOAD", "120/min"),
    },
    "NUM_PROXIES": PROXIES,
    "EXCEPTION_HANDLER": "core.api.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=365), "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "Spearhead",
    "DESCRIPTION": "Competitions, submissions, leaderboards.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "CompetitionStatus": "competitions.models.Competition.Status",
        "SubmissionStatus": "submissions.models.Submission.Status",
        "RegistrationStatus": "participation.models.Registration.Status",
        "ComputationStatus": "leaderboards.models.Computation.Status",
        "TeamKind": "participation.models.Team.Kind",
    },
}

# Safety

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HAS_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HAS_TLS and is_on("SSL_REDIRECT", default=True)
# Health checks and workers may come over plain HTTP from beside the web process.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$", r"^api/v1/jobs/", r"^files/"]
SECURE_HSTS_SECONDS = 31_536_000 if HAS_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if is_on("TRUST_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Words and time

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING = logging_config(debug=DEBUG, plain=is_on("LOG_PLAIN"))
LOGGING_CONFIG = "logging.config.dictConfig"
UNFOLD = {
    "SITE_TITLE": "Spearhead",
    "SITE_HEADER": "Spearhead",
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("icon.svg")}
    ],
    # The vermilion of static/spearhead.css, lighter and darker.
    "COLORS": {
        "primary": {
            "50": "oklch(97% .013 35)",
            "100": "oklch(94% .03 35)",
            "200": "oklch(88% .06 35)",
            "300": "oklch(81% .1 36)",
            "400": "oklch(71% .15 36)",
            "500": "oklch(60% .17 35)",
            "600": "oklch(52% .165 34)",
            "700": "oklch(45% .145 34)",
            "800": "oklch(39% .12 34)",
            "900": "oklch(33% .095 34)",
            "950": "oklch(25% .07 34)",
        }
    },
}
