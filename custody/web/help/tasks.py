"""What an officer reads who does not know how to go on: a few short steps for each task, and the screens of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Help:
    """One task: its name in the address, its title, its steps, and the URL names of its screens."""

    name: str
    title: str | Promise
    steps: tuple[str | Promise, ...]
    screens: tuple[str, ...]


TASKS = (
    Help("stop", _("Stop a container or a vehicle"), (
        _("Say what you stopped, its number, and who is with you."),
        _("The clock runs from now. Everything else can wait."),
        _("Your second officer signs later."),
    ), ("stop:begin",)),
    Help("seize", _("Record what you found"), (
        _("Say what you found, and who is with you."),
        _("Give every unit a label and a seal, one after the other."),
        _("Weigh what you can. What is not weighed now is owed, and you are reminded."),
    ), ("seizure:found", "seizure:open", "seizure:register", "seizure:describe")),
    Help("weigh", _("Weigh a unit"), (
        _("Read the number off the scale and type it as it stands there, with its point or comma."),
        _("When it can be read in two ways, you are asked which weight it was."),
        _("Look at the weight in words under the line before you save."),
    ), ("weighing:record", "weighing:seal")),
    Help("count", _("Count the bricks of a unit"), (
        _("Count it yourself, and type the number. What was booked is not shown."),
        _("Another person counts after you, without seeing your number. Do not tell them."),
        _("When a count differs, the unit is frozen until somebody who did not hold it explains the difference."),
    ), ("counting:record", "counting:done")),
    Help("sweep", _("Sweep a load for trackers"), (
        _("Tick what you sweep. Say how you did it, and how many minutes it took."),
        _("Name who saw it done. They sign later."),
        _("When you find a tracker: do not switch it off. Put it in a shielded bag, seal the bag, and call the duty "
          "officer."),
    ), ("sweep:record", "sweep:found")),
    Help("sample", _("Take a sample"), (
        _("Two take it, you and a witness. One of you is who has the unit."),
        _("Say what it is for and where it goes. Weigh it in its bag, and seal the bag."),
        _("Close the unit with a new seal, and weigh it again."),
    ), ("sampling:take", "sampling:taken")),
    Help("scan", _("Scan a code"), (
        _("Hold a scanner to the label: the code goes to the right line, wherever you are on the page."),
        _("Without a scanner, tap “Scan” and hold the code in the middle of the picture."),
        _("When the camera is not sharp, take a photo. When the label is damaged, type what stands under the code."),
        _("A wrong character is pointed out. Look at it again, and do not guess."),
        _("The same field finds an order, a burn, an alert or a badge. For a container it asks why, and records it "
          "first."),
    ), ("home:scan",)),
    Help("hand-over", _("Hand over what you have"), (
        _("Scan each unit. From the first scan on, only what you scan is ticked."),
        _("Scan the badge of who receives it. With a load that leaves go two."),
        _("Sign. You stay responsible until they accept."),
    ), ("transfer:offer", "transfer:offered", "road:depart")),
    Help("receive", _("Receive a load"), (
        _("Scan the seal of each unit; the label where there is no seal. One read is enough."),
        _("When a seal is not on the list, scan the label of its unit and then the seal. When it still differs, it is "
          "recorded and a supervisor is told."),
        _("Say at a unit what is wrong with it. Then sign: from then on you are responsible."),
    ), ("transfer:receive",)),
    Help("ticket", _("Receive a load without a connection"), (
        _("Scan the ticket on the screen of who gives it."),
        _("Then scan the seal of every unit, off the unit itself."),
        _("Sign. It waits on your device until there is a connection. With a connection, receive it from your tasks."),
    ), ("transfer:by_ticket",)),
    Help("store", _("Put units in store"), (
        _("Scan the place, or type its code word."),
        _("Scan the units that lie there now."),
        _("When the place is full, choose another, or ask a supervisor for a waiver."),
    ), ("road:store", "road:move")),
    Help("place", _("See where a unit lies"), (
        _("Every place is secret: a page tells you that there is one, and not which."),
        _("Write why you need it. That you looked, when and why is recorded first, and whoever has the unit can see "
          "it."),
        _("You see it for ten minutes."),
    ), ("units:reveal",)),
    Help("inventory", _("Count what lies in a place"), (
        _("Two people from outside the chain count. While you count, nothing of what lies there is shown to you "
          "elsewhere."),
        _("Take each thing in your hand. Scan its label, read its seal, and count or weigh it where you are asked to."),
        _("When everything is counted, say so. Your second person signs it at the end."),
    ), ("inventories:count", "inventories:begin", "inventories:inventory", "inventories:list", "inventories:ask")),
    Help("order", _("Record an order to destroy"), (
        _("Tick the units that the order covers. Copy its number, its date and its authority as they stand on it."),
        _("Attach the order as PDF or photo. Nobody can verify it before."),
        _("Another person holds your record against the document. Nothing is planned before that."),
    ), ("orders:record", "orders:list", "orders:order", "orders:paper", "orders:verify")),
    Help("plan", _("Plan the burns"), (
        _("Book slots and crews first. Then make a plan: it fills the slots of the next 30 days with what is most "
          "worth stealing."),
        _("Read why a slot stays empty, and why each lot burns when it does."),
        _("Another person approves the plan. Then its burns are booked."),
    ), ("plans:list", "plans:plan", "plans:approve", "slots:list", "slots:book", "sessions:plan")),
    Help("burn", _("Burn a load at the furnace"), (
        _("Check each load there: read each seal, weigh and count. What differs is not burnt."),
        _("Two people write down what goes into the fire while it goes in, and sign their lists."),
        _("When all of it is destroyed, record the burn. Say first what did not burn."),
        _("The witnesses sign for what they saw."),
    ), ("sessions:stage", "sessions:loading", "sessions:tally", "sessions:burn", "sessions:done")),
    Help("witness", _("Be witness of a burn"), (
        _("Look yourself at what goes into the fire."),
        _("Sign only for what you saw."),
        _("When you did not see all of it, say so. That is no fault of yours."),
    ), ("sessions:attest",)),
    Help("packet", _("Give a court what it can check alone"), (
        _("Say what it is for, who gets it, and in which language the proceedings are."),
        _("Choose how much it shows. A second person decides, and issues it."),
        _("Take the file, or a copy for reading. Hand over the card with the keys by another way."),
    ), ("packets:list", "packets:every", "packets:ask", "packets:packet", "packets:decide", "packets:take")),
    Help("lock", _("Lay the device down"), (
        _("Press B, or tap “Cover the screen” in the menu. A tap brings the page back."),
        _("When nobody is at it for some minutes, the screen locks. You are told a minute before; a tap keeps it "
          "open."),
        _("Unlock with the PIN of your shift, or your password. What you typed, and what waits to be sent, is kept."),
        _("Whoever takes the device after you signs in anew."),
    ), ("lock:pin",)),
    Help("overview", _("Read the overview"), (
        _("What is late stands first: the longest and the heaviest on top."),
        _("Each line says what holds the goods up, and what is to be done next. Tap it."),
        _("Below stand the alerts that nobody has, the next burns, and whether the books add up."),
    ), ("dashboard:board", "dashboard:goods", "dashboard:hours", "dashboard:slots")),
    Help("alert", _("Answer an alert"), (
        _("Take it: from then on you answer for it."),
        _("When you cannot do it in time, pass it on."),
        _("Close it with what was found. Nothing can be deleted."),
    ), ("alerts:inbox", "alerts:alert")),
)  # fmt: skip
BY_NAME = {task.name: task for task in TASKS}
BY_SCREEN = {screen: task for task in TASKS for screen in task.screens}
