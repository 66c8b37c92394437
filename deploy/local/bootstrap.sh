#!/bin/sh
# Runs a TypeScript file of this repository with Node 24, installing the packages first where that is due.
# Usage: sh deploy/local/bootstrap.sh <file.ts> [arguments]
set -eu
cd "$(dirname "$0")/../.."

fail() {
  echo "karcis: $1" >&2
  exit 1
}

command -v node >/dev/null || fail 'Node.js is missing: install version 20 or newer from https://nodejs.org and try again.'
command -v npm >/dev/null || fail 'npm is missing: it comes with Node.js, see https://nodejs.org.'

# npm writes the second file last, so a broken-off installation counts as none.
installed() {
  [ -e node_modules/.package-lock.json ] && ! [ package-lock.json -nt node_modules/.package-lock.json ]
}

install() {
  echo 'karcis: installing packages (npm ci); the first time takes about a minute …'
  started=$(date +%s)
  npm ci --include=dev --include=optional --loglevel=error </dev/null >&2 ||
    fail 'npm ci failed; the lines above say why. Mend that and try again.'
  echo "karcis: packages installed in $(($(date +%s) - started)) s"
}

# One installation at a time: `make run` and `make test` may start together on a fresh clone.
# The lock is a link whose target is the owner's process id: made and filled in one step.
lock=.karcis-install
if ! installed; then
  until ln -s $$ "$lock" 2>/dev/null; do
    [ -L "$lock" ] || [ -w . ] || fail "$PWD cannot be written to: the packages are installed there."
    kill -0 "$(readlink "$lock")" 2>/dev/null || rm -f "$lock"
    sleep 1
  done
  trap 'rm -f "$lock"' EXIT
  trap 'exit 130' INT TERM HUP
  installed || install
  rm -f "$lock"
  trap - EXIT INT TERM HUP
fi

node=$PWD/node_modules/.bin/node
if ! "$node" --version >/dev/null 2>&1; then
  node=$(command -v node)
  [ "$("$node" -p 'parseInt(process.versions.node)')" -ge 24 ] ||
    fail "Node $("$node" -p process.versions.node) is too old and npm has no Node 24 for this machine: put Node.js 24 or newer on PATH."
fi

# Compiled code is kept between starts; with it they take about half as long.
NODE_COMPILE_CACHE=${NODE_COMPILE_CACHE:-$PWD/node_modules/.cache/node}
PATH=$PWD/node_modules/.bin:$PATH
export NODE_COMPILE_CACHE PATH
exec "$node" "$@"
