#!/bin/sh
# Signs a Windows program in place, with the certificate in PACKDESK_CERTIFICATE (a .pfx file).
set -eu
: "${PACKDESK_CERTIFICATE:?}"
timestamp=${PACKDESK_TIMESTAMP:-http://timestamp.digicert.com}
osslsigncode sign -pkcs12 "$PACKDESK_CERTIFICATE" -pass "${PACKDESK_CERTIFICATE_PASSWORD:-}" -h sha256 \
    -n Packdesk -ts "$timestamp" -in "$1" -out "$1.signed"
mv "$1.signed" "$1"
