import { filesText, writeManifest } from './artifact.ts';
import { artifactsOf, makeFolderOf, versionOf } from './forge-artifacts.ts';
import type { MakeResult } from './forge-artifacts.ts';
import { addWhereAsked } from './release-add.ts';
import type { HookOptions } from './release-add.ts';

export type { MakeResult } from './forge-artifacts.ts';
export type { HookOptions } from './release-add.ts';

/** What Forge hands to a publisher, as far as it is looked at. */
export interface PublishOptions {
  readonly makeResults: readonly MakeResult[];
  readonly setStatusLine?: ((line: string) => void) | undefined;
}

/** A publisher of Electron Forge, which knows one by its mark; it needs no base class. */
// oxlint-disable-next-line import/no-default-export -- Forge looks there for a publisher that its config names
export default class PhasegatePublisher {
  readonly name = 'phasegate';
  readonly __isElectronForgePublisher = true;
  readonly config: HookOptions;
  readonly platforms: readonly string[];

  constructor(config: HookOptions = {}, platforms?: readonly string[]) {
    this.config = config;
    this.platforms = platforms ?? ['darwin', 'win32', 'linux'];
  }

  /** Forge calls this for each platform and architecture; each adds to what the ones before have left. */
  async publish({ makeResults, setStatusLine }: PublishOptions): Promise<void> {
    const say = setStatusLine ?? console.log;
    const wanted = makeResults.filter(({ platform }) => this.platforms.includes(platform));
    const { taken, passedOver } = artifactsOf(wanted);
    for (const what of passedOver) {
      say(`not taken: ${what}`);
    }
    if (taken.length > 0) {
      const manifest = await writeManifest(makeFolderOf(taken), versionOf(wanted), taken);
      say(`${filesText(taken.length)} in ${manifest}`);
      await addWhereAsked(manifest, this.config);
    }
  }
}
