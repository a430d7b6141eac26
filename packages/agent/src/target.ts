import type { Choice, Package, Release, Version } from '@phasegate/rollout';
import type { PackageProof } from '@phasegate/trust';

declare const checked: unique symbol;

/** The release that this machine is on its way to. */
export interface Target {
  readonly direction: 'forward' | 'back';
  readonly release: Release;
  readonly package: Package & { readonly length: number; readonly sha512: string };
}

/** A file on disk whose bytes are what the feed promised. Only `verifyInstaller` makes one. */
export interface VerifiedInstaller {
  /** Absolute path. */
  readonly path: string;
  readonly version: Version;
  readonly proof: PackageProof;
  readonly [checked]: 'installer';
}

/** The target of a choice; `undefined` for a hold, and for a package that could not be checked. */
export function targetOf(choice: Choice): Target | undefined {
  if (choice.kind === 'hold') {
    return undefined;
  }
  const { length, sha512 } = choice.package;
  if (length === undefined || sha512 === undefined) {
    return undefined;
  }
  return {
    direction: choice.kind === 'offer' ? 'forward' : 'back',
    release: choice.release,
    package: { ...choice.package, length, sha512 },
  };
}

/** Whether two targets lead to the same bytes, in the same direction. */
export function isSameTarget(a: Target, b: Target): boolean {
  return (
    a.direction === b.direction &&
    a.release.version === b.release.version &&
    a.package.sha512 === b.package.sha512
  );
}
