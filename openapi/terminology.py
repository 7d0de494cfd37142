"""What can be asked of the terminology? The parameters of its operations, and TerminologyCapabilities.

https://hl7.org/fhir/R4/terminologycapabilities.html. A parameter's type bears ``*`` if it may be said more than once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from openapi.capabilities import DATE, VERSION

Parameters = Mapping[str, str]

EXPAND: Parameters = {
    "url": "uri", "valueSet": "ValueSet", "valueSetVersion": "string", "context": "uri", "contextDirection": "code",
    "filter": "string", "offset": "integer", "count": "integer", "includeDesignations": "boolean",
    "designation": "string*", "includeDefinition": "boolean", "activeOnly": "boolean", "excludeNested": "boolean",
    "excludeNotForUI": "boolean", "excludePostCoordinated": "boolean", "displayLanguage": "code",
    "exclude-system": "canonical*", "system-version": "canonical*", "check-system-version": "canonical*",
    "force-system-version": "canonical*",
}  # fmt: skip
"""``date`` is refused: one release of each code system is held. A context is an element of a loaded profile."""

_CODES: Parameters = {
    "code": "code", "display": "string", "coding": "Coding", "codeableConcept": "CodeableConcept",
    "abstract": "boolean", "displayLanguage": "code",
}  # fmt: skip
IN_VALUE_SET: Parameters = {
    "url": "uri", "valueSet": "ValueSet", "valueSetVersion": "string", "system": "uri", "systemVersion": "string",
    **_CODES,
}  # fmt: skip
IN_CODE_SYSTEM: Parameters = {"url": "uri", "codeSystem": "CodeSystem", "version": "string", **_CODES}
LOOKUP: Parameters = {
    "code": "code", "system": "uri", "version": "string", "coding": "Coding", "displayLanguage": "code",
    "property": "code*",
}  # fmt: skip
SUBSUMES: Parameters = {
    "codeA": "code", "codeB": "code", "system": "uri", "version": "string", "codingA": "Coding", "codingB": "Coding",
}  # fmt: skip


def capabilities(origin: str, systems: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Give the TerminologyCapabilities of a server at this origin that knows these code systems (URL and version)."""
    return {
        "resourceType": "TerminologyCapabilities",
        "url": f"{origin}/fhir/metadata?mode=terminology",
        "version": VERSION,
        "name": "Chartward",
        "title": "Chartward",
        "status": "active",
        "date": DATE,
        "description": "The code systems of FHIR R4, ICD-10-CM and what a deployment's packages bring. Of LOINC there "
        "are the codes that R4 itself lists. SNOMED CT, CPT and RxNorm are not held: no code of theirs is guessed.",
        "kind": "instance",
        "software": {"name": "Chartward", "version": VERSION},
        "implementation": {"description": "Record release under law and consent", "url": f"{origin}/fhir"},
        "lockedDate": False,
        "codeSystem": [
            {
                "uri": url,
                **({"version": [{"code": version, "isDefault": True}]} if version else {}),
                "subsumption": True,
            }
            for url, version in systems
        ],
        "expansion": {
            "hierarchical": False,
            "paging": True,
            "incomplete": False,
            "parameter": [{"name": name} for name in EXPAND],
            "textFilter": "Every word stands somewhere in the code, the display or a designation, whatever its case.",
        },
        "codeSearch": "explicit",
        "validateCode": {"translations": True},
    }
