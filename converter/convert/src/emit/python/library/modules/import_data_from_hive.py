"""Import Data."""

import pandas as pd
from impala.dbapi import connect

from shared.frames import as_table


def import_data_from_hive(*, server, user, password, query):
    """Import Data: reads the result of a Hive query from an HDInsight cluster."""
    connection = connect(
        host=server.removeprefix("https://").strip("/"),
        port=443,
        use_ssl=True,
        use_http_transport=True,
        http_path="/hive2",
        auth_mechanism="PLAIN",
        user=user,
        password=password,
    )
    cursor = connection.cursor()
    cursor.execute(query)
    names = [column[0] for column in cursor.description]
    return as_table(pd.DataFrame(cursor.fetchall(), columns=names))
