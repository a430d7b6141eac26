import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import {
  feedXml,
  removeFolder,
  sampleRelease,
  temporaryFolder,
  writeFiles,
} from '@phasegate/testkit';
import type { SampleRelease } from '@phasegate/testkit';

import { electronUpdater } from '../peers/electron-updater.ts';
import { ourCheck } from '../peers/our-check.ts';
import type { Known } from '../peers/our-check.ts';
import type { Measured, OpenRow, Peer, Row } from '../row.ts';
import { startSite } from '../static-site.ts';
import type { StaticSite } from '../static-site.ts';

const INSTALLED = '1.0.0';
const NEWEST = '1.1.0';

/** The first check of a fresh installation: nothing known, nothing on disk. */
export const checkCold: Row = {
  name: 'check-cold',
  what: 'the first check of a fresh installation, beside electron-updater 6.8.10 (generic provider, plain Node)',
  runs: 40,
  warmups: 5,
  open: () => open(true),
};

/** A further check of an app that runs, with the feed unchanged. */
export const checkSteady: Row = {
  name: 'check-steady',
  what: 'a further check with the feed unchanged, beside electron-updater 6.8.10 (generic provider, plain Node)',
  runs: 40,
  warmups: 5,
  open: () => open(false),
};

async function open(cold: boolean): Promise<OpenRow> {
  const [root, data] = await Promise.all([temporaryFolder('site'), temporaryFolder('data')]);
  const site = await startSite(root);
  await publish(root, site.url);
  return {
    peers: [phasegate(site, cold), theirs(site, data, cold)],
    close: async () => {
      await site.close();
      await Promise.all([root, data].map(removeFolder));
    },
  };
}

/** The same release for both, each in the form it reads; ours also carries the release to go back to. */
async function publish(root: string, url: string): Promise<void> {
  const [newest, fallback] = await Promise.all(
    [NEWEST, INSTALLED].map((version) => sampleRelease({ version, folder: root, url })),
  );
  if (newest === undefined || fallback === undefined) {
    throw new Error('no releases were made');
  }
  const name = 'stable-rollout-10%';
  const identity = { app: 'com.example.notes', platform: 'linux', name, sequence: 42 };
  await writeFiles(root, {
    [`linux/${name}/appcast.xml`]: feedXml({ identity, items: [newest.item, fallback.item] }),
    'latest-linux.yml': latestYaml(newest),
    'latest-linux-arm64.yml': latestYaml(newest),
  });
}

/** As electron-builder writes it. */
function latestYaml({ version, url, length, sha512 }: SampleRelease): string {
  return `version: ${version}
files:
  - url: ${url}
    sha512: ${sha512}
    size: ${length}
path: ${url}
sha512: ${sha512}
releaseDate: '2026-11-16T09:00:00.000Z'
`;
}

// `checkOnce` of '@phasegate/agent/node' takes the place of `ourCheck` here.
function phasegate(site: StaticSite, cold: boolean): Peer {
  const url = `${site.url}/linux/stable-rollout-10%25/appcast.xml`;
  let known: Known | undefined;
  const check = async (): Promise<string | undefined> => {
    const checked = await ourCheck(url, INSTALLED, cold ? undefined : known);
    ({ known } = checked);
    return checked.decision.kind === 'offer' ? checked.decision.release.version : undefined;
  };
  return { name: 'phasegate', run: () => measure(site, check) };
}

function theirs(site: StaticSite, data: string, cold: boolean): Peer {
  let updater = electronUpdater(site.url, INSTALLED, join(data, 'steady'));
  const check = async (): Promise<string | undefined> => {
    const result = await updater.checkForUpdates();
    return result?.isUpdateAvailable === true ? result.updateInfo.version : undefined;
  };
  const run = async (round: number): Promise<Measured> => {
    if (cold) {
      const fresh = join(data, `fresh-${round}`);
      await mkdir(fresh);
      updater = electronUpdater(site.url, INSTALLED, fresh);
    }
    return measure(site, check);
  };
  return { name: 'electron-updater', run };
}

async function measure(
  site: StaticSite,
  check: () => Promise<string | undefined>,
): Promise<Measured> {
  const started = performance.now();
  const offered = await check();
  const ms = performance.now() - started;
  if (offered !== NEWEST) {
    throw new Error(`${offered ?? 'nothing'} was offered, not ${NEWEST}`);
  }
  return { ms, ...(await site.takeTraffic()) };
}
