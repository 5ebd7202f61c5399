"""The SMS gateways, in the order in which they are preferred.

The second stands with another operator, so that one who fails does not silence the house; without an address there is
none. A driver is ``kannel``, ``smseagle`` or ``generic``.
"""

from __future__ import annotations

from config import env

_FIRST = {
    "name": env.text("CUSTODY_SMS_NAME", "first"),
    "driver": env.text("CUSTODY_SMS_DRIVER", "kannel"),
    "url": env.text("CUSTODY_SMS_URL", "http://127.0.0.1:13013/cgi-bin/sendsms"),
    "user": env.text("CUSTODY_SMS_USER", "custody"),
    "password": env.secret("CUSTODY_SMS_PASSWORD", ""),
    "sender": env.text("CUSTODY_SMS_SENDER", ""),
}
_SECOND = {
    "name": env.text("CUSTODY_SMS2_NAME", "second"),
    "driver": env.text("CUSTODY_SMS2_DRIVER", "kannel"),
    "url": env.text("CUSTODY_SMS2_URL", ""),
    "user": env.text("CUSTODY_SMS2_USER", "custody"),
    "password": env.secret("CUSTODY_SMS2_PASSWORD", ""),
    "sender": env.text("CUSTODY_SMS2_SENDER", ""),
}
GATEWAYS = [each for each in (_FIRST, _SECOND) if each["url"]]
