#!/bin/sh
# Compares the model of a run with the one that answers: evaluate.sh RUN. Gives: promote (true or false), metric, value.
. "$(dirname "$0")/common.sh"
run=${1:?Name the run, as train.sh gives it.}

if [ -z "$EVALUATION" ]; then
    echo "The experiment does not evaluate its model: every new one is taken. Add Evaluate Model to change that."
    result promote true
    result metric none
    result value 0
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
download "$run" "$EVALUATION" "$work"
# The champion is the newest registered model: only better ones are registered.
az ml model show --name "$MODEL" --label latest --query tags --output json >"$work/champion.json" 2>/dev/null ||
    echo "{}" >"$work/champion.json"
python3 mlops/scripts/evaluate.py "$work/named-outputs/$EVALUATION/metrics.csv" "$EVALUATION_ROW" "$work/champion.json" >"$work/verdict"
while IFS="=" read -r name value; do
    result "$name" "$value"
done <"$work/verdict"
