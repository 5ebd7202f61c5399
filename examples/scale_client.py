#!/usr/bin/env python3
"""Reads one line of a scale on standard input ("ST,GS,+0026.66kg") and posts it to Custody. Standard library only.

    CUSTODY_TOKEN=... python3 scale_client.py http://localhost:8000 UNIT_ID S-FLOOR < /dev/ttyUSB0

The key and the weight are kept in a small file until they are answered, so that a weight that was sent and whose
answer got lost is sent again under the same key, and is recorded once. Start the program again to send it again.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
import uuid
from decimal import Decimal
from pathlib import Path

MG = {"g": 1_000, "kg": 1_000_000}
LINE = re.compile(r"ST,GS,([+-]\d{1,9}(?:\.\d{1,9})?)\s*(g|kg)")  # ST: the scale stands still; US would be unstable


def milligrams(line: str) -> int:
    """Return the gross weight of a stable reading in whole milligrams."""
    found = LINE.fullmatch(line.strip())
    if found is None:
        sys.exit(f"no stable gross weight: {line.strip()[:40]!r}")
    return int(Decimal(found[1]) * MG[found[2]])


def main(address: str, unit: str, scale: str) -> int:
    """Send what waits, or the next reading; return 0 once it is answered with yes."""
    kept = Path(os.environ.get("SCALE_CLIENT_FILE", f".weighing-{unit}.json"))
    if not kept.exists():
        body = {"reading": {"gross_mg": milligrams(sys.stdin.readline()), "scale": scale}}
        kept.write_text(json.dumps({"key": str(uuid.uuid4()), "body": body}))
    waiting = json.loads(kept.read_text())
    headers = {"Authorization": f"Token {os.environ['CUSTODY_TOKEN']}", "Content-Type": "application/json",
               "Idempotency-Key": waiting["key"]}
    request = urllib.request.Request(f"{address.rstrip('/')}/api/v1/units/{unit}/weighings/", headers=headers,
                                     data=json.dumps(waiting["body"]).encode())
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            print(json.load(answer)["receipt"]["op_id"])
    except urllib.error.HTTPError as refusal:
        print(refusal.read().decode(), file=sys.stderr)
        if refusal.code in {400, 404, 409, 422}:
            kept.unlink()  # judged, though not as hoped for: sent again, it would be refused again
        return 1
    except OSError as trouble:
        print(f"not answered, kept in {kept}: {trouble}", file=sys.stderr)
        return 2
    kept.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
