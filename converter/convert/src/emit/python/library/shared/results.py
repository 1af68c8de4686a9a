"""Writing what a pipeline gives."""

import json
from pathlib import Path

import pandas as pd

from shared.text import as_text
from shared.types import type_of


def write_results(results, folder):
    """Writes every table as CSV and all figures as JSON, under the names that they have in
    `results`.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, result in results.items():
        if isinstance(result, pd.DataFrame):
            dates = [
                column
                for column in result.columns
                if type_of(result[column]) in ("DateTime", "TimeSpan")
            ]
            written = result.assign(**{column: as_text(result[column]) for column in dates})
            written.to_csv(folder / f"{name}.csv", index=False)
        elif isinstance(result, dict):
            (folder / f"{name}.json").write_text(
                json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
            )
