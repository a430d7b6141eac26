import { bundleDemo } from './src/bundle.ts';

// Bundles the app by hand: `node --conditions=source apps/demo/build.ts FOLDER [VERSION]`.
await bundleDemo(process.argv[2] ?? 'dist/app', process.argv[3]);
