"""Blobs of a storage account."""


def blob_client(account, key, path):
    """What reads and writes the blob at "container/folder/file"."""
    # Here, because who has the file in the data folder needs no such package.
    from azure.storage.blob import BlobClient

    container, _, name = path.replace("\\", "/").strip("/").partition("/")
    return BlobClient(
        account_url=f"https://{account}.blob.core.windows.net",
        container_name=container,
        blob_name=name,
        credential=key,
    )
