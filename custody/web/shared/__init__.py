"""The shelf every screen takes from: forms, guards, refusals, paging, charts, the frame of a page."""
