#!/bin/sh
# The native modules export their one entry and link nothing that the host has its own copy of.
#   modules.sh MODULE...
set -eu
failed=0
[ $# -gt 0 ] || { echo "no module given"; exit 1; }
for module in "$@"; do
  found=$(nm -D --defined-only "$module" | awk '$2 ~ /^[A-Z]$/ { sub(/@.*/, "", $3); print $3 }' | sort -u)
  if [ "$found" != luaopen_gazette_native ]; then
    printf '%s exports, instead of luaopen_gazette_native alone:\n%s\n' "$module" "$found"
    failed=1
  fi
  # A second libuv, Lua or tree-sitter in the process would bind symbols to both.
  if readelf -d "$module" | grep NEEDED | grep -E 'libuv|liblua|libtree-sitter'; then
    echo "$module links what Neovim has its own copy of"
    failed=1
  fi
done
exit $failed
