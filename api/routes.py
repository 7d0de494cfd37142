"""Who answers at each address? Every row of the endpoint table finds its interaction or operation here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path

from api.dependencies import Interaction, Service, taking
from api.interactions.asynchronous import (
    BUNDLE,
    SEARCH,
    WRITES,
    cancel,
    deferred_bundle,
    deferred_search,
    run_bundle,
    run_search,
    status,
)
from api.interactions.capabilities import capabilities
from api.interactions.create import create
from api.interactions.delete import conditional_delete, delete
from api.interactions.history import history, history_of_all, history_of_type
from api.interactions.patch import conditional_patch, patch
from api.interactions.read import read
from api.interactions.search import search
from api.interactions.transaction import transaction
from api.interactions.update import conditional_update, update
from api.interactions.vread import vread
from api.jobs import Runner
from api.operations.accounting import accounting_of_disclosures
from api.operations.docref import docref
from api.operations.everything import everything
from api.operations.expand import expand
from api.operations.lastn import lastn
from api.operations.lookup import lookup, subsumes
from api.operations.match import match
from api.operations.meta import meta, meta_add, meta_delete
from api.operations.reindex import reindex
from api.operations.release import approve, deny, fulfil, verify
from api.operations.review import review
from api.operations.validate import validate_instance, validate_type
from api.operations.validate_code import in_code_system, in_value_set
from api.operations.versions import versions
from domain.caller import Caller
from domain.errors import Fault, NotSupported
from openapi.endpoints import ENDPOINTS, Endpoint


class _Name(StringConvertor):
    """The name of a type or record: what begins with $ or _ is an operation or a word of the specification."""

    regex = r"(?!metadata(?:/|$))[^/$_.][^/]*"


register_url_convertor("name", _Name())


def address(row: Endpoint) -> str:
    """Give the pattern that finds a row, so that no name is taken for an operation, whatever the order of the rows."""
    return re.sub(r"{(type|id|within)}", r"{\1:name}", row.path).replace("{within}", "{within:name}")


HANDLERS: Mapping[str, Interaction] = {
    "capabilities": capabilities,
    "read": taking(read, "_summary", "_elements"),
    "search": deferred_search(search),
    "search-post": deferred_search(search),
    "create": taking(create),
    "update": taking(update),
    "conditional-update": conditional_update,
    "patch": taking(patch),
    "conditional-patch": conditional_patch,
    "delete": taking(delete),
    "conditional-delete": conditional_delete,
    "history": history,
    "history-type": history_of_type,
    "history-system": history_of_all,
    "vread": taking(vread, "_summary", "_elements"),
    "transaction": taking(deferred_bundle(transaction)),
    "reindex": reindex,
    "job": taking(status(transaction)),
    "job-cancel": taking(cancel),
    "review": taking(review),
    "validate": validate_instance,
    "validate-type": validate_type,
    "accounting": accounting_of_disclosures,
    "release-verify": taking(verify),
    "release-approve": taking(approve),
    "release-deny": taking(deny),
    "release-fulfil": taking(fulfil),
    "versions": versions,
    "expand": expand,
    "validate-code": in_value_set,
    "code-system-validate-code": in_code_system,
    "lookup": lookup,
    "code-system-subsumes": subsumes,
    "everything": everything,
    "lastn": lastn,
    "match": match,
    "docref": docref,
    "meta": meta,
    "meta-add": taking(meta_add),
    "meta-delete": taking(meta_delete),
}

if {row.kind for row in ENDPOINTS} != HANDLERS.keys():
    raise RuntimeError("The endpoint table and its handlers are not in step.")


def runners(service: Service) -> dict[str, Runner]:
    """Say who does which kind of job."""
    bundles = run_bundle(service, transaction)
    return {SEARCH: run_search(service), BUNDLE: bundles, WRITES: bundles}


ALONE = frozenset({"transaction", "create", "job", "job-cancel"})
"""What no entry of a bundle can ask for as it stands: another bundle, or a write, which goes through the intake."""


class Desk:
    """Finds who answers what an entry of a bundle asks for; an address within a bundle is one of the table's."""

    def __init__(self) -> None:
        """Compile the addresses, those of the most fixed words first, as the table has them."""
        self._rows = [(row, *compile_path(address(row))) for row in ENDPOINTS if row.kind not in ALONE]

    def kind(self, method: str, path: str) -> str | None:
        """Say what is asked at a path below the base; None for what nobody answers within a bundle."""
        found = self._find(method, f"/fhir/{path}" if path else "/fhir")
        return found[0].kind if found else None

    async def ask(self, service: Service, caller: Caller, request: Request) -> Response:
        """Answer a request that is part of another."""
        found = self._find(request.method, request.scope["path"])
        if found is None:
            raise NotSupported(Fault("not-supported", "This request cannot be done here."))
        row, request.scope["path_params"] = found
        return await HANDLERS[row.kind](service, caller, request)

    def _find(self, method: str, path: str) -> tuple[Endpoint, dict[str, Any]] | None:
        wanted = "GET" if method == "HEAD" else method
        for row, pattern, _, convertors in self._rows:
            match = pattern.match(path) if row.method == wanted else None
            if match is not None:
                return row, {name: convertors[name].convert(value) for name, value in match.groupdict().items()}
        return None
