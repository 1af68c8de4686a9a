"""Calls the service “{title}”; Python's own library is enough.

    export SCORING_URI=…    # az ml online-endpoint show --name {endpoint} --query scoring_uri --output tsv
    export ENDPOINT_KEY=…   # az ml online-endpoint get-credentials --name {endpoint} --query primaryKey --output tsv
    python client.py        in the form that Studio (classic) had
    python client.py new    in the new form
"""

import json
import os
import sys
import urllib.error
import urllib.request

CLASSIC = json.loads(r"""
{classic}
""")

NEW = json.loads(r"""
{new}
""")


def score(body):
    """Sends a request and gives the answer, both as Python values."""
    request = urllib.request.Request(
        os.environ["SCORING_URI"],
        data=json.dumps(body).encode("utf-8"),
        headers={
            "Content-Type": "application/json",
            "Authorization": "Bearer " + os.environ["ENDPOINT_KEY"],
        },
    )
    try:
        with urllib.request.urlopen(request) as response:
            return json.loads(response.read())
    except urllib.error.HTTPError as error:
        sys.exit(f"The service answered {error.code}: {error.read().decode('utf-8', 'replace')}")


if __name__ == "__main__":
    answer = score(NEW if sys.argv[1:] == ["new"] else CLASSIC)
    print(json.dumps(answer, indent=2, ensure_ascii=False))
