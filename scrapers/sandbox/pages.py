"""The few HTML pages of the sandbox. Everything put into them is escaped by markupsafe."""

from flask import Response, make_response
from markupsafe import Markup

_STYLE = Markup("""
  :root { color-scheme: dark; }
  body { margin: 0; padding: 1.5rem; min-height: 100vh; box-sizing: border-box;
         background: #111214; color: #e9e6df; font: 16px/1.5 system-ui, sans-serif; }
  main { max-width: 34rem; margin: 4vh auto; padding: 1.75rem; background: #1a1c1f;
         border: 1px solid #2c2f34; border-radius: 12px; }
  h1 { font-size: 1.35rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
  .note { margin: 0 0 1.25rem; padding: .6rem .9rem; border-left: 3px solid #f2a93b;
          background: #24221d; }
  .quiet { color: #a5a29b; }
  fieldset { border: 1px solid #2c2f34; border-radius: 8px; margin: 0 0 1.25rem; }
  label { display: block; padding: .45rem .2rem; cursor: pointer; }
  button { font: inherit; padding: .6rem 1.4rem; border-radius: 99px; cursor: pointer;
           border: 1px solid #4a4e55; background: transparent; color: inherit; }
  button.yes { background: #f2a93b; border-color: #f2a93b; color: #15130f; font-weight: 600; }
  a { color: #f2a93b; }
  :focus-visible { outline: 2px solid #f2a93b; outline-offset: 2px; }
  li { overflow-wrap: anywhere; padding: .15rem 0; }
  code { overflow-wrap: anywhere; }
""")
_PAGE = Markup("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body><main>
<p class="note">Sandbox: this stands in for Spotify and MixesDB.
Nothing here leaves your computer.</p>
<h1>{title}</h1>
{body}
</main></body>
</html>
""")


def page(title: str, body: Markup, status: int = 200) -> Response:
    """A whole page around a body that is already safe."""
    response = make_response(_PAGE.format(title=title, style=_STYLE, body=body), status)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
