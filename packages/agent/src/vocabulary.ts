// The words of the core that an embedder or a tool needs; agent-electron and phasegate-check import nothing below the agent.
export {
  DEFAULT_PHASES,
  explainOutcome,
  PACKAGE_KINDS,
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
  ItemVerdict,
  PackageKind,
  Phases,
  Platform,
  Severity,
  SystemVersion,
  Version,
  VersionRange,
} from '@phasegate/rollout';
