"""What rides with a transport, where it stood still without a word, and when its crew was silent."""

from __future__ import annotations

from custody.core.events.schema import event

MISSION_LOAD_NAMED = event(
    "mission.load_named/1", "unit", "Named for a transport", open_="mission_id:uuid load_id:uuid named_at:time")
MISSION_LOADED = event(
    "mission.loaded/1", "unit", "On its way with a transport", open_="mission_id:uuid load_id:uuid loaded_at:time")
MISSION_UNLOADED = event(
    "mission.unloaded/1", "unit", "Its transport is over: {outcome}",
    open_="mission_id:uuid load_id:uuid unloaded_at:time outcome:text")
# A stop without its reason is a fact all the same: the reason is owed.
MISSION_STOPPED_2 = event(
    "mission.stopped/2", "mission", "The transport stands still", open_="stop_id:uuid stopped_at:time explained:bool",
    sealed="reason:text?")
MISSION_STOP_EXPLAINED = event(
    "mission.stop_explained/1", "mission", "The reason of a stop was told", open_="stop_id:uuid explained_at:time",
    sealed="reason:text")
# That it left without an escort that was confirmed, is a fact: who decided so, and why, is owed.
MISSION_UNESCORTED = event(
    "mission.unescorted/1", "mission", "The transport left before its escort was confirmed", open_="unescorted_at:time",
    personal="told_by:person")
MISSION_ESCORT_ANSWERED = event(
    "mission.escort_answered/1", "mission", "Who let the transport go without an escort was told, and why",
    open_="answered_at:time", sealed="reason:text", personal="decided_by:person answered_by:person")
# Told on the hand-over and on each unit: where it was is no place of the house.
LOAD_RELIEVED = event(
    "load.relieved/1", "*", "It changed hands on the road", open_="transfer_id:uuid relieved_at:time",
    sealed="where:text?", personal="relieved_by:person")
VEHICLE_CHANGED = event(
    "vehicle.changed/1", "*", "It goes on in another vehicle", open_="transfer_id:uuid changed_at:time",
    sealed="vehicle:text vehicle_seal:text?", personal="told_by:person")
MISSION_CREW_CHANGED = event(
    "mission.crew_changed/1", "mission", "Another rides with the transport in place of who is gone",
    open_="changed_at:time", personal="driver:person second:person")
MISSION_HEARD_LATE = event(
    "mission.heard_late/1", "mission", "The crew was heard {minutes} minutes late", open_="due_at:time minutes:int")
# Told on what bears the seal; of a vehicle as its reading. It is asked for again, and so often that nobody guesses it.
SEAL_MISREAD = event(
    "seal.misread/1", "*", "Another seal was read than is known, and was asked for again ({occasion})",
    open_="occasion:text read_at:time", sealed="seal_seen:text", personal="read_by:person")
# Told on a hand-over, or on the units of a crew that arrives by itself.
VEHICLE_SEAL_READ = event(
    "vehicle.seal_read/1", "*", "Seal of the vehicle read ({occasion})",
    open_="transfer_id:uuid? occasion:text read_at:time differs:bool", sealed="seal_seen:text",
    personal="read_by:person")
