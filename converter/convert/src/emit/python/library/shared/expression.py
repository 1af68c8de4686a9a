"""Comparisons of columns with constants, as Split Data writes them: \\"price" > 3 & !(\\"city" ==
"Oslo").
"""

import operator
import re

import pandas as pd

from shared.convert import convert
from shared.types import plain, type_of

TOKEN = re.compile(
    r"\s*(?:(?P<join>\|\|?|&&?|!(?!=)|[()])"
    r'|\\(?:"(?P<name>[^"]*)"|(?P<position>\d+))\s*(?P<comparison>==|!=|<>|<=|>=|<|>|=)\s*'
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^&|)]*)))"""
)
COMPARISONS = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def rows_where(table, expression):
    """For which rows an expression holds. A row with a missing value that decides is left out."""
    tokens = []
    position = 0
    while position < len(expression.rstrip()):
        found = TOKEN.match(expression, position)
        if found is None:
            raise ValueError(
                f"The expression cannot be read from here on: {expression[position:]!r}."
            )
        tokens.append(found)
        position = found.end()
    holds = alternatives(table, tokens)
    if tokens:
        raise ValueError(f"An operator such as & or | is missing before {tokens[0][0]!r}.")
    return holds.fillna(False).astype(bool)


def alternatives(table, tokens):
    """One condition, or several with | between them."""
    holds = conjunctions(table, tokens)
    while tokens and tokens[0]["join"] in ("|", "||"):
        tokens.pop(0)
        holds = holds | conjunctions(table, tokens)
    return holds


def conjunctions(table, tokens):
    """One condition, or several with & between them."""
    holds = condition(table, tokens)
    while tokens and tokens[0]["join"] in ("&", "&&"):
        tokens.pop(0)
        holds = holds & condition(table, tokens)
    return holds


def condition(table, tokens):
    """A comparison, its opposite, or an expression in parentheses."""
    token = tokens.pop(0)
    if token["join"] == "!":
        return ~condition(table, tokens)
    if token["join"] == "(":
        holds = alternatives(table, tokens)
        tokens.pop(0)
        return holds
    return comparison(table, token)


def comparison(table, token):
    """For which rows a column compares so with a constant; missing where the value is."""
    name = token["name"] if token["position"] is None else table.columns[int(token["position"]) - 1]
    values = plain(table[name])
    constant = next(
        text for text in (token["double"], token["single"], token["bare"]) if text is not None
    )
    kind = "Double" if type_of(values) == "Integer" else type_of(values)
    constant = convert(pd.Series([constant.strip()], name=name, dtype="str"), kind)[0]
    return COMPARISONS[token["comparison"]](values, constant).astype("boolean").mask(values.isna())
