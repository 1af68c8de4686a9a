"""Export Data."""

from azure.core.credentials import AzureNamedKeyCredential
from azure.data.tables import TableClient


def export_data_to_table(
    dataset, *, account, key, table, partition_key, row_key, columns="", table_columns=""
):
    """Export Data: writes an entity a row into an Azure table.

    `partition_key` and `row_key` are columns of the dataset; `columns` are those to write,
    `table_columns` their names in the table, both with commas between them.
    """
    client = TableClient(
        endpoint=f"https://{account}.table.core.windows.net",
        table_name=table,
        credential=AzureNamedKeyCredential(account, key),
    )
    columns = [name.strip() for name in columns.split(",")] if columns else list(dataset.columns)
    names = [name.strip() for name in table_columns.split(",")] if table_columns else columns
    for row in dataset.to_dict("records"):
        keys = {"PartitionKey": str(row[partition_key]), "RowKey": str(row[row_key])}
        values = {name: row[column] for name, column in zip(names, columns, strict=True)}
        client.upsert_entity({**values, **keys})
