import type { Advisory, AdvisoryText, Instant } from '@phasegate/rollout';
import { attributesXml, escapeText } from './escape.ts';
import { formatInstant } from './format-instant.ts';
import { block, deeper, OURS, wrapped } from './layout.ts';
import type { Layout } from './layout.ts';

/** An advisory as feeds of ours carry it, without the first line's indentation. */
export function advisoryXml(advisory: Advisory): string {
  return writeAdvisory(advisory, { layout: OURS, prefix: 'phasegate', declaration: '' });
}

/** How elements of our namespace are named in one file. */
export interface Naming {
  readonly layout: Layout;
  readonly prefix: string;
  /** ` xmlns:phasegate="..."` where the file does not declare the prefix. */
  readonly declaration: string;
}

/** The same, in the words and the layout of another file. */
export function writeAdvisory(advisory: Advisory, naming: Naming): string {
  const { layout, prefix, declaration } = naming;
  const inner = { ...naming, layout: deeper(layout) };
  const { id, revision, kind, severity, versions } = advisory;
  const first = { id, revision: String(revision), kind, severity, versions };
  const open =
    `<${prefix}:advisory${declaration}${attributesXml(Object.entries(first))}` +
    `${wrapped(layout, attributesXml(Object.entries(secondLine(advisory))))}>`;
  const action = advisory.action && {
    kind: advisory.action.kind,
    version: advisory.action.version,
  };
  return block(
    layout,
    [open, `</${prefix}:advisory>`],
    [
      ...advisory.texts.map((text) => writeText(text, inner)),
      ...(action ? [`<${prefix}:action${attributesXml(Object.entries(action))}/>`] : []),
      ...advisory.links.map(
        ({ rel, href }) => `<${prefix}:link${attributesXml(Object.entries({ rel, href }))}/>`,
      ),
    ],
  );
}

function secondLine(advisory: Advisory): Record<string, string | undefined> {
  const { data, supersedes, resolves, platforms, archs } = advisory;
  return {
    data,
    issued: time(advisory.issued),
    expires: time(advisory.expires),
    deadline: time(advisory.deadline),
    supersedes,
    resolves,
    platforms: platforms?.join(' '),
    archs: archs?.join(' '),
  };
}

function time(instant: Instant | undefined): string | undefined {
  return instant === undefined ? undefined : formatInstant(instant);
}

function writeText(text: AdvisoryText, { layout, prefix }: Naming): string {
  const { language, issue, impact, instruction, timeline } = text;
  const lines = Object.entries({ issue, impact, instruction, timeline }).flatMap(([name, line]) =>
    line === undefined ? [] : [`<${prefix}:${name}>${escapeText(line)}</${prefix}:${name}>`],
  );
  const open = `<${prefix}:text${attributesXml([['xml:lang', language]])}>`;
  return block(layout, [open, `</${prefix}:text>`], lines);
}
