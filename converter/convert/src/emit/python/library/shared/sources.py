"""Where Import Data finds its data."""

import io
import urllib.request

from shared.files import data_file


def source_of(data_source, file="", url="", authentication="account", uri="", path=""):
    """The text of a file in the data folder, or at a web address."""
    if data_source == "http":
        return fetch(url)
    if data_source == "azure-blob-storage" and authentication == "public-or-sas":
        return fetch(uri)
    name = file if data_source == "local-file" else path.replace("\\", "/").rsplit("/", 1)[-1]
    return data_file(name).open(encoding="utf-8-sig", newline="")


def fetch(address):
    """The text at a web address."""
    with urllib.request.urlopen(address) as response:
        return io.StringIO(response.read().decode("utf-8-sig"))
