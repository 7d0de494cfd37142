"""Who answers at each address? Every row of the endpoint table finds its interaction or operation here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.convertors import StringConvertor, register_url_convertor

from api.dependencies import Interaction
from api.interactions.capabilities import capabilities
from api.interactions.create import create
from api.interactions.delete import conditional_delete, delete
from api.interactions.history import history, history_of_all, history_of_type
from api.interactions.patch import conditional_patch, patch
from api.interactions.read import read
from api.interactions.search import search, search_by_post
from api.interactions.transaction import transaction
from api.interactions.update import conditional_update, update
from api.interactions.vread import vread
from api.operations.accounting import accounting_of_disclosures
from api.operations.docref import docref
from api.operations.expand import expand
from api.operations.lastn import lastn
from api.operations.lookup import lookup, subsumes
from api.operations.match import match
from api.operations.meta import meta, meta_add, meta_delete
from api.operations.release import approve, deny, fulfil, verify
from api.operations.review import review
from api.operations.validate import validate_instance, validate_type
from api.operations.validate_code import in_code_system, in_value_set
from api.operations.versions import versions
from openapi.endpoints import ENDPOINTS, Endpoint


class _Name(StringConvertor):
    """The name of a type or record: what begins with $ or _ is an operation or a word of the specification."""

    regex = r"[^/$_.][^/]*"


register_url_convertor("name", _Name())


def address(row: Endpoint) -> str:
    """Give the pattern that finds a row, so that no name is taken for an operation, whatever the order of the rows."""
    return re.sub(r"{(type|id|within)}", r"{\1:name}", row.path).replace("{within}", "{within:name}")


HANDLERS: Mapping[str, Interaction] = {
    "capabilities": capabilities,
    "read": read,
    "search": search,
    "search-post": search_by_post,
    "create": create,
    "update": update,
    "conditional-update": conditional_update,
    "patch": patch,
    "conditional-patch": conditional_patch,
    "delete": delete,
    "conditional-delete": conditional_delete,
    "history": history,
    "history-type": history_of_type,
    "history-system": history_of_all,
    "vread": vread,
    "transaction": transaction,
    "review": review,
    "validate": validate_instance,
    "validate-type": validate_type,
    "accounting": accounting_of_disclosures,
    "release-verify": verify,
    "release-approve": approve,
    "release-deny": deny,
    "release-fulfil": fulfil,
    "versions": versions,
    "expand": expand,
    "validate-code": in_value_set,
    "code-system-validate-code": in_code_system,
    "lookup": lookup,
    "code-system-subsumes": subsumes,
    "lastn": lastn,
    "match": match,
    "docref": docref,
    "meta": meta,
    "meta-add": meta_add,
    "meta-delete": meta_delete,
}

if {row.kind for row in ENDPOINTS} != HANDLERS.keys():
    raise RuntimeError("The endpoint table and its handlers are not in step.")
