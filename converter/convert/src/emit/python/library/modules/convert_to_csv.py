"""Convert to CSV."""

from shared.roles import with_roles
from shared.tables import each_column
from shared.types import plain


def convert_to_csv(table):
    """Convert to CSV: gives plain columns, without levels and roles. Every table is saved as CSV
    anyway.
    """
    return with_roles(each_column(table, plain), {name: "Feature" for name in table.columns})
