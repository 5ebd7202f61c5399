"""The pure room: functions of values. No Django, no clock, no disk, no network, no dice.

Whatever this room needs of the world (an instant, random bytes, a key) is handed to it as an argument,
so that every rule in it can be tested by a table and recomputed by an outsider.
"""
