"""Patient/$accounting-of-disclosures: what 45 CFR 164.528 wants the individual to be told."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service, id_of, pairs_of, request_id
from domain.caller import Caller
from domain.errors import Fault, Malformed
from domain.release import accounting

SIX_YEARS = 6


async def accounting_of_disclosures(service: Service, caller: Caller, request: Request) -> Response:
    """Answer with a collection of AuditEvents, one for each disclosure, repeated ones summed up."""
    for name, _ in pairs_of(request):
        if name not in ("_format", "_pretty"):
            raise Malformed(Fault("not-supported", f"The accounting takes no such parameter: {name[:64]}"))
    until = service.clock()
    since = accounting.six_years_before(until)
    patient = id_of(request)
    rows = await service.door.accounting(caller, patient, since, request_id(request))
    return responses.json(accounting.bundle(rows, patient, since, until))
