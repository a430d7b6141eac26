import { parseInstant } from '@phasegate/rollout';
import type { FeedIdentity, FeedRemark } from '@phasegate/rollout';
import { attribute } from './tree.ts';
import type { XmlElement } from './tree.ts';

/** What a feed says of itself, and a remark where it cannot be read. */
export interface ReadIdentity {
  readonly identity: FeedIdentity | undefined;
  readonly remarks: readonly FeedRemark[];
}

const HIGHEST_SEQUENCE = 2 ** 48;

/** Reads `phasegate:feed`; two of them say nothing, since readers could take either. */
export function readIdentity(elements: readonly XmlElement[]): ReadIdentity {
  const [only, ...more] = elements;
  if (only === undefined) {
    return { identity: undefined, remarks: [] };
  }
  const identity = more.length === 0 ? parseIdentity(only) : undefined;
  const remark = { code: 'bad-identity', advisory: undefined } as const;
  return { identity, remarks: identity === undefined ? [remark] : [] };
}

function parseIdentity(element: XmlElement): FeedIdentity | undefined {
  const text = (name: string): string => attribute(element, name) ?? '';
  const [app, platform, name] = [text('app'), text('platform'), text('name')];
  const [issued, expires] = [text('issued'), text('expires')];
  const sequence = positiveInteger(text('sequence'));
  const root = positiveInteger(attribute(element, 'root') ?? '1');
  const named = app !== '' && platform !== '' && name !== '';
  const timed = parseInstant(issued) !== undefined && parseInstant(expires) !== undefined;
  if (!named || !timed || sequence === undefined || root === undefined) {
    return undefined;
  }
  const hint = attribute(element, 'root') === undefined ? undefined : root;
  return { app, platform, name, sequence, issued, expires, root: hint };
}

/** 1 .. 2^48, decimal, without leading zeros (wire-format). */
export function positiveInteger(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) && Number(text) <= HIGHEST_SEQUENCE
    ? Number(text)
    : undefined;
}
