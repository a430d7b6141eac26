import { openRoot } from '@phasegate/trust';
import type { FeedTrust } from '@phasegate/trust';
import { AgentError } from '../error.ts';

/**
 * Trust in the root that an app carries: the text of an `N.root.json`, or the object that a bundler made of it.
 * Throws `bad-configuration` for anything else, while the developer is watching.
 */
export function signedBy(root: unknown): FeedTrust & { readonly kind: 'signed' } {
  const text = typeof root === 'string' ? root : (JSON.stringify(root) as string | undefined);
  const verdict = openRoot(Buffer.from(text ?? '', 'utf8'));
  if (!verdict.ok) {
    const { code, message } = verdict.problem;
    throw new AgentError('bad-configuration', `the root cannot be trusted: ${message} (${code})`);
  }
  return { kind: 'signed', root: verdict.root };
}
