#!/bin/sh
# Starts nats-server with the passwords that its configuration asks the environment for; each comes as a file. NATS_MEMBERS
# holds the host names of a cluster, where it is one of several.
set -eu
# Garbage is collected when the heap is five times what is in use, not twice.
export GOGC="${GOGC:-400}"
for file in /run/secrets/nats_password_*; do
  name=$(basename "$file" | sed 's/^nats_password_//' | tr 'a-z' 'A-Z')
  export "NATS_${name}_PASSWORD=$(cat "$file")"
done

config=nats.conf
if [ -n "${NATS_MEMBERS:-}" ]; then
  config=nats-cluster.conf
  routes=
  for member in $NATS_MEMBERS; do
    routes="$routes\"nats://karcis:$NATS_CLUSTER_PASSWORD@$member:6222\", "
  done
  export NATS_ROUTES="[$routes]"
fi
exec nats-server --config "/etc/nats/$config" --server_name "$(hostname)" --store_dir /data --http_port 8222
