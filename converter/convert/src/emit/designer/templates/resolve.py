#!/usr/bin/env python3
"""Puts the module ids of a workspace into pipeline_draft.json.

Usage: python3 resolve.py WORKSPACE.json [PIPELINE_DRAFT.json]

WORKSPACE.json is any JSON of the workspace's pipelines interface (v1) in which modules stand with their
names and ids: a listing of modules, or the graph of a draft that uses them. Nothing is sent anywhere.
"""

import json
import pathlib
import sys

SYMBOLIC = "module:"


def letters(name):
    return "".join(letter for letter in name.lower() if letter.isalnum())


def text(holder, key):
    for name, value in holder.items():
        if name.lower() == key and isinstance(value, str) and value:
            return value
    return None


def child(holder, key):
    for name, value in holder.items():
        if name.lower() == key and isinstance(value, dict):
            return value
    return {}


def known_modules(value, found):
    """Names of modules and their ids, wherever they stand."""
    if isinstance(value, list):
        for item in value:
            known_modules(item, found)
    elif isinstance(value, dict):
        data = child(value, "data")
        name = text(value, "name") or text(data, "name")
        # A node of a graph has an id of its own beside that of its module.
        module = text(value, "moduleid") or text(value, "moduleversionid") or text(data, "id")
        if module is None and ("moduleexecutiontype" in map(str.lower, value) or "structuredinterface" in map(str.lower, value)):
            module = text(value, "id")
        if name and module and not module.startswith(SYMBOLIC):
            found.setdefault(letters(name), module)
        for item in value.values():
            known_modules(item, found)


def main(arguments):
    if not 1 <= len(arguments) <= 2:
        print(__doc__, file=sys.stderr)
        return 2
    here = pathlib.Path(__file__).resolve().parent
    source = pathlib.Path(arguments[1]) if len(arguments) == 2 else here / "pipeline_draft.json"
    with open(arguments[0], encoding="utf-8-sig") as file:
        workspace = json.load(file)
    with open(source, encoding="utf-8") as file:
        draft = json.load(file)
    with open(here / "modules.json", encoding="utf-8") as file:
        symbols = json.load(file)
    found = {}
    known_modules(workspace, found)
    missing = set()
    for node in draft["GraphDraft"]["ModuleNodes"]:
        symbol = node["ModuleId"]
        if symbol not in symbols:
            continue
        module = found.get(letters(symbols[symbol]["name"]))
        if module is None:
            missing.add(symbols[symbol]["name"])
        else:
            node["ModuleId"] = module
    target = source.with_name("pipeline_draft.resolved.json")
    with open(target, "w", encoding="utf-8") as file:
        json.dump(draft, file, indent=2, ensure_ascii=False)
        file.write("\n")
    for name in sorted(missing):
        print(f"not in {arguments[0]}: {name}", file=sys.stderr)
    print(f"written: {target}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
