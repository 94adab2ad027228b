#!/bin/sh
# Files a dossier (hồ sơ), says that it is resolved, sends the result to the citizen by post, prints
# the label and tracks it. At a sandbox centre the last digit of NUMBER chooses what becomes of it.
#
#   BASE=http://127.0.0.1:8080 TOKEN=… sh docs/examples/one-stop.sh [NUMBER]
set -eu
: "${BASE:?the address of the service}" "${TOKEN:?a token of somebody at the centre}"

dossier="H99.01-$(date +%y%m%d)-$(printf '%04d' "${1:-10}")"

# Sends a write. Under its key it is carried out once, however often it is sent; curl sends it again
# when the service says 429 or 503, as late as it asks.
write() { # KEY PATH, the body on standard input
    curl --silent --show-error --fail-with-body --retry 5 --max-time 30 \
        --header "Authorization: Bearer $TOKEN" --header "Content-Type: application/json" \
        --header "Idempotency-Key: $dossier $1" --data @- "$BASE/api/v1$2"
}

write file /dossiers >/dev/null <<BODY
{"code": "$dossier", "procedure_code": "9.000001.000.00.00.H53", "received_via": "direct",
 "filer": {"name": "Nguyễn Văn Ví Dụ", "phone": "0900000001",
           "address": "Số 1, đường Thử Nghiệm, xã Ví Dụ"}}
BODY
for status in 4 9; do
    write "step $status" "/dossiers/$dossier/steps" >/dev/null <<BODY
{"status": $status}
BODY
done

code=$(write send /consignments <<BODY | sed -n 's/.*"code": *"\([A-Z]\{2\}[0-9]\{9\}VN\)".*/\1/p'
{"leg": "outbound", "dossier_code": "$dossier",
 "papers": [{"name": "Bản sao giấy tờ mẫu", "form": "result"}]}
BODY
)
curl --silent --show-error --fail --header "Authorization: Bearer $TOKEN" \
    --output "$code.pdf" "$BASE/api/v1/labels?codes=$code&size=100x150"
echo "$dossier goes out as $code; its label is $code.pdf" >&2

# What the citizen is told, without a token.
curl --silent --show-error --fail-with-body "$BASE/api/v1/track/$dossier?phone_last4=0001"
echo
