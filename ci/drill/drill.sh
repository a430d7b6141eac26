#!/usr/bin/env bash
# An emergency stop for real, on a copy of the feeds with a remote of its own: the keys are there, they are the right ones,
# and every feed is valid afterwards. The work tree and its remote are only read.
set -euo pipefail

for name in FEED_KEY SPARKLE_KEY PASSPHRASE; do
  name="PHASEGATE_$name"
  [ -n "${!name:-}" ] || unset "$name"
done
export GIT_AUTHOR_NAME=drill GIT_AUTHOR_EMAIL=drill@example.com
export GIT_COMMITTER_NAME=drill GIT_COMMITTER_EMAIL=drill@example.com
export CI=true NO_COLOR=1

copy="$(mktemp -d "$RUNNER_TEMP/phasegate-drill.XXXXXX")"
git clone --quiet --bare -- "$KIT_DIRECTORY" "$copy/remote.git"
git clone --quiet -- "$copy/remote.git" "$copy/pages"

stage=started
passed=no
seconds=0
finish() {
  local mark='✖ The drill failed'
  [ "$passed" = no ] || mark='✔ The drill went well'
  {
    printf '### %s\n\n' "$mark"
    printf -- '- Emergency stop on a copy of the feeds: %s s from the command to the push\n' "$seconds"
    printf -- '- Came as far as: %s\n' "$stage"
    [ "$passed" = yes ] || printf -- '- The log of this step says why: mend it now, while nothing burns\n'
  } >>"$GITHUB_STEP_SUMMARY"
  rm -rf "$copy"
}
trap finish EXIT

began=$SECONDS
stage='the stop'
"$KIT_PROGRAM" emergency stop "--directory=$copy/pages" --reason=Drill --wait=0
seconds=$((SECONDS - began))
stage='signing all feeds'
"$KIT_PROGRAM" renew "--directory=$copy/pages" --wait=0
stage='verifying them'
"$KIT_PROGRAM" verify "--directory=$copy/pages"
stage='the end'
passed=yes
printf 'seconds=%s\n' "$seconds" >>"$GITHUB_OUTPUT"
