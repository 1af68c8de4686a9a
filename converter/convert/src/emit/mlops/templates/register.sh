#!/bin/sh
# Registers what the service answers with: register.sh [RUN METRIC VALUE]. Gives: version.
. "$(dirname "$0")/common.sh"

model="$DEPLOY/online/model"
for output in $SAVED; do
    download "${1:?Name the run, as train.sh gives it.}" "$output" "$model"
done
once environment "$ENVIRONMENT" 1 data-science/environment/environment.yml
version=$(new_version)
az ml model create --file "$DEPLOY/online/model.yml" --output none \
    --set "version=$version" "tags.run=${1:-none}" "tags.metric=${2:-none}" "tags.value=${3:-0}"
result version "$version"
