"""The rungs people stand on, and the ladders made of them.

CU keeper or party · DO duty officer · WS supervisor · RH regional head · DI director · IA internal affairs ·
SY administrator · CO case officer · PL planner · PR prosecutor.
"""

from __future__ import annotations

from custody.alerts.rules.shape import Rung
from custody.organisation.roles import Role

KEEPERS = Rung(parties=True)
KEEPERS_AND_SUPERVISOR = Rung((Role.SUPERVISOR,), parties=True)
SITE = Rung((Role.DUTY_OFFICER, Role.SUPERVISOR), parties=True)
SITE_AND_HEAD = Rung((Role.DUTY_OFFICER, Role.SUPERVISOR, Role.REGIONAL_HEAD), parties=True)
ALL_OF_THEM = Rung((Role.DUTY_OFFICER, Role.SUPERVISOR, Role.REGIONAL_HEAD, Role.DIRECTOR), parties=True)
COMMAND = Rung((Role.DUTY_OFFICER, Role.SUPERVISOR))
SUPERVISORS = Rung((Role.SUPERVISOR,))
HEAD = Rung((Role.REGIONAL_HEAD,))
DIRECTOR = Rung((Role.DIRECTOR,))
INDEPENDENT = Rung((Role.INTERNAL_AFFAIRS,))
DIRECTOR_AND_INDEPENDENT = Rung((Role.DIRECTOR, Role.INTERNAL_AFFAIRS))
HEAD_AND_INDEPENDENT = Rung((Role.REGIONAL_HEAD, Role.INTERNAL_AFFAIRS))
SUPERVISOR_AND_INDEPENDENT = Rung((Role.SUPERVISOR, Role.INTERNAL_AFFAIRS))
SUPERVISOR_AND_HEAD = Rung((Role.SUPERVISOR, Role.REGIONAL_HEAD))
SYSTEM = Rung((Role.ADMINISTRATOR, Role.DUTY_OFFICER))
SYSTEM_AND_SUPERVISOR = Rung((Role.ADMINISTRATOR, Role.SUPERVISOR))
LEGAL = Rung((Role.CASE_OFFICER, Role.SUPERVISOR))
LEGAL_AND_PARTIES = Rung((Role.CASE_OFFICER, Role.SUPERVISOR), parties=True)
PROSECUTOR_TOO = Rung((Role.PROSECUTOR, Role.CASE_OFFICER, Role.SUPERVISOR, Role.INTERNAL_AFFAIRS))
PLANNING = Rung((Role.PLANNER, Role.SUPERVISOR), parties=True)

UP_FROM_SITE = (SITE, HEAD, DIRECTOR)
