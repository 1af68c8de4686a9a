"""Import Data."""

import io

from shared.blobs import blob_client
from shared.files import HERE
from shared.reading import read_table


def import_data_from_blob(*, account, key_in, path, delimiter=",", header=True):
    """Import Data: reads delimited text from a blob; from the data folder when a file of the blob's
    name lies there.
    """
    file = HERE / "data" / path.replace("\\", "/").rsplit("/", 1)[-1]
    if file.is_file():
        return read_table(file.open(encoding="utf-8-sig", newline=""), delimiter=delimiter, header=header)
    content = blob_client(account, key_in, path).download_blob().readall()
    return read_table(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter, header=header)
