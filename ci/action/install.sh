#!/usr/bin/env bash
# Finds phasegate, or installs exactly the version that is asked for; its path becomes the output `program`.
set -euo pipefail

if [ -n "$KIT_PROGRAM" ]; then
  program="$(command -v -- "$KIT_PROGRAM")" || {
    echo '::error title=Phasegate::The input "program" names no program that is here'
    exit 2
  }
else
  # A range would change by itself what runs beside the keys.
  if [[ ! $KIT_CLI_VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
    echo '::error title=Phasegate::The input "cli-version" is one exact version, as in 0.1.0'
    exit 2
  fi
  npm install --prefix "$RUNNER_TEMP/phasegate" --ignore-scripts --no-audit --no-fund --loglevel=error \
    "@phasegate/cli@$KIT_CLI_VERSION"
  program="$RUNNER_TEMP/phasegate/node_modules/.bin/phasegate"
fi
printf 'program=%s\n' "$program" >>"$GITHUB_OUTPUT"
