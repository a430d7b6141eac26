import { readFileSync } from 'node:fs';

const NAMES = JSON.parse(
  readFileSync(new URL('../vectors/names.json', import.meta.url), 'utf8'),
) as Readonly<
  Record<'versionsRefuse' | 'versionsAllow' | 'reasonsThatMustSurvive', readonly string[]>
>;

/** Versions that must be refused, and the ones that must not (test/vectors/names.json). */
export const { versionsRefuse, versionsAllow } = NAMES;

/** Texts that mean something to a shell, git, a CI system, XML, a terminal or a reader; as arguments they are texts. */
export const HOSTILE: readonly (readonly [name: string, text: string])[] = [
  ...NAMES.reasonsThatMustSurvive.map((text) => [JSON.stringify(text), text] as const),
  ['an option of git', '--force'],
  ['a short option', '-m'],
  ['a command substitution', '$(touch pwned) `touch pwned` ${IFS} %PATH%'],
  ['a command after a quote', `'"; touch pwned #`],
  [
    'lines that look like trailers',
    'it crashes\n\nSigned-off-by: Eve <eve@example.com>\n[skip ci]',
  ],
  ['a line end of another system', 'one\r\ntwo\rthree\u2028four'],
  ['markup', `<b title="x">&amp;</b> ]]> &lt; <![CDATA[ <?xml version="1.0"?>`],
  ['a terminal escape', '\u001b[2J\u001b]0;title\u0007 it crashes'],
  ['text from the right', '\u202egnihtyreve\u202c \u2067abc\u2069'],
  ['JSON', '{"state":"complete"}\\u0000'],
  ['letters beyond the plane', '👩‍🚀 naïve \ud83d\ude80'],
  ['10 kB', 'x '.repeat(5 * 1024)],
];

// Line ends are looked at by whoever asks; the rest must not reach a terminal.
// oxlint-disable-next-line no-control-regex -- these are the characters
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** The first character of an output that would steer a terminal or turn the reading order. */
export function steering(output: string): string | undefined {
  return UNSEEN.exec(output)?.[0];
}

/** A few that have it all, for where each costs a process. */
export const STEERING_WORDS: typeof HOSTILE = [
  ['all that steers', '\u202e\u001b[2J$(touch pwned)\r\n\nNext: rm -rf / [skip ci]'],
  ['10 kB of options', `--upload-pack=${'x '.repeat(5 * 1024)}`],
];
