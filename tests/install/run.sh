#!/bin/sh
# Installs to a fresh prefix, moves it, and uses it as somebody else's project would: through
# pkg-config (shared and static) and through find_package.
#   run.sh SOURCE_DIR BUILD_DIR [LIBRARY_FOLDER]
set -eu
source=$1 build=$2 libdir=${3:-lib}
work=$build/tests/install/work
rm -rf "$work"
mkdir -p "$work"

cmake --install "$build" --prefix "$work/first" >"$work/install.log"
mv "$work/first" "$work/moved"
prefix=$work/moved
export LD_LIBRARY_PATH="$prefix/$libdir"
export PKG_CONFIG_PATH="$prefix/$libdir/pkgconfig"
unset GAZETTE_DATA # the installed data must be found without help

for file in include/gazette.h bin/gazette "$libdir/libgazette.a" "$libdir/libgazette.so" share/gazette/english; do
  [ -e "$prefix/$file" ] || { echo "not installed: $file"; exit 1; }
done
[ -L "$prefix/$libdir/libgazette.so" ] || { echo "libgazette.so has no SOVERSION link"; exit 1; }
# Nothing that is installed may know where it was built.
if grep -r -l "$work/first" "$prefix" --include='*.cmake' --include='*.pc'; then
  echo "the files above name the prefix they were installed to"
  exit 1
fi

text='President Anna Lindqvist met Senator Paul Okoro in Paris on Tuesday.'
expect() { # PROGRAM: must find the person by itself
  found=$(printf '%s\n' "$text" | "$@")
  case $found in
    *'"Anna Lindqvist"'*) ;;
    *) printf '%s did not annotate the person:\n%s\n' "$1" "$found"; exit 1 ;;
  esac
}

flags="-std=c11 -Wall -Wextra -Werror"
cc $flags "$source/examples/annotate.c" $(pkg-config --cflags --libs gazette) -o "$work/annotate-shared"
expect "$work/annotate-shared"
# The static library with the system's shared ones, which is what most people want. Not `--static`:
# that asks for static copies of everything below, of libxml2's own needs too. The archive by name,
# or the linker would take the shared library beside it.
needs=$(pkg-config --print-requires-private gazette | sed 's/ .*//')
cc $flags "$source/examples/annotate.c" $(pkg-config --cflags gazette) "$prefix/$libdir/libgazette.a" \
  $(pkg-config --libs $needs) -lm -ldl -lpthread -o "$work/annotate-static"
if ldd "$work/annotate-static" | grep libgazette; then
  echo "the static example needs the shared library"
  exit 1
fi
GAZETTE_DATA=$prefix/share/gazette expect "$work/annotate-static"

cmake -S "$source/tests/install/consumer" -B "$work/consumer" -DCMAKE_PREFIX_PATH="$prefix" \
  -DEXAMPLE="$source/examples/annotate.c" >"$work/consumer.log"
cmake --build "$work/consumer" >>"$work/consumer.log"
expect "$work/consumer/annotate_gazette"
GAZETTE_DATA=$prefix/share/gazette expect "$work/consumer/annotate_gazette_static"

# The Lua module of each ABI, with the data found beside it.
for lua in lua5.1:5.1 luajit:5.1 lua5.4:5.4; do
  program=${lua%:*} module=$prefix/$libdir/lua/${lua#*:}
  if command -v "$program" >/dev/null && [ -d "$module" ]; then
    expect env LUA_CPATH="$module/?.so" "$program" "$source/examples/annotate.lua"
  fi
done

"$prefix/bin/gazette" --help >/dev/null
echo "installed, moved and used through pkg-config and find_package"
