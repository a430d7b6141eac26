import path from 'node:path';
import {
  feedXml,
  removeFolder,
  sampleRelease,
  startPages,
  temporaryFolder,
  writeFiles,
} from '@phasegate/testkit';
import type { AdvisoryFacts, Pages, SampleRelease } from '@phasegate/testkit';
import { createMachine } from './machine.ts';
import type { Machine, MachineFacts } from './machine.ts';

/** A real static host whose feeds are written by hand, so that the operator's side has no part in the test. */
export interface StaticSite {
  readonly pages: Pages;
  readonly releases: Readonly<Record<'old' | 'bad' | 'fixed', SampleRelease>>;
  /** Replaces one feed. */
  readonly publish: (
    feed: string,
    items: readonly SampleRelease[],
    advisories?: readonly AdvisoryFacts[],
  ) => Promise<void>;
  /** A machine with the app started; in bucket 60, on 1.0.0, if nothing else is said. */
  readonly machine: (facts?: Partial<MachineFacts>) => Promise<Machine>;
  readonly close: () => Promise<void>;
}

/** The advisory of the story: 1.1.0 is withdrawn. */
export const WITHDRAWN: AdvisoryFacts = {
  id: '2026-11-23-crash',
  kind: 'withdrawn',
  versions: '1.1.0',
  severity: 'high',
  data: 'safe',
  issue: 'Notes 1.1.0 can close while it opens a large notebook',
  links: [{ rel: 'details', href: 'https://example.com/status/1' }],
};

/** Opens a host with three releases' files and no feed yet. */
export async function openStaticSite(): Promise<StaticSite> {
  const root = await temporaryFolder('site');
  const pages = await startPages({ root });
  const machines: Machine[] = [];
  const sample = (version: string): Promise<SampleRelease> =>
    sampleRelease({ version, folder: root, url: pages.url });
  return {
    pages,
    releases: {
      old: await sample('1.0.0'),
      bad: await sample('1.1.0'),
      fixed: await sample('1.1.1'),
    },
    publish: (feed, items, advisories = []) =>
      writeFiles(root, {
        [path.join('updates', 'linux', feed, 'appcast.xml')]: feedXml({
          items: items.map(({ item }) => item),
          advisories,
        }),
      }),
    machine: async (facts = {}) => {
      const created = await createMachine({
        feedBase: `${pages.url}/updates`,
        bucket: 60,
        ...facts,
      });
      machines.push(created);
      await created.start();
      return created;
    },
    close: async () => {
      for (const one of machines) {
        one.stop();
      }
      await pages.close();
      await removeFolder(root);
    },
  };
}
