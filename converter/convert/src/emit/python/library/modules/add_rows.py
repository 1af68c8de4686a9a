"""Add Rows."""

import pandas as pd

from shared.convert import convert
from shared.types import is_categorical, is_numeric, plain, type_of


def add_rows(above, below):
    """Add Rows: puts two tables one below the other. Columns meet by their place; names and roles
    are the first's.
    """
    if above.shape[1] != below.shape[1]:
        raise ValueError(
            f"The first table has {above.shape[1]} columns, but the second {below.shape[1]}."
        )
    columns = {
        name: stacked(above[name], below.iloc[:, place]) for place, name in enumerate(above.columns)
    }
    together = pd.DataFrame(columns)
    together.attrs = above.attrs
    return together


def stacked(above, below):
    """One column below another: whole numbers and others meet as numbers, other types must agree."""
    kind = type_of(above)
    if type_of(below) != kind:
        if not (is_numeric(above) and is_numeric(below)):
            raise ValueError(
                f"Column {above.name!r} holds {kind} values above, but {type_of(below)} values below."
            )
        kind = "Double"
    parts = [plain(convert(part, kind)) for part in (above, below)]
    values = pd.concat(parts, ignore_index=True)
    return values.astype("category") if is_categorical(above) and is_categorical(below) else values
