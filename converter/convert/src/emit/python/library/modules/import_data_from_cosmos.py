"""Import Data."""

import pandas as pd
from azure.cosmos import CosmosClient

from shared.frames import as_table


def import_data_from_cosmos(*, server, key, database, collection, query):
    """Import Data: reads the result of a query from Azure Cosmos DB, which was DocumentDB."""
    client = CosmosClient(server, credential=key)
    container = client.get_database_client(database).get_container_client(collection)
    rows = container.query_items(query or "SELECT * FROM c", enable_cross_partition_query=True)
    table = pd.DataFrame(list(rows))
    # What Cosmos DB says of each document.
    about = [name for name in ("_rid", "_self", "_etag", "_attachments", "_ts") if name in table]
    return as_table(table.drop(columns=about))
