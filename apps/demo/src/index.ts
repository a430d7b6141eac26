export { bundleDemo } from './bundle.ts';
export type { BundleOptions } from './bundle.ts';
