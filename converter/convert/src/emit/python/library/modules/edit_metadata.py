"""Edit Metadata."""

from shared.columns import choose_columns
from shared.convert import convert
from shared.dates import to_dates_as
from shared.roles import role_of, with_roles
from shared.types import is_categorical, plain, type_of


def edit_metadata(
    table,
    *,
    column,
    data_type="unchanged",
    categorical="unchanged",
    fields="unchanged",
    new_column_names="",
    date_and_time_format="",
):
    """Edit Metadata: changes names, types and roles of columns.

    A categorical column is one of pandas' dtype "category". Roles ride in the table's `attrs`.
    """
    chosen = choose_columns(table, column)
    types = {"date-time": "DateTime", "time-span": "TimeSpan"}
    names = (
        [name.strip() for name in new_column_names.split(",")]
        if new_column_names.strip()
        else chosen
    )
    if len(names) != len(chosen):
        raise ValueError(f"There are {len(names)} new names for {len(chosen)} selected columns.")
    renamed = dict(zip(chosen, names))
    if len({renamed.get(name, name) for name in table.columns}) < table.shape[1]:
        raise ValueError("Two columns would have the same name.")
    roles = {renamed.get(name, name): role_of(table, name) for name in table.columns}
    result = table.copy()
    for name in chosen:
        values = table[name]
        if (
            data_type == "date-time"
            and date_and_time_format.strip()
            and type_of(values) == "String"
        ):
            values = to_dates_as(values, date_and_time_format.strip())
        elif data_type != "unchanged":
            values = convert(values, types.get(data_type, data_type.capitalize()))
        if categorical == "categorical" and not is_categorical(values):
            values = values.astype("category")
        elif categorical == "non-categorical":
            values = plain(values)
        result[name] = values
        roles[renamed[name]] = new_role(roles[renamed[name]], fields)
    return with_roles(result.rename(columns=renamed), roles)


def new_role(role, fields):
    """The role of a column after this change; clearing takes away the role that is named, and no
    other.
    """
    given = {"features": "Feature", "labels": "Label", "weights": "Weight"}
    cleared = {
        "clear-features": "Feature",
        "clear-labels": "Label",
        "clear-scores": "Score",
        "clear-weights": "Weight",
    }
    return "None" if cleared.get(fields) == role else given.get(fields, role)
