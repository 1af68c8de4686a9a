"""Export Data."""

from shared.databases import sql_server


def export_data_to_sql(
    dataset,
    *,
    server,
    database,
    user,
    password,
    table,
    columns="",
    table_columns="",
    rows_at_a_time=50,
    trust_server_certificate=False,
):
    """Export Data: adds rows to a table of SQL Server or Azure SQL, which is made when missing.

    `columns` are the dataset's columns to write, `table_columns` their names in the table; both
    with commas between them.
    """
    if columns:
        dataset = dataset[[name.strip() for name in columns.split(",")]]
    if table_columns:
        dataset = dataset.set_axis([name.strip() for name in table_columns.split(",")], axis=1)
    schema, _, name = table.replace("[", "").replace("]", "").rpartition(".")
    dataset.to_sql(
        name,
        sql_server(server, database, user, password, trust_server_certificate),
        schema=schema or None,
        if_exists="append",
        index=False,
        chunksize=int(rows_at_a_time),
    )
