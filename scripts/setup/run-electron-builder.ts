/** The process that `packageApp` starts: runs electron-builder on the request in argv and prints `packaged: FOLDER`. */
import { build, Platform } from 'electron-builder';
import type { Configuration } from 'electron-builder';
import type { BuilderRequest } from './package-app.ts';

const request = JSON.parse(process.argv[2] ?? '{}') as BuilderRequest;
let packagedTo = '';

const config: Configuration = {
  appId: request.appId,
  productName: request.productName,
  directories: { output: request.outDir },
  files: ['**/*'],
  electronDist: request.electronDist,
  electronVersion: request.electronVersion,
  asar: true,
  publish: null,
  extraMetadata: { version: request.version },
  extraResources: [{ from: request.updateConfig, to: 'app-update.yml' }],
  linux: { executableName: request.executableName },
  // Whoever can set the app's environment or arguments must not get Node code run in its name.
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: request.inspectable,
  },
  // `false` says that the app brings its modules along (they are in the bundle): nothing is rebuilt, and no package
  // manager is asked for a dependency tree. `npmRebuild: false` would skip the first only, and this hook with it.
  beforeBuild: () => Promise.resolve(false),
  afterPack: (context) => {
    packagedTo = context.appOutDir;
    return Promise.resolve();
  },
};

await build({
  targets: Platform.LINUX.createTarget('dir'),
  projectDir: request.projectDir,
  publish: 'never',
  config,
});
console.log(`packaged: ${packagedTo}`);
