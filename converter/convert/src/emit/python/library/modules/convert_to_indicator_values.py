"""Convert to Indicator Values."""

from functools import partial

from shared.columns import choose_columns
from shared.tables import with_columns
from shared.text import as_text
from shared.types import is_categorical


def convert_to_indicator_values(
    table, *, categorical_columns_to_convert, overwrite_categorical_columns=False
):
    """Convert to Indicator Values: makes a column of zeros and ones for each level of categorical
    columns.

    Gives the converted table, and the conversion as a function for other tables; levels that it
    does not know give zeros in all columns.
    """
    levels = {}
    for name in choose_columns(table, categorical_columns_to_convert):
        if not is_categorical(table[name]):
            raise ValueError(
                f"Column {name!r} is not categorical: make it so with Edit Metadata first."
            )
        found = as_text(table[name].cat.categories.to_series().sort_values())
        levels[name] = [*found, *([None] if table[name].isna().any() else [])]
    conversion = partial(apply_indicators, levels=levels, overwrite=overwrite_categorical_columns)
    return conversion(table), conversion


def apply_indicators(table, *, levels, overwrite):
    """Makes the columns of these levels; None stands for missing values."""
    added = []
    for name, of_column in levels.items():
        text = as_text(table[name])
        for level in of_column:
            if level is None:
                added.append(text.isna().astype("Int64").rename(f"{name}-missing"))
            else:
                added.append(text.eq(level).fillna(False).astype("Int64").rename(f"{name}-{level}"))
    return with_columns(table.drop(columns=list(levels)) if overwrite else table, added)
