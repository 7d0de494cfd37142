"""Which versions of FHIR are there? https://hl7.org/fhir/R4/capabilitystatement-operation-versions.html."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api import responses
from api.dependencies import Service
from api.operations import inputs
from domain.caller import Caller

VERSION = "4.0"


async def versions(service: Service, caller: Caller, request: Request) -> Response:  # noqa: ARG001 - an operation
    """Answer with the one version that is spoken here; for everybody."""
    inputs.checked(await inputs.arguments(request), ())
    parameters = [{"name": "version", "valueCode": VERSION}, {"name": "default", "valueCode": VERSION}]
    return responses.json({"resourceType": "Parameters", "parameter": parameters})
