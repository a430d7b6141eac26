export { decodeAppcast } from './decode.ts';
export type { Decoded } from './decode.ts';
export * from './edit.ts';
export type { EditOutcome, EditProblem } from './edit-problem.ts';
export * from './limits.ts';
export * from './namespaces.ts';
export { outlineAppcast } from './outline.ts';
export type {
  AdvisoryOutline,
  AppcastOutline,
  ItemOutline,
  OutlineOutcome,
  Place,
} from './outline.ts';
export * from './problem.ts';
export { readAppcast } from './read.ts';
export type { ReadOptions, ReadOutcome } from './read.ts';
export { feedOutliner } from './reoutline.ts';
export { feedReader } from './reread.ts';
export * from './safe-url.ts';
export * from './sparkle-signatures.ts';
export { emptyAppcast } from './write.ts';
export type { AppcastFacts } from './write.ts';
export { advisoryXml } from './write-advisory.ts';
export * from './write-item.ts';
