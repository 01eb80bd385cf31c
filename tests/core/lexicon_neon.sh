#!/bin/sh
# The lexicon's tests on another processor: cross-compiled, run under an emulator. Exits with 77 when
# the tools are missing; on Debian they are
#   dpkg --add-architecture arm64 && apt-get update
#   apt-get install gcc-aarch64-linux-gnu qemu-user libutf8proc-dev:arm64
#
#   tests/core/lexicon_neon.sh FOLDER      the programs are made in FOLDER
set -eu
cd "$(dirname "$0")/../.."
folder=$1
compiler=aarch64-linux-gnu-gcc
command -v $compiler >/dev/null && command -v qemu-aarch64 >/dev/null || {
  echo "no $compiler or no qemu-aarch64"
  exit 77
}
echo 'int main(void) { return 0; }' >"$folder/neon.c"
$compiler -static -o "$folder/neon" "$folder/neon.c" -lutf8proc 2>/dev/null || {
  echo "no libutf8proc for $compiler"
  exit 77
}
for topic in lexicon lexicon_paths; do
  $compiler -std=c11 -O2 -D_GNU_SOURCE -Wall -Werror -Icore -Icore/include -Itests/core \
    -DGAZ_TEST_BINARY_DIR="\"$folder\"" -DGAZ_TEST_SOURCE_DIR='"."' -static \
    -o "$folder/neon-$topic" "tests/core/test_$topic.c" core/lexicon/*.c core/base/*.c \
    core/text/utf8.c -lutf8proc -lm -lpthread
  qemu-aarch64 "$folder/neon-$topic"
done
