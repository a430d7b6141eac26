import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { UpdateAgentOptions } from '@phasegate/agent-electron/main';

/**
 * What the app believes: feeds signed under the `root.json` of its bundle; without one, as the demo's story has it,
 * feeds that nobody signed. An app of your own embeds its root always.
 */
export function trustIn(bundle: string): Partial<UpdateAgentOptions> {
  const file = path.join(bundle, 'root.json');
  return existsSync(file)
    ? { root: readFileSync(file, 'utf8') }
    : { trust: 'unsigned', allowUnsignedGoBack: true };
}
