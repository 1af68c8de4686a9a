"""Import Data."""

import json
import urllib.parse
import urllib.request

import pandas as pd

from shared.frames import as_table


def import_data_from_odata(*, url):
    """Import Data: reads all pages of an OData feed."""
    rows = []
    while url:
        request = urllib.request.Request(url, headers={"Accept": "application/json"})
        with urllib.request.urlopen(request) as response:
            answer = json.load(response)
        # Version 2 wraps what it says in "d".
        page = answer.get("d", answer)
        rows += page if isinstance(page, list) else page.get("value", page.get("results", []))
        links = [page.get(name) for name in ("@odata.nextLink", "odata.nextLink", "__next")]
        following = next(filter(None, links), None)
        url = following and urllib.parse.urljoin(url, following)
    table = pd.DataFrame(rows)
    about = [name for name in table.columns if "odata." in name or name == "__metadata"]
    return as_table(table.drop(columns=about))
