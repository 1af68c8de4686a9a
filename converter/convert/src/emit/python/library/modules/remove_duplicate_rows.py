"""Remove Duplicate Rows."""

from shared.columns import choose_columns


def remove_duplicate_rows(table, *, key_columns, retain_first_duplicate_row=True):
    """Remove Duplicate Rows: keeps one row of those that are alike in the key columns.

    Rows with a missing key are all kept: whether they are alike is not known.
    """
    keys = table[choose_columns(table, key_columns)]
    repeated = keys.duplicated(keep="first" if retain_first_duplicate_row else "last")
    return table[~repeated | keys.isna().any(axis=1)].reset_index(drop=True)
