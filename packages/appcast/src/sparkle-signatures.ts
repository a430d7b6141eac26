import type { VerifiedFeedBytes } from '@phasegate/trust';

import { decodeAppcast } from './decode.ts';
import { SPARKLE } from './namespaces.ts';
import { safeUrl } from './safe-url.ts';
import { scan } from './scan.ts';
import { attribute, childrenOf, parseTree } from './tree.ts';
import { OPERATOR_LIMITS } from './limits.ts';

/**
 * `sparkle:edSignature` of every enclosure of a feed, by its address as the reader gives it. Only operators' tools ask:
 * clients of ours go by the release key.
 */
export function sparkleSignatures(verified: VerifiedFeedBytes): ReadonlyMap<string, string> {
  const decoded = decodeAppcast(verified.bytes);
  const sound = decoded.ok && scan(decoded.text, { limits: OPERATOR_LIMITS }) === undefined;
  const root = sound ? parseTree(decoded.text) : undefined;
  const channels = root === undefined ? [] : childrenOf(root, 'channel');
  const items = channels.flatMap((channel) => childrenOf(channel, 'item'));
  return new Map(
    items
      .flatMap((item) => childrenOf(item, 'enclosure'))
      .flatMap((one) => {
        const url = safeUrl(attribute(one, 'url') ?? '', { allowLoopbackHttp: true });
        const signature = attribute(one, 'edSignature', SPARKLE)?.trim();
        return url === undefined || signature === undefined ? [] : [[url, signature] as const];
      }),
  );
}
