"""Add Columns."""

from shared.roles import role_of, with_roles
from shared.tables import with_columns


def add_columns(left, right):
    """Add Columns: puts two tables side by side, the first row with the first row."""
    if len(left) != len(right):
        raise ValueError(f"The left table has {len(left)} rows, but the right one {len(right)}.")
    combined = with_columns(left, [right])
    added = combined.columns[left.shape[1] :]
    return with_roles(
        combined, {new: role_of(right, old) for new, old in zip(added, right.columns)}
    )
