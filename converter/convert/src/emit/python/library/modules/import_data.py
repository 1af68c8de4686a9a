"""Import Data."""

import io
import urllib.request

from shared.arff import read_arff
from shared.files import data_file
from shared.reading import read_table
from shared.svmlight import read_svmlight

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
    encoding="utf_8",
    file_has_header=True,
):
    """Import Data: reads a table from a file, a web address or a storage account.

    A blob behind an account key is read from a file of its name in the data folder: no key stands
    in this script.
    """
    if data_source == "http":
        source = fetch(url)
    elif data_source == "local-file":
        source = data_file(file)
    elif authentication == "public-or-sas":
        source = fetch(uri)
    else:
        source = data_file(path.replace("\\", "/").rsplit("/", 1)[-1])
    if data_source == "azure-blob-storage":
        delimiter = {"tsv": "\t", "csv": ","}.get(blob_format, DELIMITERS[column_delimiter])
        return read_table(source, delimiter=delimiter, header=file_has_header)
    if data_format in ("arff", "svm-light"):
        text = source if hasattr(source, "read") else source.open(encoding="utf-8-sig")
        return read_arff(text) if data_format == "arff" else read_svmlight(text)
    return read_table(source, delimiter="\t" if data_format == "tsv" else ",", header=has_header)


def fetch(address):
    """The text at a web address."""
    with urllib.request.urlopen(address) as response:
        return io.StringIO(response.read().decode("utf-8-sig"))
