#!/usr/bin/env bash
# The whole gate: restore, build (warnings are errors), format, tests, samples.
#   ./check.sh          what continuous integration runs
#   ./check.sh --slow   also the long tests: large populations, long simulations, kill loops, fuzzing
set -euo pipefail
cd "$(dirname "$0")"

slow=false
for argument in "$@"; do
  case "$argument" in
    --slow) slow=true ;;
    *) echo "usage: ./check.sh [--slow]" >&2; exit 2 ;;
  esac
done

summary=$(mktemp)
trap 'rm -f "$summary"' EXIT

echo "== build"
dotnet build FedExchange.sln -c Release --nologo -v quiet

echo "== format"
dotnet format whitespace FedExchange.sln --verify-no-changes --no-restore

echo "== tests"
explicit=off
if $slow; then explicit=on; fi
status=0
if $slow; then
  dotnet test -c Release --no-build -- --explicit "$explicit" 2>&1 | tee "$summary" || status=$?
else
  dotnet test -c Release 2>&1 | tee "$summary" || status=$?
fi

echo "== sample: first-home buyer"
sample=0
work=$(mktemp -d)
trap 'rm -rf "$summary" "$work"' EXIT
cp -r samples/first-home "$work"
fedx() { dotnet run --project cli -c Release --no-build -- "$@"; }
{ fedx population generate --people 5000 --out "$work/first-home/data" &&
  fedx lab "$work/first-home/lab.yaml" --json > "$work/report.json"; } || sample=$?
if [ "$sample" -ne 0 ]; then echo "samples/first-home failed with exit code $sample" >&2; fi

count() { awk -v key="$1:" '$1 == key { n += $2 } END { print n + 0 }' "$summary"; }
passed=$(count succeeded)
failed=$(count failed)
skipped=$(count skipped)
if [ "$sample" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$passed" -le 1 ]; then echo "no test ran" >&2; failed=$((failed + 1)); fi
if [ "$skipped" -gt 0 ]; then echo "$skipped skipped: see the reasons above"; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
