"""Small lists of seizures for the tests: rows with the columns of the published file."""

from __future__ import annotations

import csv
import io
from datetime import date

from custody.scenario.rows import COLUMNS

TODAY = date(2026, 2, 1)
"""The day on which the lists are read: a date behind it is a slip of the hand."""

ROW = {
    "event_id": "T1", "date": "2023-03-01", "date_precision": "day", "port": "Antwerp", "country": "BE",
    "place": "quay 1742", "drug": "cocaine", "kg": "49.84", "kg_precision": "exact", "containers": "1",
    "cover_load": "bananas", "origin": "Ecuador", "concealment": "reefer engine", "note": "",
    "source": "https://x.test/1",
}  # fmt: skip
THREE = [
    ROW,
    ROW | {"event_id": "T2", "date": "2023-03-02", "kg": "732.2", "concealment": "sports bags",
           "note": "21 bags, 662 packages, vessel MSC Krystal", "source": "https://x.test/2"},
    ROW | {"event_id": "T3", "date": "2023-04", "kg": "8064", "containers": "3", "concealment": "among cargo",
           "cover_load": "", "origin": "", "source": "https://x.test/3"},
]  # fmt: skip


def text_of(rows, columns=COLUMNS):
    """Return the rows as a CSV text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def file_of(folder, rows, name="rows.csv"):
    """Write the rows into a file of the folder and return it."""
    file = folder / name
    file.write_text(text_of(rows), encoding="utf-8")
    return file
