import type { Platform } from '@phasegate/rollout';

import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { readPackageUrl } from '../request.ts';

/** What an address of packages may depend on. */
export interface UrlFacts {
  readonly version: string;
  readonly platform: Platform;
}

/** The address of a file below `--url-base`, whose `{version}` and `{platform}` are filled in; a whole address stays. */
export function packageUrl(urlBase: string, name: string, facts: UrlFacts): Result<string> {
  if (/^https?:/i.test(name)) {
    return readPackageUrl(name);
  }
  const filled = urlBase.replaceAll(/\{(version|platform)\}/g, (_, word: keyof UrlFacts) =>
    encodeURIComponent(facts[word]),
  );
  const [unknown] = /\{[^}]*\}/.exec(filled) ?? [];
  if (unknown !== undefined) {
    const said = `--url-base holds ${unknown}, which stands for nothing`;
    return refuse('bad-argument', said, 'write {version} or {platform}, or the address itself');
  }
  const checked = readPackageUrl(
    `${filled.replace(/\/+$/, '')}/${name.split('/').map(encodeURIComponent).join('/')}`,
  );
  return checked.ok ? accept(checked.value) : checked;
}
