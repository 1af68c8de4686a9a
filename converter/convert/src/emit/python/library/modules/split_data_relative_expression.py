"""Split Data."""

from shared.expression import rows_where


def split_data_relative_expression(table, *, relational_expression='\\"column name" > 3'):
    """Split Data: the rows for which a comparison holds, and the others.

    A row with a missing value that decides is one of the others.
    """
    chosen = rows_where(table, relational_expression)
    return table[chosen].reset_index(drop=True), table[~chosen].reset_index(drop=True)
