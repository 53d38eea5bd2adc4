"""Settings: every variation is one environment variable, read here once; see .env.example."""

import sys
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import django.conf.locale
import environ
from csp.constants import NONE, SELF
from django_prose_editor.config import html_tags
from js_asset import static_lazy

ROOT = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(ROOT / ".env")  # never overrides what the environment already says


def read(name, default=None, kind=env.str):
    """The variable in its type; one that is set to nothing counts as missing."""
    if env.str(name, default=""):
        return kind(name)
    if default is None:
        sys.exit(f"eclag: the environment variable {name} is missing (see .env.example)")
    return default


# Core

SECRET_KEY = read("SECRET_KEY")
SECRET_KEY_FALLBACKS = read("SECRET_KEY_FALLBACKS", [], env.list)
DEBUG = read("DEBUG", False, env.bool)
BASE_URL = read("BASE_URL", "http://localhost:8000" if DEBUG else None).rstrip("/")
SECURE = BASE_URL.startswith("https://")
if not SECURE and urlsplit(BASE_URL).hostname not in {"localhost", "127.0.0.1"}:
    sys.exit("eclag: BASE_URL must begin with https:// (http:// is for localhost and 127.0.0.1 only)")
ALLOWED_HOSTS = read("ALLOWED_HOSTS", [urlsplit(BASE_URL).hostname], env.list)
TRUSTED_PROXIES = read("TRUSTED_PROXIES", 0, env.int)
CONTROLLER = read("CONTROLLER", None if SECURE else "")
DEMO = read("DEMO", False, env.bool)

ROOT_URLCONF = "eclag.urls"
WSGI_APPLICATION = "eclag.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000  # an event's page in the admin has 24 languages and its programme

INSTALLED_APPS = [
    "eclag",  # first, so that its templates win over allauth's and the admin's
    "members",
    "positions",
    "events",
    "modeltranslation",  # before the admin, which it extends
    "eclag.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_prose_editor",
    "csp",
    "auditlog",
    "import_export",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",  # before those that answer by themselves
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "eclag.middleware.keep_private",
    "csp.middleware.CSPMiddleware",
    "eclag.middleware.let_the_admin_edit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "eclag.middleware.AddressLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "eclag.middleware.ClosedUnlessPublic",
    "eclag.middleware.SecondFactorFirst",
    "eclag.middleware.remember_who_acts",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "eclag.context.portal",
                # Both are lazy: a public page that touches neither reads no session (tests/eclag/test_pure.py).
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "eclag.templatetags.portal"],
        },
    }
]

# Database and cache

DATABASES = {"default": env.db_url_config(read("DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'db.sqlite3'}"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    name = Path(DATABASES["default"]["NAME"])
    DATABASES["default"]["NAME"] = str(name if name.is_absolute() else ROOT / name)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # the default answers "locked" when two writers meet
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# allauth keeps its limits here, so every process must share it.
CACHES = {"default": env.cache_url_config(read("CACHE_URL", "dbcache://cache"))}
if CACHES["default"]["BACKEND"].endswith(".DatabaseCache"):
    CACHES["default"]["BACKEND"] = "eclag.cache.Kept"
if SECURE and CACHES["default"]["BACKEND"].endswith(("LocMemCache", "DummyCache")):
    sys.exit("eclag: CACHE_URL names a cache that each process has for itself: limits on guessing would not hold")

# Languages

LANGUAGES = [
    ("bg", "български"),
    ("cs", "čeština"),
    ("da", "dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "español"),
    ("et", "eesti"),
    ("fi", "suomi"),
    ("fr", "français"),
    ("ga", "Gaeilge"),
    ("hr", "hrvatski"),
    ("hu", "magyar"),
    ("it", "italiano"),
    ("lt", "lietuvių"),
    ("lv", "latviešu"),
    ("mt", "Malti"),
    ("nl", "Nederlands"),
    ("pl", "polski"),
    ("pt", "português"),
    ("ro", "română"),
    ("sk", "slovenčina"),
    ("sl", "slovenščina"),
    ("sv", "svenska"),
]
LANGUAGE_CODE = "en"
# Django does not know Maltese; without this and a compiled catalogue /mt/ is no address.
django.conf.locale.LANG_INFO["mt"] = {"bidi": False, "code": "mt", "name": "Maltese", "name_local": "Malti"}
LOCALE_PATHS = [
    ROOT / "eclag" / "locale",
    ROOT / "eclag" / "locale_borrowed",  # what Django and allauth lack in some languages; makemessages leaves it alone
]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_CUSTOM_FIELDS = ("RichTextField",)
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {"js": [static_lazy("portal_admin/word.js")], "extensions": {"Word": html_tags([])}},  # it adds no tag
]

USE_TZ = True
TIME_ZONE = "Europe/Brussels"

# Accounts

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}", "OPTIONS": options}
    for validator, options in [
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    ]
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "members.adapter.InvitedOnly"
ACCOUNT_FORMS = {"reset_password": "members.adapter.ResetPasswordForm"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address is added or changed
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True  # one address: a new one takes the place of the old once it is confirmed
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[ECLAG] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_RATE_LIMITS = {"login_failed": "50/5m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_ADAPTER = "members.adapter.SecondFactors"
MFA_FORMS = {"authenticate": "members.adapter.CodeForm", "reauthenticate": "members.adapter.CodeAgainForm"}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address that is not confirmed yet opens nothing here, and nobody signs up by one
MFA_TOTP_ISSUER = "ECLAG"
MFA_TOTP_TOLERANCE = 1  # periods of 30 s before and after: telephones are slow, and so are fingers
MFA_TRUST_ENABLED = True  # for 14 days, and until anything about her ways in changes
USERSESSIONS_ADAPTER = "members.adapter.Sessions"
REQUIRE_MFA = read("REQUIRE_MFA", True, env.bool)
if SECURE and not REQUIRE_MFA and not DEMO:
    sys.exit("eclag: REQUIRE_MFA is off: staff and the steering group need a second factor (it may be off in a demo)")

# Mail and files

EMAIL = env.email_url_config(read("EMAIL_URL", "consolemail://" if DEBUG else "smtp://localhost:25"))
vars().update(EMAIL)
EMAIL_TIMEOUT = 20  # seconds
if EMAIL["EMAIL_BACKEND"].endswith(".filebased.EmailBackend"):
    EMAIL_BACKEND, EMAIL_FILE_PATH = "eclag.mail.Folder", ROOT / EMAIL["EMAIL_FILE_PATH"]
DEFAULT_FROM_EMAIL = read("DEFAULT_FROM_EMAIL", f"portal@{urlsplit(BASE_URL).hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
CONTACT = parseaddr(DEFAULT_FROM_EMAIL)[1]

MEDIA_ROOT = str(ROOT / read("MEDIA_ROOT", "var/media"))
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

FILE_UPLOAD_HANDLERS = [
    "eclag.uploads.LimitedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640

# History

AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_STORE_JSON_CHANGES = True

# Security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
COOKIE_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
MFA_TRUST_COOKIE_NAME = f"{COOKIE_PREFIX}trusted"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_FAILURE_VIEW = "eclag.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Logging: to the error stream, one line each, no personal data

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"without_keys": {"()": "eclag.logs.WithoutKeys"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_keys"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "eclag": {"level": "INFO"},
    },
}
