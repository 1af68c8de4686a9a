"""Apply Transformation."""


def apply_transformation(transformation, table):
    """Apply Transformation: does to a table what another module learned from an earlier one."""
    return transformation(table)
