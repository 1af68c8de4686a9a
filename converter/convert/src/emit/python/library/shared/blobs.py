"""Blobs of a storage account."""

from shared.credentials import credential


def blob_client(account, key_in, path):
    """What reads and writes the blob at "container/folder/file"; the environment variable `key_in`
    holds the key of the account.
    """
    # Here, because who has the file in the data folder needs no such package.
    from azure.storage.blob import BlobClient

    container, _, name = path.replace("\\", "/").strip("/").partition("/")
    return BlobClient(
        account_url=f"https://{account}.blob.core.windows.net",
        container_name=container,
        blob_name=name,
        credential=credential(key_in),
    )
