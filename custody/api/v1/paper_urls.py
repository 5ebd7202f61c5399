"""Addresses of documents and court packets under ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from custody.api.v1 import labels, packets

_PACKET = "packets/<uuid:packet_id>/"

urlpatterns = [
    path("documents/<uuid:document_id>/", labels.Document.as_view(), name="document"),
    path("documents/<uuid:document_id>/reading/", labels.DocumentReading.as_view(), name="document-reading"),
    path("seizures/<uuid:seizure_id>/packets/", packets.SeizurePackets.as_view(), name="seizure-packets"),
    path("packets/", packets.Packets.as_view(), name="packets"),
    path(_PACKET, packets.Packet.as_view(), name="packet"),
    path(_PACKET + "issue/", packets.PacketIssue.as_view(), name="packet-issue"),
    path(_PACKET + "refusal/", packets.PacketRefusal.as_view(), name="packet-refusal"),
    path(_PACKET + "withdrawal/", packets.PacketWithdrawal.as_view(), name="packet-withdrawal"),
    path(_PACKET + "reading/", packets.PacketReading.as_view(), name="packet-reading"),
]
