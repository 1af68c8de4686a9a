"""Export Data."""

from shared.blobs import blob_client


def export_data_to_blob(
    dataset, *, account, key_in, path, write_mode="Error", file_format="CSV", header=False
):
    """Export Data: writes a blob with the dataset as CSV or TSV."""
    text = dataset.to_csv(sep="\t" if file_format.upper() == "TSV" else ",", index=False, header=header)
    blob_client(account, key_in, path).upload_blob(
        text.encode("utf-8"), overwrite=write_mode.lower() == "overwrite"
    )
