#!/usr/bin/env bash
# Runs one command for action.yml and reports on it. What people typed comes in through the environment and goes on as one
# argument each; it is never part of a script, and never an option.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

if [[ ! $KIT_COMMAND =~ ^[a-z]+(\ [a-z]+(-[a-z]+)*)*$ ]]; then
  echo '::error title=Phasegate::The input "command" is words of small letters, as in: rollout start'
  exit 2
fi
read -r -a call <<<"$KIT_COMMAND"
call+=(--json "--directory=$KIT_DIRECTORY" "--wait=$KIT_WAIT" "--actor=$KIT_ACTOR")
[ -z "$KIT_REASON" ] || call+=("--reason=$KIT_REASON")
[ -z "$KIT_PHASE" ] || call+=("--phase=$KIT_PHASE")
[ -z "$KIT_SEVERITY" ] || call+=("--severity=$KIT_SEVERITY")
if [ "$KIT_PLATFORM" != all ]; then
  read -r -a platforms <<<"$KIT_PLATFORM"
  for platform in ${platforms[@]+"${platforms[@]}"}; do
    call+=("--platform=$platform")
  done
fi
while IFS= read -r line; do
  [ -z "$line" ] || call+=("$line")
done <<<"$KIT_ARGS"
tail=()
[ -z "$KIT_VERSION" ] || tail=(-- "$KIT_VERSION")

# A secret that is not set arrives as an empty text, which is no key.
for name in FEED_KEY RELEASE_KEY ROOT_KEY SPARKLE_KEY PASSPHRASE; do
  name="PHASEGATE_$name"
  [ -n "${!name:-}" ] || unset "$name"
done
# Whoever started the workflow has made the commit.
export GIT_AUTHOR_NAME="$KIT_ACTOR" GIT_AUTHOR_EMAIL="$KIT_ACTOR@users.noreply.github.com"
export GIT_COMMITTER_NAME="$GIT_AUTHOR_NAME" GIT_COMMITTER_EMAIL="$GIT_AUTHOR_EMAIL"
export CI=true NO_COLOR=1

work="$(mktemp -d "$RUNNER_TEMP/phasegate-run.XXXXXX")"
report() { node "$here/report.mjs" "$work" "$1" "$KIT_COMMAND"; }

# Runs it with more arguments; stdout into a file, stderr into the log as well. A cancelled workflow sends SIGINT to this
# shell alone, so it is handed on: the command stops where nothing is half done.
run() {
  exec 3> >(tee "$work/said" >&2)
  local said=$! code=0
  "$KIT_PROGRAM" "${call[@]}" "$@" ${tail[@]+"${tail[@]}"} >"$work/document" 2>&3 </dev/null &
  local child=$!
  trap 'kill -INT "$child" 2>/dev/null || true' INT TERM
  wait "$child" || code=$?
  while kill -0 "$child" 2>/dev/null; do
    code=0
    wait "$child" || code=$?
  done
  trap - INT TERM
  exec 3>&-
  wait "$said" || true
  return "$code"
}

# What is printed from here on may quote what somebody typed, and the runner takes lines of the log for commands.
token="$(node -p 'crypto.randomUUID()')"
echo "::stop-commands::$token"
code=0
if [ -n "$KIT_EXPECT" ]; then
  run --dry-run || code=$?
  if ! node "$here/report.mjs" --expected "$work" "$KIT_EXPECT"; then
    echo "::$token::"
    report 6
    exit 6
  fi
  code=0
fi
run || code=$?
echo "::$token::"
report "$code"
