"""Reads a catalogue: offices and procedures as JSON, or as XLSX with a sheet for each list.

Owns both layouts and every problem's place in them: a path in JSON, a sheet and line in XLSX.
Whether departments that a file only refers to are known to the centre is left to whoever keeps it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from postal_bridge.domain.access import OfficeKind
from postal_bridge.domain.catalogue import (
    Catalogue,
    Component,
    ComponentForm,
    FeeKind,
    FeeLine,
    Office,
    Procedure,
)
from postal_bridge.domain.money import AMOUNT_MAX_DONG
from postal_bridge.domain.refusals import FieldProblem, InvalidInput, UnreadableFile
from schemas.cells import FIRST_YEAR, LAST_YEAR, fold, fold_heading, text_of
from schemas.catalogue_sheets import CatalogueSheets
from schemas.dossier_columns import LONGEST
from schemas.spreadsheet import file_name, open_table, read_content
from schemas.table import LIMITS, Limits

MOST_JSON_BYTES: Final = 16 * 1024 * 1024
