"""What a browser may load and run: our own origin, and nothing written inside a page."""

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
