import { readAppcast } from '@phasegate/appcast';
import { allBuckets, decide, parseVersion } from '@phasegate/rollout';
import type { Decision, Installed } from '@phasegate/rollout';
import { verifyFeed } from '@phasegate/trust';

/** What a check leaves for the next one. */
export interface Known {
  readonly etag: string | undefined;
  readonly bytes: Uint8Array;
}

/** A check's answer, and what it leaves. */
export interface Checked {
  readonly decision: Decision;
  readonly known: Known;
}

/** The agent's road without its state, ports and memory on disk: fetch -> verify -> read -> decide. */
export async function ourCheck(
  feedUrl: string,
  installedVersion: string,
  before: Known | undefined,
): Promise<Checked> {
  const known = await fetchFeed(feedUrl, before);
  const verdict = verifyFeed(known.bytes, { kind: 'unsigned' });
  if (!verdict.ok) {
    throw new Error(verdict.problem.message);
  }
  const read = readAppcast(verdict.verified, { platform: 'linux', allowLoopbackHttp: true });
  if (!read.ok) {
    throw new Error(read.problem.message);
  }
  return { decision: decide(machine(installedVersion), read.feed, Date.now()), known };
}

async function fetchFeed(url: string, before: Known | undefined): Promise<Known> {
  const headers = before?.etag === undefined ? {} : { 'If-None-Match': before.etag };
  const response = await fetch(url, { headers });
  if (response.status === 304 && before !== undefined) {
    return before;
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { etag: response.headers.get('etag') ?? undefined, bytes };
}

function machine(installedVersion: string): Installed {
  const version = parseVersion(installedVersion);
  const bucket = allBuckets()[7];
  if (version === undefined || bucket === undefined) {
    throw new Error(`${installedVersion} is no version`);
  }
  return {
    version,
    bucket,
    platform: 'linux',
    arch: 'x64',
    packageKinds: ['AppImage'],
    systemVersion: undefined,
    channels: [],
    blockedVersions: [],
    wentBackFrom: undefined,
    mayGoBack: false,
    floor: undefined,
  };
}
