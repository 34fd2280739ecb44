"""Settings of every installation, read from the environment.

docs/settings.md lists each variable. Nothing needs to be set to try the project: it then runs
on SQLite in `var/`.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from config.environment import (
    flag,
    mail_server,
    seconds,
    secret,
    web_address,
    web_addresses,
    whole_number,
    words,
)

BASE_DIR = Path(__file__).resolve().parent.parent
# Everything this installation makes or keeps: database file, uploads, keys, front-end files.
VAR_DIR = Path(os.environ.get("VAR_DIR", "") or BASE_DIR / "var")

DEBUG = flag("DEBUG")
# A demonstration: sample sign-ins exist and labels may point at an address that is not public.
DEMO = flag("DEMO")
SECRET_KEY = secret("SECRET_KEY", VAR_DIR / "secret_key")

# The address printed into codes. Frozen into each label run: paper cannot be redeployed.
PUBLIC_URL = web_address("PUBLIC_URL", "http://127.0.0.1:8000")
# Addresses that older labels carry; they must keep leading here.
PUBLIC_URL_ALIASES = web_addresses("PUBLIC_URL_ALIASES")
ALLOWED_HOSTS = [
    *words("ALLOWED_HOSTS"),
    *(urlsplit(address).hostname or "" for address in (PUBLIC_URL, *PUBLIC_URL_ALIASES)),
    "localhost",
    "127.0.0.1",
    "[::1]",
]
# https is spoken by a proxy before this server, which says so in its headers.
BEHIND_PROXY = PUBLIC_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL, *PUBLIC_URL_ALIASES]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "ninja",  # serves its API documentation from our own static files
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "records",
    "places",
    "accounts",
    "cooperatives",
    "growing_areas",
    "products",
    "labels",
    "listings",
    "trace",
    "ocop",
    "targets",
    "portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.one_sight",
    "config.middleware.no_nul",
    "config.middleware.rule_errors",
    "config.middleware.second_factor",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"numbers": "common.filters"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.installation",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}", conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # One writer at a time, readers never wait for it; a writer waits rather than fails.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes: counts of wrong sign-ins and of calls. Its table is made by a
# migration of accounts.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # Of each process: counts of the calls of the last minute (accounts.throttling).
    "calls": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "calls",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
API_CALLS_A_MINUTE = {
    "signed_in": whole_number("API_CALLS_SIGNED_IN", 600),
    "anonymous": whole_number("API_CALLS_ANONYMOUS", 120),
    "label_check": whole_number("API_CALLS_LABEL_CHECK", 1200),
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:desk"
LOGOUT_REDIRECT_URL = "portal:home"

# How many proxies stand before this server and name the caller's address in
# X-Forwarded-For; what further ones wrote there is not believed.
ALLAUTH_TRUSTED_PROXY_COUNT = whole_number("TRUSTED_PROXIES", 1) if BEHIND_PROXY else 0

# Without a mail server no link for a new password goes out, and the page says whom to ask.
SENDS_MAIL = bool(os.environ.get("EMAIL_URL", ""))

# Signing in (django-allauth). After five wrong passwords an account waits this long.
SIGN_IN_LOCK_MINUTES = 10
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses that nobody gave us
ACCOUNT_RATE_LIMITS = {
    # Wrong passwords, codes of the second step among them: per address, and per account.
    "login_failed": f"30/{SIGN_IN_LOCK_MINUTES}m/ip,5/{SIGN_IN_LOCK_MINUTES}m/key",
    "login": "60/m/ip",
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "reauthenticate": "accounts.forms.sign_in.ConfirmPasswordForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "reset_password": "accounts.forms.sign_in.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.NewPasswordForm",
}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Truy xuất nông sản"
MFA_TOTP_PERIOD = 30  # seconds
MFA_TOTP_TOLERANCE = 1  # periods that a phone's clock may be off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "accounts.forms.sign_in.SecondStepForm",
    "reauthenticate": "accounts.forms.sign_in.ConfirmCodeForm",
    "activate_totp": "accounts.forms.sign_in.SetUpForm",
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
# Front-end files come from npm at set-up (see Makefile), never from the repository.
FRONTEND_DIR = VAR_DIR / "frontend"
STATICFILES_DIRS = [BASE_DIR / "static", FRONTEND_DIR]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "documents", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# What people upload. Office files are archives: how many files they may hold, how large those
# may become together.
UPLOAD_MB = whole_number("UPLOAD_MB", 20)
UPLOAD_ENTRIES = whole_number("UPLOAD_ENTRIES", 2000)
UPLOAD_UNPACKED_MB = whole_number("UPLOAD_UNPACKED_MB", 200)

LABEL_FONT_DIR = FRONTEND_DIR / "fonts"
LABEL_KEYS_FILE = Path(os.environ.get("LABEL_KEYS_FILE", "") or VAR_DIR / "label_keys.json")

NINJA_PAGINATION_CLASS = "common.pagination.Pages"

# How many days after an import ended it can be undone; then what its file says is removed.
IMPORT_KEPT_DAYS = whole_number("IMPORT_KEPT_DAYS", 90)
# How many days the file of an audit is kept after somebody asked for it.
AUDIT_BUNDLE_KEPT_DAYS = whole_number("AUDIT_BUNDLE_KEPT_DAYS", 30)
# A batch with packages left is shown on the desk when it is so old, or expires so soon.
UNSOLD_AFTER_DAYS = whole_number("UNSOLD_AFTER_DAYS", 30)

vars().update(mail_server("EMAIL_URL", VAR_DIR / "mail"))
DEFAULT_FROM_EMAIL = (
    os.environ.get("MAIL_FROM", "") or f"thong-bao@{urlsplit(PUBLIC_URL).hostname}"
)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Seconds without a sign of life after which a job's worker is taken for dead.
JOB_STALLED_AFTER = seconds("JOB_STALLED_AFTER", 120)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
if BEHIND_PROXY:
    # Behind a proxy that ends TLS and sets this header itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        # The job worker lowers its own loggers to INFO: a line for every job.
        "console": {"class": "logging.StreamHandler", "formatter": "line", "level": "WARNING"}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
