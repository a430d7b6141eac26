// What runs in a developer's build, on whatever Node that has: nothing but Node's own modules and packages of ours.
export { archIn, kindIn } from './releases/artifact-name.ts';
export { joined, MANIFEST, manifestText, readManifest } from './releases/manifest.ts';
export { measure } from './releases/measure.ts';
export type { NamedFile } from './releases/named-file.ts';
