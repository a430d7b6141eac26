import { signedBy } from '@phasegate/agent';
import type { AgentPorts } from '@phasegate/agent';
import { removeFolder, sampleRelease, startPages, temporaryFolder } from '@phasegate/testkit';
import type { SampleRelease } from '@phasegate/testkit';
import { createMachine } from './machine.ts';
import type { Machine, MachineFacts } from './machine.ts';
import type { SignedWorld } from './signed-world.ts';

/** The machines of a signed product's users, and the host of its package files. */
export interface Users {
  /** A machine with the app started: root 1 embedded, 1.0.0 installed, if nothing else is said. */
  readonly machine: (bucket: number, facts?: Partial<MachineFacts>) => Promise<Machine>;
  /** What the host serves. */
  readonly folder: string;
  /** Puts a release's file on the host. */
  readonly host: (version: string) => Promise<SampleRelease>;
  readonly close: () => Promise<void>;
}

/** The published root of a world as an app embeds it. */
export async function embeddedRoot(world: SignedWorld, version = 1): Promise<string> {
  return Buffer.from((await world.root(version)) ?? []).toString('utf8');
}

/** Opens the host of the files; the world's feeds name it `https://example.com`. */
export async function openUsers(world: SignedWorld): Promise<Users> {
  const folder = await temporaryFolder('files');
  const pages = await startPages({ root: folder });
  const machines: Machine[] = [];
  const host = (version: string): Promise<SampleRelease> =>
    sampleRelease({ version, folder, url: pages.url });
  await host('1.0.0');
  return {
    machine: async (bucket, facts = {}) => {
      const machine = await createMachine({
        feedBase: world.feedBase,
        bucket,
        allowUnsignedGoBack: false,
        trust: facts.trust ?? signedBy(await embeddedRoot(world)),
        ports: (ports) => fetchingFrom(pages.url, ports),
        ...facts,
      });
      machines.push(machine);
      await machine.start();
      return machine;
    },
    folder,
    host,
    close: async () => {
      for (const machine of machines) {
        machine.stop();
      }
      await pages.close();
      await removeFolder(folder);
    },
  };
}

function fetchingFrom(host: string, ports: AgentPorts): AgentPorts {
  const { download } = ports.installers;
  return {
    ...ports,
    installers: {
      ...ports.installers,
      download: (target, ...rest) => {
        const url = target.package.url.replace('https://example.com', host);
        return download({ ...target, package: { ...target.package, url } }, ...rest);
      },
    },
  };
}
