"""A mail server for the embedded run: takes mail over SMTP on loopback and writes each message to a file."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

MOST_BYTES = 1_000_000


class Folder:
    """Writes every message it is handed as one ``.eml`` file, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        """Write into ``folder``."""
        self._folder = folder
        self._count = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take one message."""
        self._count += 1
        name = f"{time.time_ns()}-{os.getpid()}-{self._count}"
        fresh = self._folder / f".{name}.part"
        fresh.write_bytes(
            b"X-Envelope-To: " + ", ".join(envelope.rcpt_tos).encode() + b"\r\n" + envelope.original_content
        )
        fresh.rename(self._folder / f"{name}.eml")
        return "250 OK"


async def _serve(port: int, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    controller = Controller(Folder(folder), hostname="127.0.0.1", port=port, data_size_limit=MOST_BYTES)
    controller.start()
    print(f"mail server listens on 127.0.0.1:{port}, writes to {folder}", flush=True)
    await stop.wait()
    controller.stop()


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True)
    options = parser.parse_args()
    asyncio.run(_serve(options.port, options.dir))


if __name__ == "__main__":
    main()
