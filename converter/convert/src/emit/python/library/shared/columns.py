"""Choosing columns as Studio's column selector did."""

from typing import NamedTuple

from shared.roles import role_of
from shared.types import is_categorical, is_numeric, type_of


class Rule(NamedTuple):
    """One rule of a column selector: the columns it means, and whether it adds or removes them."""

    adds: bool
    names: list
    positions: list
    types: list
    roles: list
    in_order: bool = False


def include(names=None, positions=None, types=None, roles=None):
    """Adds columns: by name, by position ("3" or "2-5", from 1), by type and role; all of them when
    nothing is said.
    """
    return Rule(True, names, positions, types, roles)


def exclude(names=None, positions=None, types=None, roles=None):
    """Removes columns, said in the same ways."""
    return Rule(False, names, positions, types, roles)


def in_order(names=None, positions=None):
    """Takes columns in the order in which they are said, repeated ones again."""
    return Rule(True, names, positions, None, None, in_order=True)


def choose_columns(table, columns):
    """The names of the chosen columns, in the order of the table.

    `columns` are names, or rules that apply one after the other.
    """
    rules = (
        columns if any(isinstance(column, Rule) for column in columns) else [include(names=columns)]
    )
    if rules[0].in_order:
        return meant_by(rules[0], table)
    chosen = set()
    for rule in rules:
        chosen = (
            chosen.union(meant_by(rule, table))
            if rule.adds
            else chosen.difference(meant_by(rule, table))
        )
    if not chosen:
        raise ValueError("No column is selected.")
    return [name for name in table.columns if name in chosen]


def meant_by(rule, table):
    """The columns that a rule means, in the order in which it says them."""
    if rule.names is not None:
        unknown = [name for name in rule.names if name not in table.columns]
        if unknown:
            raise KeyError(f"There is no column {unknown[0]!r} among {list(table.columns)}.")
        return list(rule.names)
    if rule.positions is not None:
        ranges = [text.split("-") for text in rule.positions]
        return [name for ends in ranges for name in table.columns[int(ends[0]) - 1 : int(ends[-1])]]
    return [
        name
        for name in table.columns
        if any(has_type(table[name], kind) for kind in rule.types or ["All"])
        and any(role in ("All", role_of(table, name)) for role in rule.roles or ["All"])
    ]


def has_type(column, kind):
    """Whether a column is of a type as column selectors name them."""
    special = {"All": lambda _: True, "Numeric": is_numeric, "Categorical": is_categorical}
    return special[kind](column) if kind in special else type_of(column) == kind
