"""Proofs that alerts survive anything: real engines and a real broker are killed, frozen and emptied while they work.

``sinks`` are the mail relay and the gateway at the other end, ``people`` and what they hold come from ``crowd``,
``hand`` is the seeded hand that breaks things, ``scene`` puts them together and counts, ``eta`` is the same work the
obvious way. The ordinary suite plays short scenes; ``dev.py bench alerts-chaos`` plays the long ones.
"""
