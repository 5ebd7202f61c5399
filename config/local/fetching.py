"""How the local servers ask the house: on this machine only."""

from __future__ import annotations

import urllib.parse
from http.client import HTTPConnection, HTTPException

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def fetch(address: str) -> int:
    """Ask an address on this machine and return its status; 0 for any other machine, and when nobody answers."""
    target = urllib.parse.urlsplit(address)
    if target.scheme != "http" or target.hostname not in LOOPBACK:
        return 0
    # By number: a machine without /etc/hosts does not know the name localhost.
    link = HTTPConnection("::1" if target.hostname == "::1" else "127.0.0.1", target.port, timeout=20)
    try:
        link.request("GET", f"{target.path}?{target.query}", headers={"Host": target.netloc})
        answer = link.getresponse()
        answer.read()
        return answer.status
    except (OSError, HTTPException):
        return 0
    finally:
        link.close()
