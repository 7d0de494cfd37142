"""The values of a statement, and the ``$n`` that stand for them in its text."""

from __future__ import annotations

from collections.abc import Sequence


class Arguments:
    """Collects values in order, so that the text of a statement depends on its shape alone."""

    __slots__ = ("values",)

    def __init__(self, *values: object) -> None:
        """Start with the values that the statement begins with."""
        self.values: list[object] = list(values)

    def add(self, value: object) -> str:
        """Keep the value and give its placeholder."""
        self.values.append(value)
        return f"${len(self.values)}"

    def among(self, column: str, values: Sequence[object], type_: str) -> str:
        """Say that a column is one of the values; one value is an equality, for which one plan serves all values."""
        if len(values) == 1:
            return f"{column} = {self.add(values[0])}::{type_}"
        return f"{column} = ANY({self.add(list(values))}::{type_}[])"
