// The words of the core that an embedder needs; agent-electron and phasegate-check import nothing below the agent.
export {
  DEFAULT_PHASES,
  parseArch,
  parseBucket,
  parsePackageKind,
  parseSystemVersion,
  parseVersion,
  parseVersionRange,
  phaseOfFeed,
} from '@phasegate/rollout';
export type {
  Arch,
  Bucket,
  FeedName,
  ItemVerdict,
  PackageKind,
  Platform,
  Severity,
  SystemVersion,
  Version,
  VersionRange,
} from '@phasegate/rollout';
export { explainOutcome } from '@phasegate/rollout';
