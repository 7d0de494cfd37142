"""Which codes are known by their form alone? (https://hl7.org/fhir/R4/terminologies-systems.html)."""

from __future__ import annotations

import re

from domain.coding.concepts import Formed

# https://www.rfc-editor.org/rfc/rfc5646#section-2.1; extensions and grandfathered tags by their general form.
_LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})){0,8}(?:-[A-WYZa-wyz0-9](?:-[A-Za-z0-9]{2,8}){1,8}){0,4}"
    r"(?:-[Xx](?:-[A-Za-z0-9]{1,8}){1,8})?|[IiXx](?:-[A-Za-z0-9]{1,8}){1,8}",
    re.ASCII,
)
# https://www.rfc-editor.org/rfc/rfc6838#section-4.2, with parameters as in RFC 2045.
_NAME = r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+\-]{0,126}"
_MEDIA = re.compile(
    rf"{_NAME}/{_NAME}(?:\s?;\s?[A-Za-z0-9!#$&^_.+\-]{{1,64}}=(?:[A-Za-z0-9!#$&^_.+:/\-]{{1,127}}|\"[^\"\\]{{0,127}}\")){{0,8}}",
    re.ASCII,
)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)

FORMED = {
    each.url: each
    for each in (
        Formed("urn:ietf:bcp:47", "Tags for Identifying Languages", _LANGUAGE.fullmatch),
        Formed("urn:ietf:bcp:13", "Media types", _MEDIA.fullmatch),
        Formed("urn:iso:std:iso:4217", "Currency codes", _CURRENCY.fullmatch),
    )
}
