import { join } from 'node:path';

import type { Agent } from '@phasegate/agent';
import {
  feedXml,
  removeFolder,
  sampleRelease,
  temporaryFolder,
  writeFiles,
} from '@phasegate/testkit';
import type { AppImageUpdater } from 'electron-updater';

import { latestYaml } from '../latest-yaml.ts';
import { electronUpdater } from '../peers/electron-updater.ts';
import { phasegateAgent } from '../peers/phasegate-agent.ts';
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
    peers: [ours(site, data, cold), theirs(site, data, cold)],
    close: async () => {
      await site.close();
      await Promise.all([root, data].map(removeFolder));
    },
  };
}

/**
 * The same release for both, each in the form it reads; ours also carries the release to go back to. The autoupdate
 * floor does to our agent what `autoDownload = false` does to the other: the release is offered, not fetched.
 */
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
    [`linux/${name}/appcast.xml`]: feedXml({
      identity,
      items: [{ ...newest.item, minimumAutoupdateVersion: NEWEST }, fallback.item],
    }),
    'latest-linux.yml': latestYaml(newest),
    'latest-linux-arm64.yml': latestYaml(newest),
  });
}

function ours(site: StaticSite, data: string, cold: boolean): Peer {
  const agentIn = (folder: string): Agent =>
    phasegateAgent(site.url, INSTALLED, join(data, 'ours', folder));
  let agent = agentIn('steady');
  const check = async (): Promise<string | undefined> => {
    await agent.check();
    return agent.snapshot().target;
  };
  const run = (round: number): Promise<Measured> => {
    agent = cold ? agentIn(`fresh-${round}`) : agent;
    return measure(site, check);
  };
  return { name: 'phasegate agent', run };
}

function theirs(site: StaticSite, data: string, cold: boolean): Peer {
  const updaterIn = (folder: string): AppImageUpdater =>
    electronUpdater(site.url, INSTALLED, join(data, 'theirs', folder));
  let updater = updaterIn('steady');
  const check = async (): Promise<string | undefined> => {
    const result = await updater.checkForUpdates();
    return result?.isUpdateAvailable === true ? result.updateInfo.version : undefined;
  };
  const run = (round: number): Promise<Measured> => {
    updater = cold ? updaterIn(`fresh-${round}`) : updater;
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
