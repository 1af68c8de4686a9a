"""Clean Missing Data."""

from functools import partial

import pandas as pd

from shared.columns import choose_columns, include
from shared.convert import convert
from shared.tables import with_columns
from shared.types import is_categorical, is_numeric, numbers, plain, type_of


def clean_missing_data(
    table,
    *,
    columns_to_be_cleaned=(include(),),
    minimum_missing_value_ratio=0.0,
    maximum_missing_value_ratio=1.0,
    cleaning_mode="custom-substitution-value",
    replacement_value="0",
    cols_with_all_missing_values="remove",
    generate_missing_value_indicator_column=False,
):
    """Clean Missing Data: fills in missing values, or removes the rows or columns that have them.

    Gives the cleaned table, and the cleaning as a function that does the same to other tables: what
    was found here is used there again, not computed anew. Means, medians and modes make whole
    numbers to numbers with a fraction.
    """
    treatments = {}
    for name in choose_columns(table, columns_to_be_cleaned):
        column = table[name]
        ratio = column.isna().mean() if len(column) > 0 else 0.0
        if minimum_missing_value_ratio <= ratio <= maximum_missing_value_ratio:
            treatments[name] = treatment(
                column, cleaning_mode, replacement_value, cols_with_all_missing_values
            )
    indicators = generate_missing_value_indicator_column and not cleaning_mode.startswith("remove")
    cleaning = partial(apply_cleaning, treatments=treatments, indicators=indicators)
    return cleaning(table), cleaning


def treatment(column, mode, replacement_value, all_missing):
    """What happens to one column: a word, and a value where one takes the place of missing ones."""
    if mode == "custom-substitution-value":
        return "fill", replacement_value
    if mode == "remove-entire-row":
        return "drop rows", None
    if mode == "remove-entire-column":
        return ("drop column" if column.isna().any() else "keep"), None
    if column.isna().all():
        return ("drop column" if all_missing == "remove" and len(column) > 0 else "keep"), None
    if mode == "replace-with-mode":
        modes = plain(column).mode()
        value = numbers(modes).mean() if is_numeric(column) else modes.iloc[0]
    else:
        value = numbers(column).mean() if mode == "replace-with-mean" else numbers(column).median()
    return "fill", bool(value >= 0.5) if type_of(column) == "Boolean" else value


def apply_cleaning(table, *, treatments, indicators):
    """Cleans a table as it was decided for another one."""
    cleaned = table.copy()
    added = []
    for name, (what, value) in treatments.items():
        if what == "drop rows":
            continue
        if what == "drop column":
            cleaned = cleaned.drop(columns=name)
            continue
        added.append(table[name].isna().rename(f"{name}_IsMissing"))
        if what == "fill":
            cleaned[name] = filled(table[name], value)
    if indicators:
        cleaned = with_columns(cleaned, added)
    rows = [name for name, (what, _) in treatments.items() if what == "drop rows"]
    return cleaned.dropna(subset=rows).reset_index(drop=True)


def filled(column, value):
    """The column with this value where one was missing."""
    if isinstance(value, float) and is_numeric(column):
        values = numbers(column).fillna(value)
    elif column.notna().all():
        return column
    else:
        if isinstance(value, str):
            value = convert(pd.Series([value], name=column.name), type_of(column))[0]
        values = plain(column).fillna(value)
    return values.astype("category") if is_categorical(column) else values
