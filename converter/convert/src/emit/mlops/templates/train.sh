#!/bin/sh
# Sets up what the training pipeline needs and runs it. Gives: run, the name of the run.
. "$(dirname "$0")/common.sh"

if [ ! -f data-science/environment/ml-migrate ]; then
    echo "Put a Linux build of ml-migrate into data-science/environment and commit it (with Git LFS)." >&2
    exit 1
fi
once environment "$ENVIRONMENT" 1 data-science/environment/environment.yml
az ml compute show --name "$COMPUTE" --output none 2>/dev/null ||
    az ml compute create --file mlops/azureml/train/compute.yml --output none
register_datastores
for name in $DATA; do
    once data "$name" "$(version_in "data/$name.yml")" "data/$name.yml"
done

run=$(az ml job create --file mlops/azureml/train/pipeline.yml --query name --output tsv)
az ml job stream --name "$run"
status=$(az ml job show --name "$run" --query status --output tsv)
if [ "$status" != Completed ]; then
    echo "The run $run ended as $status." >&2
    exit 1
fi
result run "$run"
