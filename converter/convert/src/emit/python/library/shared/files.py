"""Files beside this script."""

from pathlib import Path

HERE = Path(".")


def data_file(name):
    """The file of this name in the data folder, with or without its ending."""
    folder = HERE / "data"
    found = [path for path in sorted(folder.glob("*")) if name in (path.name, path.stem)]
    if not found:
        raise FileNotFoundError(f"There is no file {name!r} in {folder.resolve()}.")
    return found[0]
