"""Convert to CSV."""

from shared.roles import with_roles
from shared.types import plain


def convert_to_csv(table):
    """Convert to CSV: gives plain columns, without levels and roles. Every table is saved as CSV
    anyway.
    """
    return with_roles(table.apply(plain), {name: "Feature" for name in table.columns})
