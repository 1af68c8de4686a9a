"""SVMLight: a label, then index:value pairs for what is not zero."""

import pandas as pd

from shared.roles import with_roles


def read_svmlight(source):
    """Reads SVMLight rows as the columns Col1, Col2, ... and the label column Labels."""
    rows = []
    for line in source:
        words = [word for word in line.split("#")[0].split() if not word.startswith("qid:")]
        if words:
            pairs = (word.split(":") for word in words[1:])
            rows.append((float(words[0]), {int(index): float(value) for index, value in pairs}))
    width = max((max(features, default=0) for _, features in rows), default=0)
    table = pd.DataFrame(
        {
            **{
                f"Col{index}": [features.get(index, 0.0) for _, features in rows]
                for index in range(1, width + 1)
            },
            "Labels": [label for label, _ in rows],
        }
    )
    return with_roles(table, {"Labels": "Label"})
