"""Join Data."""

import pandas as pd

from shared.columns import choose_columns
from shared.convert import convert
from shared.roles import role_of, with_roles
from shared.tables import each_column, unique_names
from shared.text import as_text
from shared.types import is_categorical, is_numeric, plain, type_of


def join_data(
    left,
    right,
    *,
    join_key_columns_for_left,
    join_key_columns_for_right,
    match_case=True,
    join_type="inner-join",
    keep_right_key_columns=True,
):
    """Join Data: puts rows of two tables together whose key columns have the same values.

    The rows come in the order of the left table. A missing key equals nothing, not even another
    missing key, other than in pandas. A right column whose name the left table has already gets a
    number.
    """
    left_keys = choose_columns(left, join_key_columns_for_left)
    right_keys = choose_columns(right, join_key_columns_for_right)
    check_keys(left[left_keys], right[right_keys])
    pairs = matching_rows(
        spelling(left[left_keys], match_case), spelling(right[right_keys], match_case)
    )
    if join_type == "left-semi-join":
        return left[left.index.isin(pairs["left"])].reset_index(drop=True)
    if join_type != "inner-join":
        alone = left.index.difference(pairs["left"])
        pairs = pd.concat([pairs, pd.DataFrame({"left": alone})]).sort_values("left", kind="stable")
    if join_type == "full-outer-join":
        pairs = pd.concat([pairs, pd.DataFrame({"right": right.index.difference(pairs["right"])})])
    left_rows, right_rows = (
        pairs[side].astype("Int64").fillna(-1).to_numpy() for side in ("left", "right")
    )
    columns = [taken(left[name], left_rows) for name in left.columns]
    if join_type == "full-outer-join" and not keep_right_key_columns:
        # Without the right key columns, the keys of rows that only the right table has would be lost.
        for name, key in zip(left_keys, right_keys):
            place = left.columns.get_loc(name)
            columns[place] = either(columns[place], taken(right[key], right_rows))
    added = [name for name in right.columns if keep_right_key_columns or name not in right_keys]
    columns += [taken(right[name], right_rows) for name in added]
    joined = pd.concat(columns, axis=1)
    joined.columns = unique_names(joined.columns)
    joined.attrs = left.attrs
    new_names = joined.columns[left.shape[1] :]
    return with_roles(joined, {new: role_of(right, old) for new, old in zip(new_names, added)})


def check_keys(left, right):
    """Refuses keys that cannot be compared."""
    if left.shape[1] != right.shape[1]:
        raise ValueError(
            f"There are {left.shape[1]} key columns on the left, but {right.shape[1]} on the right."
        )
    for one, other in zip(left.columns, right.columns):
        both_numbers = is_numeric(left[one]) and is_numeric(right[other])
        if type_of(left[one]) != type_of(right[other]) and not both_numbers:
            raise ValueError(
                f"The key {one!r} holds {type_of(left[one])} values on the left, "
                f"but {other!r} holds {type_of(right[other])} values on the right."
            )


def spelling(keys, match_case):
    """Keys as text, which is equal when the values are; rows with a missing part are left out."""
    text = each_column(keys, as_text).dropna()
    if not match_case:
        text = each_column(text, lambda column: column.str.lower())
    return text.set_axis(range(text.shape[1]), axis="columns")


def matching_rows(left, right):
    """The pairs of rows with equal keys, in the order of the left ones."""
    keys = list(left.columns)
    left = left.assign(left=left.index)
    right = right.assign(right=right.index)
    return left.merge(right, on=keys).sort_values(["left", "right"])[["left", "right"]]


def taken(column, rows):
    """These rows of a column; -1 gives a missing value."""
    values = (
        column.take([max(row, 0) for row in rows])
        if len(column) > 0
        else column.reindex(range(len(rows)))
    )
    values = values.reset_index(drop=True)
    return values.mask(pd.Series(rows == -1, dtype=bool))


def either(left, right):
    """The left values, and the right ones where there are none."""
    kind = type_of(left) if type_of(left) == type_of(right) else "Double"
    values = plain(convert(left, kind)).fillna(plain(convert(right, kind)))
    values = values.rename(left.name)
    return values.astype("category") if is_categorical(left) and is_categorical(right) else values
