#!/bin/sh
# Starts the service that this image was built for; the process itself gets the signals.
set -eu
case "$SERVICE" in
  migrate) exec node deploy/migrate/main.ts ;;
  # These two have a public side, on 8080.
  gateway | web) export PORT="${PORT:-8080}" ;;
  *) export PORT="${PORT:-9100}" ;;
esac
# HUGE_PAGES and HEAP_FLAGS of deploy/local, where their reasons stand.
case "$SERVICE" in
  gateway | booking | capacity) code=--use-largepages=silent ;;
  *) code= ;;
esac
exec node $code --max-semi-space-size=16 --no-parallel-scavenge --min-semi-space-size=16 --heap-growing-percent=200 --no-memory-reducer \
  "services/$SERVICE/src/main.ts"
