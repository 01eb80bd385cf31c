# Shared by the tests of the program. GAZETTE, SCHEMA, SOURCE and WORK come from ctest.
set -u
export LC_ALL=C.UTF-8
schemas="$SOURCE/tests/cli/schema"
passed=0 failed=0
rm -rf "$WORK" && mkdir -p "$WORK" && cd "$WORK" || exit 1
unset XDG_DATA_HOME
export HOME="$WORK/home"

check() { # check NAME COMMAND...: the command must succeed
  name=$1; shift
  if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name: $*" >&2; fi
}
refute() { name=$1; shift; if "$@"; then failed=$((failed + 1)); echo "FAILED (should not hold): $name: $*" >&2; else passed=$((passed + 1)); fi }
status() { # status NAME WANTED COMMAND...: its exit status
  name=$1 wanted=$2; shift 2
  "$@" >out 2>err </dev/null; got=$?
  if [ $got -eq "$wanted" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name: status $got, not $wanted: $*" >&2; head -c 1000 err >&2; fi
}
fits() { check "$1 fits its schema" "$SCHEMA" "$schemas/$2.json" "$3"; }
has() { check "$1" grep -q -- "$2" "$3"; }
lacks() { refute "$1" grep -q -- "$2" "$3"; }
report() {
  echo "$passed checks passed, $failed failed"
  [ $failed -eq 0 ] && [ $passed -gt 0 ]
}
