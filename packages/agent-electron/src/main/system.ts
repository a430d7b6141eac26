import { parseSystemVersion } from '@phasegate/agent';
import type { Arch, PackageKind, Platform, SystemVersion } from '@phasegate/agent';

/** Node's name of the system as feeds name it; `undefined` where there is no feed for it. */
export function platformOf(name: string): Platform | undefined {
  const names: Readonly<Record<string, Platform>> = {
    darwin: 'macos',
    win32: 'windows',
    linux: 'linux',
  };
  return names[name];
}

/** Node's name of the processor as feeds name it. */
export function archOf(name: string): Arch | undefined {
  return name === 'x64' || name === 'arm64' || name === 'ia32' ? name : undefined;
}

/** The leading numbers of what the system calls itself: `6.1.0-13-amd64` is 6.1.0. */
export function systemVersionOf(text: string): SystemVersion | undefined {
  return parseSystemVersion(/^\d+(?:\.\d+){0,3}/.exec(text)?.[0] ?? '');
}

/** What tells which package format the running app came in. */
export interface PackageTraces {
  readonly platform: Platform;
  /** The `APPIMAGE` variable, which the AppImage runtime sets. */
  readonly appImage: string | undefined;
  /** The text of `resources/package-type`, which electron-builder writes into deb and rpm packages. */
  readonly packageType: string | undefined;
}

/** The formats that can replace the running app; none where it was unpacked or comes from a store. */
export function packageKindsOf(traces: PackageTraces): readonly PackageKind[] {
  if (traces.platform !== 'linux') {
    return traces.platform === 'macos' ? ['zip'] : ['nsis'];
  }
  if (traces.appImage !== undefined && traces.appImage !== '') {
    return ['AppImage'];
  }
  const kind = traces.packageType?.trim();
  return kind === 'deb' || kind === 'rpm' ? [kind] : [];
}
