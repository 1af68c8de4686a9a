"""Import Data."""

import pandas as pd
from azure.core.credentials import AzureNamedKeyCredential
from azure.data.tables import TableClient

from shared.frames import as_table


def import_data_from_table(*, account, key, table):
    """Import Data: reads all entities of an Azure table."""
    client = TableClient(
        endpoint=f"https://{account}.table.core.windows.net",
        table_name=table,
        credential=AzureNamedKeyCredential(account, key),
    )
    return as_table(pd.DataFrame([dict(entity) for entity in client.list_entities()]))
