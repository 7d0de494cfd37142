"""When is a chart reviewed, and what becomes of the findings? With every write that touches it, in its transaction.

What is certain to be wrong refuses the write; everything else becomes a deficiency Task, or closes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from domain.review.chart import TYPES, Chart, charts, codes_of
from domain.review.deficiencies import closed, deficiency, is_deficiency

from api.responses import instant
from domain.coding.facts import SYSTEMS
from domain.errors import Invalid
from domain.ports import Change, Target, Writing
from domain.privacy import labelling
from domain.privacy.content import content_keys
from domain.review import review
from domain.review.findings import Finding
from domain.search.extraction import extract

"""placeholder"""
