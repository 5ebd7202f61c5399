"""A mail server for the embedded run: takes mail over SMTP and writes each message to a file, whole or not at all."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import signal
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

from config.local.canary import Canary

MOST_BYTES = 1_000_000


class Folder:
    """Writes every message it is handed as one ``.eml`` file."""

    def __init__(self, folder: Path) -> None:
        """Write into ``folder``."""
        self._folder = folder
        self._numbers = itertools.count(1)
        self._canary = Canary("email")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take one message. The file appears under its name only when it is complete."""
        name = f"{time.time_ns()}-{os.getpid()}-{next(self._numbers)}"
        fresh = self._folder / f".{name}.part"
        receivers = ", ".join(envelope.rcpt_tos).encode()
        fresh.write_bytes(b"X-Envelope-To: " + receivers + b"\r\n" + envelope.original_content)
        fresh.rename(self._folder / f"{name}.eml")
        self._canary.look_into(envelope.rcpt_tos, envelope.original_content)
        return "250 OK"


async def serve(*, host: str, port: int, folder: Path) -> None:
    """Take mail until SIGTERM or SIGINT."""
    folder.mkdir(parents=True, exist_ok=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    handler = Folder(folder)
    server = await loop.create_server(
        lambda: SMTP(handler, data_size_limit=MOST_BYTES, hostname="custody.invalid"), host=host, port=port
    )
    print(f"mail server ready on {host}:{port}", flush=True)
    await stop.wait()
    server.close()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True)
    options = parser.parse_args()
    asyncio.run(serve(host=options.host, port=options.port, folder=options.dir))


if __name__ == "__main__":
    main()
