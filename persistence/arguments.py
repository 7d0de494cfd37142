"""The values of a statement, and the ``$n`` that stand for them in its text."""

from __future__ import annotations


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
