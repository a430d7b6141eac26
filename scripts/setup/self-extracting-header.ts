/** What a wrapper's header must know: the program's name, the content's id, fixed arguments, and where to get the program. */
export interface HeaderFacts {
  readonly name: string;
  readonly id: string;
  readonly args: readonly string[];
  /** The runtime's program, linked or copied in at unpacking; undefined when the tar carries the program itself. */
  readonly program: string | undefined;
}

/** The shell text in front of the tar; its own number of lines is in it, as the place where the tar begins. */
export function wrapperHeader(facts: HeaderFacts): string {
  const lines = template(facts).split('\n');
  return lines.join('\n').replace('@TAR_LINE@', String(lines.length));
}

/** Any text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/*
 * What others rely on in it:
 * - electron-updater replaces the file that APPIMAGE names, and starts it again. When it installs while quitting it
 *   starts it with APPIMAGE_EXIT_AFTER_INSTALL and waits for its end, as a real AppImage ends at once then.
 * - The folder under $TMPDIR is ours alone (others may write to /tmp), appears whole by a rename, and is not touched
 *   again: a version that runs from it outlives the replacement of the file it came from.
 * - The program is a hard link, or a copy where links cannot reach: Electron finds its resources by its own real path.
 */
function template({ name, id, args, program }: HeaderFacts): string {
  const fetchProgram =
    program === undefined
      ? ''
      : `
    program=${shellWord(program)}
    [ -x "$program" ] || fail "the Electron it was built with is gone: $program. Build it again."
    ln "$program" "$fresh/$name" 2>/dev/null || cp "$program" "$fresh/$name"`;
  return `#!/bin/sh
# Stands in for an AppImage: unpacks the tar behind this header once, then becomes the app in it.
set -eu
fail() { echo "$self: $*" >&2; exit 70; }
self=$(readlink -f "$0")
name=${shellWord(name)}
export APPIMAGE="$self"
[ "\${APPIMAGE_EXIT_AFTER_INSTALL:-}" != true ] || exit 0
cache="\${TMPDIR:-/tmp}/phasegate-apps-$(id -u)"
mkdir -p -m 700 "$cache"
{ [ -O "$cache" ] && [ ! -L "$cache" ]; } || fail "$cache belongs to somebody else"
dir="$cache/$name-${id}"
if [ ! -x "$dir/$name" ]; then
    fresh=$(mktemp -d "$cache/.unpacking-XXXXXX")
    trap 'rm -rf "$fresh"' EXIT
    tail -n +@TAR_LINE@ "$self" | tar -xf - -C "$fresh" --no-same-owner || fail "cannot unpack into $cache"${fetchProgram}
    # Another start may have been first; a folder that somebody emptied is left alone, and the fresh one is used.
    if mv -T "$fresh" "$dir" 2>/dev/null; then :
    elif [ -x "$dir/$name" ]; then rm -rf "$fresh"
    else dir="$fresh"
    fi
    trap - EXIT
fi
exec "$dir/$name" ${args.map(shellWord).join(' ')} "$@"
`;
}
