#!/bin/sh
# The shared library exports the functions of gazette.h, all of them and no others.
#   api.sh HEADER LIBRARY
set -eu
header=$1 library=$2
declared=$(tr '\n' ' ' <"$header" | grep -o 'GAZ_API [^;{]*' | sed 's/(.*//; s/.*[ *]//' |
  grep '^gaz_' | sort -u)
[ "$(printf '%s\n' "$declared" | wc -l)" -gt 10 ] || { echo "$header: no declarations read"; exit 1; }
exported=$(nm -D --defined-only "$library" | awk '$2 ~ /^[A-Z]$/ { sub(/@.*/, "", $3); print $3 }' | sort -u)
difference=$(printf '%s\n' "$declared" "$exported" | sort | uniq -u)
if [ -n "$difference" ]; then
  printf 'declared in %s or exported by %s, but not both:\n%s\n' "$header" "$library" "$difference"
  exit 1
fi
