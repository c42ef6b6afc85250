#!/usr/bin/env python3
"""Asks a server for predictions with Python's standard library. Usage: score.py [ADDRESS]; THALWEG_TOKEN is sent if it is set."""

import json
import os
import sys
import urllib.error
import urllib.request

PAYMENTS = [
    {"amount": 812.50, "category": "electronics", "cardPresent": False},
    {"amount": 4.20, "category": "grocery", "cardPresent": True},
    {"amount": 60.00},  # what is left out counts as missing
]
DATATYPES = {"amount": "FP64", "category": "BYTES", "cardPresent": "BOOL"}


def infer(address, model, rows):
    """Returns the version that has answered, and a list of outputs for each row."""
    inputs = [
        {"name": name, "datatype": datatype, "shape": [len(rows)], "data": [row.get(name) for row in rows]}
        for name, datatype in DATATYPES.items()
    ]
    request = urllib.request.Request(
        f"{address}/v2/models/{model}/infer", json.dumps({"inputs": inputs}).encode()
    )
    if os.environ.get("THALWEG_TOKEN"):
        request.add_header("Authorization", "Bearer " + os.environ["THALWEG_TOKEN"])
    try:
        with urllib.request.urlopen(request, timeout=5) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as e:
        sys.exit(f"{e.code}: {json.load(e)['error']}")
    except urllib.error.URLError as e:
        sys.exit(f"{address}: {e.reason}")
    output = next(o for o in answer["outputs"] if o["name"] != "logits")
    columns = output["shape"][1]
    data = output["data"]
    return answer["model_version"], [data[i : i + columns] for i in range(0, len(data), columns)]


if __name__ == "__main__":
    version, outputs = infer(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080", "fraud", PAYMENTS)
    for payment, row in zip(PAYMENTS, outputs):
        print(f"v{version} {row[0]:.3f} {payment}")
