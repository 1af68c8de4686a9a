"""Import Data."""

from shared.reading import read_table
from shared.sources import source_of

DELIMITERS = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|", "space": " "}


def import_data(
    *,
    data_source="azure-blob-storage",
    file="",
    url="",
    data_format="csv",
    has_header=True,
    authentication="account",
    uri="",
    path="",
    blob_format="delimited-text",
    column_delimiter="comma",
    file_has_header=True,
):
    """Import Data: reads a table from a file, a web address or a storage account.

    A blob behind an account key is read from a file of its name in the data folder: no key stands
    in this script.
    """
    source = source_of(data_source, file, url, authentication, uri, path)
    if data_source == "azure-blob-storage":
        delimiter = {"tsv": "\t", "csv": ","}.get(blob_format, DELIMITERS[column_delimiter])
        return read_table(source, delimiter=delimiter, header=file_has_header)
    return read_table(source, delimiter="\t" if data_format == "tsv" else ",", header=has_header)
