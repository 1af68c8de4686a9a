# What every script needs: names, the workspace of the branch, and small helpers. It is read with “.”, not started.
set -eu
cd "$(dirname "$0")/../.."
. mlops/scripts/names.sh

# The branch main is production, every other one development.
branch="${GITHUB_REF_NAME:-${BUILD_SOURCEBRANCHNAME:-$(git rev-parse --abbrev-ref HEAD 2>/dev/null || echo dev)}}"
case "$branch" in
main) config=config-infra-prod.yml ;;
*) config=config-infra-dev.yml ;;
esac

# A value of the configuration.
setting() {
    sed -n "s/^$1: *//p" "$config" | tr -d '"'
}

az configure --defaults "group=$(setting resource_group)" "workspace=$(setting aml_workspace)"

# Registers what the workspace does not have yet: kind, name, version, file.
once() {
    az ml "$1" show --name "$2" --version "$3" --output none 2>/dev/null ||
        az ml "$1" create --file "$4" --output none
}

# The version that a file registers.
version_in() {
    sed -n "s/^version: *//p" "$1" | tr -d '"'
}

# A number for what is registered: that of the workflow's run, or the time.
new_version() {
    echo "${GITHUB_RUN_NUMBER:-${BUILD_BUILDID:-$(date +%Y%m%d%H%M%S)}}"
}

# Gives a result to later steps, and shows it.
result() {
    if [ -n "${GITHUB_OUTPUT:-}" ]; then
        echo "$1=$2" >>"$GITHUB_OUTPUT"
    elif [ -n "${TF_BUILD:-}" ]; then
        echo "##vso[task.setvariable variable=$1;isOutput=true]$2"
    fi
    echo "$1=$2"
}

# Downloads a result of a run below a folder.
download() {
    az ml job download --name "$1" --output-name "$2" --download-path "$3" --output none
}
