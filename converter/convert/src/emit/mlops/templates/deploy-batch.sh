#!/bin/sh
# Deploys the batch service: deploy-batch.sh [RUN].
. "$(dirname "$0")/common.sh"

once environment "$ENVIRONMENT" 1 data-science/environment/environment.yml
az ml compute show --name "$COMPUTE" --output none 2>/dev/null ||
    az ml compute create --file mlops/azureml/train/compute.yml --output none
register_datastores
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(new_version)

# Saved models and transformations are data of the batch pipeline, which reads their newest version.
save() {
    download "$run" "$1" "$work"
    rm -f "data/$2"/*.json
    cp "$work/named-outputs/$1"/* "data/$2/"
    az ml data create --file "data/$2.yml" --set "version=$version" --output none
}
if [ -n "$SAVED" ]; then
    run=${1:?Name the run, as train.sh gives it.}
    each_saved save
fi
for name in $SERVICE_DATA; do
    once data "$name" "$(version_in "data/$name.yml")" "data/$name.yml"
done
az ml batch-endpoint show --name "$BATCH" --output none 2>/dev/null ||
    az ml batch-endpoint create --file "$DEPLOY/batch/endpoint.yml" --output none
az ml batch-deployment create --file "$DEPLOY/batch/deployment.yml" --set-default --output none
