"""Django settings: one file, steered by :mod:`samen.config.environment`."""

from __future__ import annotations

import hmac
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.conf import locale as conf_locale

from samen.config.environment import Environment, read_environment
from samen.kernel.errors import InvalidInput
from samen.platform.web.languages import DJANGO_LANGUAGES, LANG_INFO
from samen.platform.web.logging import logging_config

try:
    ENVIRONMENT: Environment = read_environment()
except InvalidInput as error:
    for problem in error.problems:
        print(f"samen: {problem}", file=sys.stderr)  # noqa: T201
    raise SystemExit(2) from None

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = ENVIRONMENT.data_dir.resolve()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
except OSError as error:
    print(f"samen: SAMEN_DATA_DIR: {error.strerror}: {DATA_DIR}", file=sys.stderr)  # noqa: T201
    raise SystemExit(2) from None
DEMO = ENVIRONMENT.demo
DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or "samen-demo-only-" + "0" * 32
_PEPPER = (ENVIRONMENT.pepper or "samen-demo-pepper-" + "0" * 32).encode()
# One secret to keep, a key of its own for each purpose: what one gives away says nothing of others.
RECEIPT_PEPPER, PSEUDONYM_KEY, COUNTING_KEY, MATCHER_KEY, HANDLE_KEY = (
    hmac.digest(_PEPPER, f"samen {purpose} 1".encode(), "sha256")
    for purpose in (
        "receipts",
        "logbook pseudonyms",
        "counting",
        "matcher at rest",
        "match handles",
    )
)
KEY_HOLDER, KEY_HOLDER_SECRET, KEY_HOLDER_KEY = (
    ENVIRONMENT.key_holder, ENVIRONMENT.key_holder_secret, ENVIRONMENT.key_holder_key,
)  # fmt: skip
# The demo plays the key holder itself, and its pages say so; elsewhere that is another party.
KEY_HOLDER_FOLDER = DATA_DIR / "key-holder" if DEMO and not KEY_HOLDER else None
SECURITY_CONTACT = ENVIRONMENT.security_contact or "mailto:security@samen.example"
ALLOWED_HOSTS = ENVIRONMENT.hosts.split(",")
EXIT_URL = ENVIRONMENT.exit_url

INSTALLED_APPS = [
    "samen.platform.database",
    "samen.platform.web",
    "samen.platform.organisations",
    "samen.platform.vault",
    "samen.platform.logbook",
    "samen.platform.outbox",
    "samen.guidance",
    "samen.recognition",
    "samen.reporting",
    "samen.casework",
    "samen.sharing",
    "samen.monitor",
    "samen.analysis",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # allauth's list of passkeys tells dates with it
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "samen.platform.database.middleware.ZoneMiddleware",
    "samen.platform.web.headers.security_headers_middleware",
    "samen.platform.web.pagecache.PageCacheMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samen.platform.web.logging.RequestLogMiddleware",
    "samen.platform.web.problems.ProblemMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "samen.platform.web.middleware.PartialLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "samen.platform.organisations.middleware.actor_middleware",
    "samen.platform.organisations.middleware.SecondFactorMiddleware",
    "samen.platform.vault.middleware.vault_middleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "samen.config.urls"
WSGI_APPLICATION = "samen.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samen.platform.web.context.site",
            ],
        },
    }
]


def _database(environment: Environment) -> dict[str, object]:
    if not environment.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "samen.sqlite3",
            # A thread keeps its connection: opening one costs as much as rendering a page.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # secure_delete: a shredded key must not survive on a free page of the file.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
                ),
            },
        }
    url = urlsplit(environment.database_url)
    return {
        "ENGINE": "samen.platform.database.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": url.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(ENVIRONMENT)}
DATABASE_TABLES = "samen.config.tables.TABLES"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisations.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "casework:today"
ACCOUNT_ADAPTER = "samen.platform.organisations.adapters.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "login": "samen.platform.organisations.web.login.StaffLoginForm",
    "reauthenticate": "samen.platform.organisations.web.login.StaffReauthenticateForm",
    "change_password": "samen.platform.organisations.web.login.StaffChangePasswordForm",
}
MFA_FORMS = {
    "authenticate": "samen.platform.organisations.web.login.StaffAuthenticateForm",
    "reauthenticate": "samen.platform.organisations.web.login.StaffReauthenticateCodeForm",
    "add_webauthn": "samen.platform.organisations.web.login.StaffKeyForm",
    "activate_totp": "samen.platform.organisations.web.login.StaffActivateForm",
}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "guidance:home"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "organisation",
                    "name": "OpenID Connect",
                    "client_id": ENVIRONMENT.oidc_client_id,
                    "secret": ENVIRONMENT.oidc_client_secret,
                    "settings": {
                        "server_url": ENVIRONMENT.oidc_provider,
                        # Members have their account already: they are known by the address that
                        # the provider has verified.
                        "email_authentication": True,
                    },
                }
            ]
        }
    }
    if ENVIRONMENT.oidc_provider
    else {}
)

SECURE = ENVIRONMENT.https
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_SAMESITE = "Strict"
# Who comes back from the organisation's own login comes from another site, in the same session.
SESSION_COOKIE_SAMESITE = "Lax" if ENVIRONMENT.oidc_provider else "Strict"
# A form that leads to another site is refused by the content security policy; a link is not.
SOCIALACCOUNT_LOGIN_ON_GET = True
# From then on known by the provider's own number of the person, whatever their address becomes.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_AGE = None  # Gone with the window too: Django's own choice is a year.
SESSION_COOKIE_AGE = 8 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# Uploads go to the sealing handler of the form that takes them, never to a temporary file.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
# Tables for estimation are read in memory and never stored.
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 << 20

LANGUAGE_CODE = "nl"
LANGUAGES = DJANGO_LANGUAGES
conf_locale.LANG_INFO.update(LANG_INFO)
LANGUAGE_COOKIE_NAME = "language"
LOGGING = logging_config(ENVIRONMENT.log_level)
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "sealed"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")
# Nobody is sent e-mail, and nothing of one (a link to reset a password) may reach the log.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
SILENCED_SYSTEM_CHECKS: list[str] = []
