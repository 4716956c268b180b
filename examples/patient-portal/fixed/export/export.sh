#!/bin/sh
# Writes yesterday's visits to a file and sends it to the billing partner.
set -eu

secrets="${SECRETS_DIR:-/run/secrets}"
day=$(date -d yesterday +%F)
file="${OUT_DIR:-/srv/export/out}/visits-${day}.csv"

export PGPASSFILE="${secrets}/pgpass"
psql "${DATABASE_URL}" --csv --command "select * from visit where starts_at::date = '${day}'" > "${file}"
curl --fail --silent --show-error --header @"${secrets}/billing-header" --upload-file "${file}" "${BILLING_URL}/$(basename "${file}")"
rm "${file}"
