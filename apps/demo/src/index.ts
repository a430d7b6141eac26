export type { BundleOptions } from './bundle.ts';
export { bundleDemo } from './bundle.ts';
