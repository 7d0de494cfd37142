"""Which value set is an element bound to? (``context`` of https://hl7.org/fhir/R4/valueset-operation-expand.html)."""

from __future__ import annotations

from domain.profiles.catalogue import Catalogue

_LEAST = "http://hl7.org/fhir/StructureDefinition/elementdefinition-minValueSet"
_STRENGTHS = ("required", "extensible", "preferred", "example")


def bound(catalogue: Catalogue, context: str) -> tuple[str, ...]:
    """Give the value set of ``<profile>#<path or id of an element>``, and the one of which all codes have to be known.

    Where slices differ, the strictest binding counts; without a binding there is nothing.
    """
    url, _, path = context.partition("#")
    found = catalogue.find(url)
    if found is None or found[1].get("resourceType") != "StructureDefinition" or not path:
        return ()
    bindings = [
        each["binding"]
        for each in found[1].get("snapshot", {}).get("element", ())
        if path in {each.get("id"), each.get("path")} and each.get("binding", {}).get("valueSet")
    ]
    bindings.sort(key=lambda each: _STRENGTHS.index(each["strength"]))
    for binding in bindings[:1]:
        least = [each["valueCanonical"] for each in binding.get("extension", ()) if each.get("url") == _LEAST]
        return (binding["valueSet"], *least)
    return ()
