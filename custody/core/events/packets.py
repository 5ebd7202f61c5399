"""Court packets of a seizure: asked for by one, issued by another."""

from __future__ import annotations

from custody.core.events.schema import event

PACKET_ASKED = event(
    "packet.asked/1", "seizure", "Court packet {number} asked for",
    open_="packet_id:uuid number:int purpose:text language:text level:text asked_at:time",
    personal="recipient:text asked_by:person")
# Events 1 to ``events`` of this stream are in it, so that this one is the next: what comes to light later with a
# smaller number was not there. ``sha256`` is that of the whole file.
PACKET_ISSUED = event(
    "packet.issued/1", "seizure", "Court packet {number} issued",
    open_="packet_id:uuid number:int purpose:text language:text level:text events:int streams:int tree_size:int "
          "sha256:text size_bytes:int storage_name:text decided_at:time",
    personal="recipient:text decided_by:person")
PACKET_DECLINED = event(
    "packet.declined/1", "seizure", "Court packet {number} not issued: {outcome}",
    open_="packet_id:uuid number:int outcome:text decided_at:time",
    personal="decided_by:person")
