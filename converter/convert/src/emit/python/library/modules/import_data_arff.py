"""Import Data."""

from shared.arff import read_arff
from shared.sources import source_of


def import_data_arff(*, data_source="azure-blob-storage", file="", url=""):
    """Import Data: reads an ARFF file from the data folder or a web address."""
    return read_arff(source_of(data_source, file, url))
