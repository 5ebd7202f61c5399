"""What a browser may load and run: our own origin, and nothing written inside a page.

Only the worker that reads codes compiles WebAssembly. A worker obeys the policy that comes with its own file, so it
gets one of its own, and no page needs leave for it.
"""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF

SETTINGS: dict[str, Any] = {
    "CONTENT_SECURITY_POLICY": {
        "DIRECTIVES": {
            "default-src": [NONE],
            "script-src": [SELF],
            "style-src": [SELF],
            # data: for the masks that draw ticks and arrows in the style sheet, blob: for a photo before it
            # is sent.
            "img-src": [SELF, "data:", "blob:"],
            "font-src": [SELF],
            "connect-src": [SELF],
            "form-action": [SELF],
            "worker-src": [SELF],
            "manifest-src": [SELF],
            "base-uri": [NONE],
            "frame-ancestors": [NONE],
        },
    },
}

WORKER = "/camera-worker."
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"


def add_headers(headers: Any, path: str, url: str) -> None:
    """Give the worker its policy; WhiteNoise asks for every static file."""
    if WORKER in url:
        headers["Content-Security-Policy"] = WORKER_POLICY
