"""Credentials, which stand in no file."""

import os


def credential(variable):
    """The credential in an environment variable."""
    if not os.environ.get(variable):
        raise KeyError(f"Set the environment variable {variable} before the script runs.")
    return os.environ[variable]
