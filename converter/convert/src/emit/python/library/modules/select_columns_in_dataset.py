"""Select Columns in Dataset."""

from shared.columns import choose_columns
from shared.tables import unique_names


def select_columns_in_dataset(table, *, select_columns):
    """Select Columns in Dataset: keeps some columns and leaves out the others."""
    selected = table[choose_columns(table, select_columns)]
    return selected.set_axis(unique_names(selected.columns), axis="columns")
