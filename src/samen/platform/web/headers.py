"""Security headers on every response, also on errors, static files and redirects.

The Content-Security-Policy comes from django-csp, HSTS from Django; this adds the rest and makes
"do not keep this page" the default: a view that wants to be cached has to say so.

Sources: REST-API Design Rules 2.2 (mandatory headers), OWASP Secure Headers Project, internet.nl.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

_POWERFUL_FEATURES = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
DEFAULTS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _POWERFUL_FEATURES),
    "Cache-Control": "no-store",
}
# Nobody else ever learns where a visitor came from. Not "no-referrer": that makes browsers send
# "Origin: null" with our own forms, and Django rightly refuses a form of unknown origin.
ALWAYS = {"Referrer-Policy": "same-origin"}
_TELLTALE = ("Server", "X-Powered-By", "X-AspNet-Version")


def security_headers_middleware(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Outermost of all middleware, so that nothing answers without passing here."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in DEFAULTS.items():
            response.headers.setdefault(name, value)
        for name, value in ALWAYS.items():
            response.headers[name] = value
        for name in _TELLTALE:
            response.headers.pop(name, None)
        return response

    return middleware
