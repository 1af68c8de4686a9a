#!/bin/sh
# Deploys a registered model beside the one that answers, tries it, and shifts the traffic in steps: deploy-online.sh VERSION.
. "$(dirname "$0")/common.sh"
version=${1:?Name the version, as register.sh gives it.}

# Seconds between the steps: time to look at errors and latency.
pause="${PAUSE:-300}"

try() {
    az ml online-endpoint invoke --name "$1" --deployment-name "$2" --request-file "$3/sample-request.json" --output none
}

deploy() {
    endpoint=$1 folder=$2
    az ml online-endpoint show --name "$endpoint" --output none 2>/dev/null ||
        az ml online-endpoint create --file "$folder/endpoint.yml" --output none
    blue=$(az ml online-endpoint show --name "$endpoint" --query traffic.blue --output tsv)
    case "${blue:-0}" in
    0 | None) new=blue old=green ;;
    *) new=green old=blue ;;
    esac
    az ml online-deployment create --file "$folder/deployment.yml" --name "$new" --endpoint-name "$endpoint" \
        --set "model=azureml:$MODEL:$version" --output none
    # Before any caller meets it.
    try "$endpoint" "$new" "$folder"
    if az ml online-deployment show --name "$old" --endpoint-name "$endpoint" --output none 2>/dev/null; then
        for share in 10 50 100; do
            az ml online-endpoint update --name "$endpoint" --traffic "$new=$share $old=$((100 - share))" --output none
            echo "$endpoint: $share % to $new"
            sleep "$pause"
            if ! try "$endpoint" "$new" "$folder"; then
                az ml online-endpoint update --name "$endpoint" --traffic "$new=0 $old=100" --output none
                echo "$endpoint: $new does not answer any more; all traffic is back at $old." >&2
                exit 1
            fi
        done
        az ml online-deployment delete --name "$old" --endpoint-name "$endpoint" --yes --output none
    else
        az ml online-endpoint update --name "$endpoint" --traffic "$new=100" --output none
        echo "$endpoint: 100 % to $new"
    fi
}

each_endpoint deploy
