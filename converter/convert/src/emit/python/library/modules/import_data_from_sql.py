"""Import Data."""

import pandas as pd

from shared.databases import sql_server
from shared.frames import as_table


def import_data_from_sql(
    *, server, database, user, password, query, trust_server_certificate=False
):
    """Import Data: reads the result of a query from a database of SQL Server or Azure SQL."""
    engine = sql_server(server, database, user, password, trust_server_certificate)
    return as_table(pd.read_sql_query(query, engine))
