"""Custody: from the stopped container to the ash, and nobody can rewrite what happened.

The rooms, lowest first. A room may use the rooms below it and never one above (``pyproject.toml``
holds the contract that says so).

core           plain Python: bytes, trees, states, masses, clocks
ledger         append, read, prove
organisation   officers, places, scales, policy values
evidence       conveyances, seizures, units, seals, weights, hand-overs, samples, discrepancies
deadlines      running clocks
destruction    orders, furnaces, sessions, witnesses, reconciliation
alerts         rules, outbox, acknowledgement
reports        documents and reference pages as data
scenario       published seizures replayed through the real acts; the demo house
web, api       the two front doors; thin
"""
