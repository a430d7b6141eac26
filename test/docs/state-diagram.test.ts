import { sampleSnapshot } from '@phasegate/agent/testing';
import { expect, it } from 'vitest';
import { blocksOf, textOf } from './markdown.ts';

/** The compiler demands every phase, and no other. */
const PHASES: Readonly<Record<ReturnType<typeof sampleSnapshot>['phase'], true>> = {
  idle: true,
  checking: true,
  available: true,
  downloading: true,
  suspended: true,
  ready: true,
  confirming: true,
  installing: true,
  failed: true,
};

it('the state diagram of ARCHITECTURE.md has every phase of the agent, and no other', () => {
  const diagram = blocksOf(textOf('ARCHITECTURE.md'), ['mermaid']).find((block) =>
    block.startsWith('stateDiagram'),
  );
  const arrows = [...(diagram ?? '').matchAll(/^ *(\S+) --> (\w+|\[\*\])/gm)];
  const named = new Set(arrows.flatMap(([, from = '', to = '']) => [from, to]));
  named.delete('[*]');
  expect([...named].sort()).toEqual(Object.keys(PHASES).sort());
});
