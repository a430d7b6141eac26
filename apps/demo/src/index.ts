export { bundleDemo } from './bundle.ts';
