/** A value as somebody gave it. */
export interface GivenText {
  /** The switch, the variable or the file. */
  readonly source: string;
  readonly text: string;
}

/** What the switch of this name says, the last one of several. */
export function fromSwitch(argv: readonly string[], name: string): GivenText | undefined {
  const source = `--phasegate-${name}`;
  const last = argv.filter((one) => one === source || one.startsWith(`${source}=`)).at(-1);
  return last === undefined ? undefined : { source, text: last.slice(source.length + 1) };
}

/** What the variable of this name says; an empty one says nothing. */
export function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): GivenText | undefined {
  const source = `PHASEGATE_${name.toUpperCase().replaceAll('-', '_')}`;
  const text = env[source];
  return text === undefined || text === '' ? undefined : { source, text };
}
