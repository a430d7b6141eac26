import { build, Platform } from 'electron-builder';
console.time('b');
const r = await build({ targets: Platform.LINUX.createTarget('dir'), projectDir: '/tmp/mini/app', publish: 'never', config: {
  appId: 'dev.phasegate.mini', productName: 'Phasegate Mini', directories: { output: '/tmp/mini/out', app: '.' }, electronDist: '/root/.cache/phasegate/electron-25.1.1-c9b35814d1a6', electronVersion: '25.1.1', npmRebuild: false, asar: true, extraMetadata: { version: '1.2.3' }, publish: null, files: ['**/*'], linux: { executableName: 'phasegate-mini' } } });
console.log(r); console.timeEnd('b');
