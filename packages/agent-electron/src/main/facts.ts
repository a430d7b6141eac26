import { readFile } from 'node:fs/promises';
import { release } from 'node:os';
import path from 'node:path';
import { AgentError, parseVersion } from '@phasegate/agent';
import type { AgentFacts, PackageKind, Platform } from '@phasegate/agent';
import { machineOf, readMachine } from '@phasegate/agent/node';
import type { Machine, StartLog } from '@phasegate/agent/node';
import { app } from 'electron';
import type { Settings } from './options.ts';
import type { Overrides } from './override-names.ts';
import type { FoundOverrides } from './overrides.ts';
import { archOf, packageKindsOf, platformOf, systemVersionOf } from './system.ts';

/** Reads this machine, once, after the app is ready. Throws `bad-configuration` where there can be no updates. */
export async function gatherFacts(
  settings: Settings,
  { values, active }: FoundOverrides,
  { folder, starts }: { readonly folder: string; readonly starts: StartLog | undefined },
): Promise<AgentFacts> {
  const platform = demand(platformOf(process.platform), `no feed is made for ${process.platform}`);
  const arch = demand(archOf(process.arch), `no package is made for ${process.arch}`);
  const version = demand(
    values.version ?? parseVersion(app.getVersion()),
    `the app's version ${app.getVersion()} is not a full semver version (like 1.2.3)`,
  );
  const { bucket, idPrefix, source } = await machine(values, folder);
  return {
    app: settings.appId,
    appName: app.getName(),
    installed: {
      version,
      platform,
      arch,
      packageKinds: await packageKinds(platform),
      systemVersion: systemVersionOf(platform === 'linux' ? release() : process.getSystemVersion()),
      bucket,
      channels: settings.channels,
      blockedVersions: settings.blockedVersions,
      floor: undefined,
      crashing: starts?.crashing,
      lastGood: starts?.lastGood,
    },
    machine: { idPrefix, source },
    feedBase: values.feedBase ?? settings.feedBase,
    phases: settings.phases,
    forcedFeed: values.feed,
    forcedNotice: values.notice,
    trust: settings.trust,
    allowLoopbackHttp: settings.allowLoopbackHttp,
    allowUnsignedGoBack: settings.allowUnsignedGoBack,
    overridesAllowed: settings.allowOverrides,
    overrides: active,
    languages: values.languages ?? settings.languages ?? app.getPreferredSystemLanguages(),
    messages: settings.messages,
    links: settings.links,
    schedule: settings.schedule,
    autoDownload: settings.autoDownload,
    manualBypassesPhase: settings.manualBypassesPhase,
    confirmStartAfter: settings.confirmStartAfter,
  };
}

async function machine(values: Overrides, folder: string): Promise<Machine> {
  const found =
    values.machineId === undefined
      ? await readMachine(folder)
      : machineOf(values.machineId, 'forced');
  return values.bucket === undefined
    ? found
    : { ...found, bucket: values.bucket, source: 'forced' };
}

async function packageKinds(platform: Platform): Promise<readonly PackageKind[]> {
  const file = path.join(process.resourcesPath, 'package-type');
  const packageType = await readFile(file, 'utf8').catch(() => undefined);
  return packageKindsOf({ platform, appImage: process.env['APPIMAGE'], packageType });
}

function demand<T>(value: T | undefined, problem: string): T {
  if (value === undefined) {
    throw new AgentError('bad-configuration', problem);
  }
  return value;
}
