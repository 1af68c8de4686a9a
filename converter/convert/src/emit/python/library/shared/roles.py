"""Roles of columns: what part they play in learning."""


def role_of(table, name):
    """The role of a column: Feature unless something else was said, or Label, Score, Weight or
    None.
    """
    return table.attrs.get("roles", {}).get(name, "Feature")


def with_roles(table, roles):
    """The table with other roles for some columns. They ride in `attrs`, which pandas hands on from
    table to table.
    """
    table = table.copy()
    table.attrs["roles"] = {**table.attrs.get("roles", {}), **roles}
    return table
