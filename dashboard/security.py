"""What keeps other web sites out.

The threat. Segue usually runs on the DJ's own machine, and the DJ's browser holds a session that
may write to a Spotify account. Any other site that is open in the same browser can send requests
to http://127.0.0.1:8050 too. Four doors are shut here:

1. *Cross-site POST (CSRF).* A hostile page posts to a callback or to /logout and the browser adds
   the session cookie. Every request that changes something is refused unless the browser says
   that it comes from Segue's own pages: by `Sec-Fetch-Site`, which a page can't forge, and in
   older browsers by `Origin` against `Host`. No tokens to lose. (The analysis behind it:
   https://words.filippo.io/csrf/, as in Go's CrossOriginProtection.) A request with neither header
   does not come from a browser and so carries nobody's cookie.
2. *Foreign script (XSS).* Names of tracks and sets come from the outside. React escapes them; the
   content security policy makes sure that, should one slip through, no inline script and no script
   from elsewhere runs, and nothing is sent anywhere but here.
3. *Framing (clickjacking).* No page may show Segue inside itself.
4. *The cookie.* Not readable by script, and not sent along with requests that other sites start,
   but for following a link. It is not marked Secure because Segue is served over plain http on
   127.0.0.1; behind https, Strict-Transport-Security is added.

DNS rebinding (a hostile name that points to 127.0.0.1) is refused by name, and would lack the
session cookie anyhow, which belongs to the name in the address bar. A request larger than two
megabytes is refused unread; only a recording to listen to may be larger (uploads.py).
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(script_hashes: Sequence[str]) -> str:
    """The policy, with the hashes of the page's own inline scripts.

    Style needs 'unsafe-inline': the component libraries write their rules into the page.
    """
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *script_hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def is_cross_site(asked: Request) -> bool:
    """Whether a browser sent this request on behalf of another site."""
    fetch_site = asked.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site not in {"same-origin", "none"}
    origin = asked.headers.get("Origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc != asked.host


def secure(
    server: Flask,
    secret_key: str,
    script_hashes: Sequence[str],
    trusted_hosts: list[str] | None = None,
) -> None:
    """Put the cookie settings, the cross-site check and the headers on every answer of a server.

    Call it after all callbacks are registered, so that `script_hashes` is complete.
    """
    server.secret_key = secret_key
    server.config.update(
        SESSION_COOKIE_NAME="segue_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        TRUSTED_HOSTS=trusted_hosts,
    )
    policy = content_security_policy(script_hashes)

    @server.before_request
    def refuse_cross_site() -> None:
        if request.method not in SAFE_METHODS and is_cross_site(request):
            abort(403, "This request came from another site.")

    @server.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        for name, value in _FIXED_HEADERS.items():
            response.headers[name] = value
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
