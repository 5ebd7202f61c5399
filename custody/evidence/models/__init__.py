"""What is evidenced, who holds it and what happened to it."""

from custody.evidence.models.bays import BayLayout, Shelving
from custody.evidence.models.books import Count, Posting
from custody.evidence.models.checklist import Checklist, ChecklistLine
from custody.evidence.models.contents import Removal
from custody.evidence.models.conveyance import Clearance, Conveyance, GuardPost
from custody.evidence.models.counts import (
    Audit,
    AuditAnswer,
    Inventory,
    InventoryLine,
    OpeningLine,
    OpeningStock,
)
from custody.evidence.models.custody import Placement, Transfer, TransferLine
from custody.evidence.models.exceptions import Countersignature, Derivation, LabResult, Proposal
from custody.evidence.models.findings import (
    Consultation,
    Discrepancy,
    DiscrepancyRemark,
    Photo,
    Sample,
    Seal,
    Sweep,
    Weighing,
)
from custody.evidence.models.held import HeldReport
from custody.evidence.models.incident import Hold, Incident
from custody.evidence.models.inquiries import Inquiry
from custody.evidence.models.labels import Document, FoundLabel, Label, LabelReprint, LabelRoll, PaperSheet
from custody.evidence.models.mission import Mission, MissionLoad, MissionStop
from custody.evidence.models.overloads import Overload
from custody.evidence.models.packets import CourtPacket
from custody.evidence.models.plans import SamplingPlan
from custody.evidence.models.reports import OfficialReport, ReportCorrection
from custody.evidence.models.seal_register import SealBatch
from custody.evidence.models.seizure import Exhibit, Seizure
from custody.evidence.models.target import ScanImage, ScanReading, Target, TargetHit, Tip
from custody.evidence.models.unit import HandlingUnit
from custody.evidence.models.unwatched import WatchReport
from custody.evidence.models.variances import VarianceClosing, VarianceOffer

__all__ = [
    "Audit",
    "AuditAnswer",
    "BayLayout",
    "Checklist",
    "ChecklistLine",
    "Clearance",
    "Consultation",
    "Conveyance",
    "Count",
    "Countersignature",
    "CourtPacket",
    "Derivation",
    "Discrepancy",
    "DiscrepancyRemark",
    "Document",
    "Exhibit",
    "FoundLabel",
    "GuardPost",
    "HandlingUnit",
    "HeldReport",
    "Hold",
    "Incident",
    "Inquiry",
    "Inventory",
    "InventoryLine",
    "LabResult",
    "Label",
    "LabelReprint",
    "LabelRoll",
    "Mission",
    "MissionLoad",
    "MissionStop",
    "OfficialReport",
    "OpeningLine",
    "OpeningStock",
    "Overload",
    "PaperSheet",
    "Photo",
    "Placement",
    "Posting",
    "Proposal",
    "Removal",
    "ReportCorrection",
    "Sample",
    "SamplingPlan",
    "ScanImage",
    "ScanReading",
    "Seal",
    "SealBatch",
    "Seizure",
    "Shelving",
    "Sweep",
    "Target",
    "TargetHit",
    "Tip",
    "Transfer",
    "TransferLine",
    "VarianceClosing",
    "VarianceOffer",
    "WatchReport",
    "Weighing",
]
