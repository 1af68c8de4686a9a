"""Import Data."""

from shared.sources import source_of
from shared.svmlight import read_svmlight


def import_data_svm_light(*, data_source="azure-blob-storage", file="", url=""):
    """Import Data: reads SVMLight rows from the data folder or a web address."""
    return read_svmlight(source_of(data_source, file, url))
