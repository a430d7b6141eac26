// What an embedder or a tool needs to turn words of the outside into facts; the rest of the core stays inside.
export {
  ARCHS,
  DEFAULT_PHASES,
  PACKAGE_KINDS,
  PLATFORMS,
  parseArch,
  parseBucket,
  parsePackageKind,
  parsePhases,
  parsePlatform,
  parseSystemVersion,
  parseVersion,
  parseVersionRange,
  phaseOfFeed,
} from '@phasegate/rollout';
export type {
  Arch,
  Bucket,
  FeedName,
  Installed,
  PackageKind,
  Phases,
  Platform,
  SystemVersion,
  Version,
  VersionRange,
} from '@phasegate/rollout';
