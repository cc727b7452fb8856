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
2. *Foreign script (XSS).* Names of tracks, sets and accounts come from the outside. React escapes
   them, and Jinja does; the content security policy makes sure that, should one slip through, no
   inline script and no script from elsewhere runs, and nothing is sent anywhere but here. Two
   things it allows because Dash needs them: the hashes of the few inline scripts that Dash itself
   writes into its page (`csp_hashes`), and inline style, since Dash, Mantine and the grid write
   their rules into the page. The pages that Flask writes (server_pages.py) have neither.
   'unsafe-eval' is needed nowhere: our callbacks in the browser are files.
3. *Framing (clickjacking).* No page may show Segue inside itself.
4. *The cookie.* Not readable by script, and not sent along with requests that other sites start,
   but for following a link. It lasts as long as a login with Spotify and is sent only when it
   changes, so that the answer to an older request can't put back what a login replaced. It is
   marked Secure where Segue's address is https (start.py); on 127.0.0.1 it is plain http. Behind
   https, Strict-Transport-Security is added.

DNS rebinding (a hostile name that points to 127.0.0.1) is refused by name, and would lack the
session cookie anyhow, which belongs to the name in the address bar. A request larger than two
megabytes is refused unread; only a recording to listen to (uploads.py) and a history of what was
played (crate_routes.py) may be larger, and what login and setup take is smaller (server_pages.py).
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, request

from dashboard.logins import LOGIN_LIFE

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_security_policy(script_hashes: Sequence[str] = (), inline_style: bool = False) -> str:
    """The policy, with the hashes of the page's own inline scripts.

    `inline_style` is for Dash's page: the component libraries write their rules into it.
    """
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *script_hashes]),
            " ".join(["style-src 'self'", *(["'unsafe-inline'"] if inline_style else [])]),
            "img-src 'self' data:",
            "media-src 'self'",
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
    try:
        return urlsplit(origin).netloc != asked.host
    except ValueError:  # no browser writes such an address
        return True


def host_name(asked: Request) -> str:
    """The name in the address bar, without port and brackets; empty where it is none."""
    try:
        return urlsplit(f"//{asked.host}").hostname or ""
    except ValueError:
        return ""


def secure(
    server: Flask,
    secret_key: str,
    script_hashes: Sequence[str],
    trusted_hosts: list[str] | None = None,
) -> None:
    """Put the cookie settings, the cross-site check and the headers on every answer of a server.

    It answers to `trusted_hosts` only (IPv6 addresses without brackets), to any name at None. Call
    it after all callbacks are registered, so that `script_hashes` is complete.
    """
    server.secret_key = secret_key
    server.config.update(
        SESSION_COOKIE_NAME="segue_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LOGIN_LIFE,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
    )
    policy = content_security_policy(script_hashes, inline_style=True)

    # Not Flask's TRUSTED_HOSTS: of `[::1]` it takes what stands before the first colon.
    @server.before_request
    def refuse_other_names() -> None:
        if trusted_hosts is not None and host_name(request) not in trusted_hosts:
            abort(400, "Segue does not answer to this name.")

    @server.before_request
    def refuse_cross_site() -> None:
        if request.method not in SAFE_METHODS and is_cross_site(request):
            abort(403, "This request came from another site.")

    @server.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response
