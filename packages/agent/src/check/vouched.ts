import type { Package, PackageDistrust, Platform, Version } from '@phasegate/rollout';
import { verifyStatement } from '@phasegate/trust';
import type { Root } from '@phasegate/trust';

/** For which app and platform a package has to be signed. */
export interface Product {
  readonly app: string;
  readonly platform: Platform;
}

/** Why the release key does not vouch for a package of this version; `undefined` where it does. */
export function distrustOf(
  one: Package,
  about: Product & { readonly version: Version },
  root: Root,
): PackageDistrust | undefined {
  const facts = {
    ...about,
    arch: one.arch,
    // What is not said cannot have been signed: an empty line is no value of a statement.
    package: one.kind ?? '',
    length: one.length ?? Number.NaN,
    sha512: one.sha512 ?? '',
    floor: one.floor ?? '',
  };
  const verdict = verifyStatement(facts, one.signature, root.roles.targets);
  if (verdict.ok) {
    return undefined;
  }
  return verdict.problem.code === 'not-signed' ? 'not-signed' : 'wrong-signature';
}
