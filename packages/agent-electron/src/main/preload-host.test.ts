import type { Session } from 'electron';
import { describe, expect, it } from 'vitest';
import { addPreload } from './preload-host.ts';

type Script = Parameters<Session['registerPreloadScript']>[0];

/** The newest Electron's way, no other: scripts by id, and one id twice is refused. */
function newest(): { readonly host: Parameters<typeof addPreload>[0]; readonly scripts: Script[] } {
  const scripts: Script[] = [];
  const host = {
    registerPreloadScript: (script: Script) => {
      if (scripts.some(({ id }) => id === script.id)) {
        throw new Error('Cannot register preload script with existing ID');
      }
      scripts.push(script);
      return script.id ?? '';
    },
    getPreloadScripts: () =>
      scripts.map((script) => ({ ...script, id: script.id ?? '', type: 'frame' as const })),
  };
  return { host, scripts };
}

describe('how the preload is registered', () => {
  it('by the newest API where there is one, once for the session', () => {
    const { host, scripts } = newest();
    expect(addPreload(host, '/app/phasegate-preload.cjs')).toBe(true);
    expect(addPreload(host, '/app/phasegate-preload.cjs')).toBe(true);
    expect(scripts).toEqual([
      { type: 'frame', id: 'phasegate', filePath: '/app/phasegate-preload.cjs' },
    ]);
  });

  it('by the list of older Electrons, behind what the app has put there', () => {
    let preloads = ['/app/own.js'];
    const host = {
      getPreloads: () => preloads,
      setPreloads: (next: string[]) => void (preloads = next),
    };
    addPreload(host, '/app/phasegate-preload.cjs');
    addPreload(host, '/app/phasegate-preload.cjs');
    expect(preloads).toEqual(['/app/own.js', '/app/phasegate-preload.cjs']);
  });

  it('by the newest API alone where a session has both', () => {
    const { host, scripts } = newest();
    const unused = (): never => expect.unreachable();
    addPreload({ ...host, getPreloads: unused, setPreloads: unused }, '/app/p.cjs');
    expect(scripts).toHaveLength(1);
  });

  it('not at all where there is neither, and says so', () => {
    expect(addPreload({}, '/app/p.cjs')).toBe(false);
  });
});
