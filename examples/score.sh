#!/usr/bin/env bash
# Asks a server for a prediction with curl. Usage: score.sh [ADDRESS]; THALWEG_TOKEN is sent if it is set.
set -euo pipefail

address=${1:-http://127.0.0.1:8080}
headers=()
[[ -z ${THALWEG_TOKEN:-} ]] || headers=(-H "Authorization: Bearer $THALWEG_TOKEN")

curl -sS --fail-with-body --max-time 5 --retry 2 "${headers[@]}" "$address/v2/models/fraud/infer" -d '{
  "inputs": [
    {"name": "amount", "datatype": "FP64", "shape": [1], "data": [812.50]},
    {"name": "category", "datatype": "BYTES", "shape": [1], "data": ["electronics"]},
    {"name": "cardPresent", "datatype": "BOOL", "shape": [1], "data": [false]}
  ]}'
echo
