"""Databases of SQL Server and Azure SQL."""

import sqlalchemy

# Microsoft's driver must be installed: https://learn.microsoft.com/sql/connect/odbc
ODBC_DRIVER = "ODBC Driver 18 for SQL Server"


def sql_server(server, database, user, password, trust_server_certificate):
    """What pandas needs to reach a database."""
    trust = "yes" if trust_server_certificate else "no"
    address = sqlalchemy.URL.create(
        "mssql+pyodbc",
        username=user,
        password=password,
        host=server,
        database=database,
        query={"driver": ODBC_DRIVER, "TrustServerCertificate": trust},
    )
    return sqlalchemy.create_engine(address, fast_executemany=True)
