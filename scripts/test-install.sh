#!/bin/sh
# Groundcrew as a stranger meets it. First the packed tarball on each supported Node, then this commit in a folder with
# spaces in its path, by a user who is not root, with an empty home, umask 077 and nothing but system programs on the
# PATH: `make build`, one command, `make check`. Usage: scripts/test-install.sh (make test-install)
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/groundcrew install.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

case "$(uname -s)" in Darwin) system=darwin ;; *) system=linux ;; esac
case "$(uname -m)" in arm64 | aarch64) machine=arm64 ;; *) machine=x64 ;; esac

for major in 22 24; do
  package="node-$system-$machine"
  npm install --prefix "$work/node-$major" --no-save --no-package-lock --no-audit --no-fund --loglevel=error "$package@$major"
  bin="$work/node-$major/node_modules/$package/bin"
  echo "== the tarball on Node $("$bin/node" --version)"
  (cd "$here" && PATH="$bin:$PATH" BACKUP_ROUNDS=3 node scripts/test.ts integration tests/dist/install)
  (cd "$here" && PATH="$bin:$PATH" BACKUP_ROUNDS=3 node scripts/test.ts integration tests/dist/backup)
done

echo "== this commit in a clean environment"
npm_bin=$(dirname "$(command -v npm)")
mkdir -p "$work/a user's home" "$work/a checkout" "$work/tmp"
git -C "$here" archive HEAD | tar x -C "$work/a checkout"
# A repository, because the house rules ask git which files there are.
git -C "$work/a checkout" init -q
run="cd \"$work/a checkout\" && umask 077 && make build && ./crew --version && make check"
# How this machine reaches the registry is no setting of the user: kept.
network=""
for name in HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy NODE_EXTRA_CA_CERTS SSL_CERT_FILE npm_config_registry npm_config_cafile; do
  eval "value=\${$name:-}"
  [ -z "$value" ] || network="$network $name='$value'"
done
environment="env -i$network HOME=\"$work/a user's home\" TMPDIR=\"$work/tmp\" PATH=$npm_bin:/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8"
if [ "$(id -u)" = 0 ]; then
  chmod 755 "$work"
  chown -R nobody "$work"
  setpriv --reuid=nobody --clear-groups sh -c "$environment sh -euc '$(printf %s "$run" | sed "s/'/'\\\\''/g")'"
else
  sh -c "$environment sh -euc '$(printf %s "$run" | sed "s/'/'\\\\''/g")'"
fi
echo "== all of it works"
