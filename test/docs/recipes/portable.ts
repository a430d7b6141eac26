import { updates } from './updates.ts';

// electron-builder's portable target sets this on Windows.
const isPortable = process.env['PORTABLE_EXECUTABLE_DIR'] !== undefined;
if (!isPortable) {
  void updates.start();
}
