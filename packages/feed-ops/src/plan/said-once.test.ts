import { describe, expect, it } from 'vitest';

import { saidOnce } from './said-once.ts';

describe('what is said of several platforms', () => {
  it('stands once where it is the same, at its first place', () => {
    expect(
      saidOnce([
        '1.1.0 on macos leaves all feeds',
        'users are told',
        '1.1.0 on linux leaves all feeds',
        'users are told',
        '1.1.0 on windows is paused',
      ]),
    ).toEqual([
      '1.1.0 on macos, linux leaves all feeds',
      'users are told',
      '1.1.0 on windows is paused',
    ]);
  });

  it('leaves words alone that only look like a place', () => {
    const lines = ['the crash on linuxes', 'it is on $& macos', 'x on macos: on linux'];
    expect(saidOnce(lines)).toEqual(lines);
  });
});
