#!/bin/sh
# Calls the service “{title}” with curl.
#
#   export SCORING_URI=…    # az ml online-endpoint show --name {endpoint} --query scoring_uri --output tsv
#   export ENDPOINT_KEY=…   # az ml online-endpoint get-credentials --name {endpoint} --query primaryKey --output tsv
#   ./curl.sh         in the form that Studio (classic) had
#   ./curl.sh new     in the new form
set -eu

: "${SCORING_URI:?Set SCORING_URI to the address of the endpoint.}"
: "${ENDPOINT_KEY:?Set ENDPOINT_KEY to a key of the endpoint.}"

classic() {
    cat <<'JSON'
{classic}
JSON
}

new() {
    cat <<'JSON'
{new}
JSON
}

body() {
    case "${1:-classic}" in
    new) new ;;
    *) classic ;;
    esac
}

# The key goes in through a file of its own, so that no list of processes shows it.
body "$@" | curl --fail-with-body --silent --show-error "$SCORING_URI" \
    --config /dev/fd/3 \
    --header "Content-Type: application/json" \
    --data-binary @- 3<<CONFIG
header = "Authorization: Bearer $ENDPOINT_KEY"
CONFIG
