#!/bin/sh
# Lets a program be told what happens at the centre, and prints the secret by which it knows us. The
# secret is told here and nowhere else.
#
#   BASE=http://127.0.0.1:8080 TOKEN=… sh docs/examples/add-webhook.sh URL [TYPE…]
set -eu
: "${BASE:?the address of the service}" "${TOKEN:?a token of an administrator}"
url="${1:?where it is to be told}"
shift

# Without any type everything is told; with some, as dossier.* or consignment.delivered, those.
types=$(printf '"%s",' "$@")
[ $# -gt 0 ] || types=","
curl --silent --show-error --fail-with-body --max-time 30 \
    --header "Authorization: Bearer $TOKEN" --header "Content-Type: application/json" \
    --data "{\"url\": \"$url\", \"kinds\": [${types%,}]}" "$BASE/api/v1/webhooks" |
    sed -n 's/.*"secret": *"\(whsec_[^"]*\)".*/\1/p'
