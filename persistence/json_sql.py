"""How does SQL look into the body of a record? Where no index says it: a token's order, what a record refers to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.search.parameters import Leaf
    from persistence.arguments import Arguments

TEXTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "CodeableConcept": (("text",), ("coding", "display")),
    "Coding": (("display",),),
    "Identifier": (("type", "text"),),
    "Reference": (("display",),),
}
"""Where the texts of a token or a reference stand (``:text``)."""


def document(alias: str) -> str:
    """Give the body as jsonb, which holds no null letter; replaced, the text is JSON as before."""
    return f"replace(convert_from({alias}.body, 'UTF8'), '\\u0000', '\\u0001')::jsonb"


def path(steps: Iterable[str]) -> str:
    """Write steps as they stand in the table of parameters as a path of SQL/JSON, which goes through lists."""
    return "$" + "".join(map(_step, steps))


def _step(step: str) -> str:
    name, _, condition = step.lstrip("/").partition("[")
    own = f".{json.dumps(name)}"
    condition = condition.removesuffix("]")
    if not condition:
        return own
    if condition == "0":
        return f"{own}[0]"
    key, _, wanted = condition.partition("=")
    if key == "extension":
        return f'{own} ? (exists(@."extension" ? (@."url" == {json.dumps(wanted)})))'
    return f"{own} ? (@.{json.dumps(key)} == {json.dumps(wanted)})"


def texts(
    alias: str, leaves: Iterable[Leaf], args: Arguments, ends: dict[str, tuple[tuple[str, ...], ...]] | None = None
) -> str:
    """Give a SELECT of the texts ``x`` that stand at the leaves of a record, in what ``ends`` says of their types."""
    # The last step goes through a list too.
    paths = [f"{path((*leaf.steps, *end))}[*]" for leaf in leaves for end in (ends or {}).get(leaf.type, ((),))]
    return (
        f"SELECT j.x #>> '{{}}' AS x FROM unnest({args.add(paths)}::text[]) AS p(path),"
        f" jsonb_path_query({document(alias)}, p.path::jsonpath) AS j(x)"
    )
