import { describe, expect, it } from 'vitest';

import { onPlatforms } from './on-platforms.ts';

describe('what happens on several platforms', () => {
  it('is one line where it is the same, in the order in which it came', () => {
    expect(
      onPlatforms([
        '1.1.0 on macos leaves its feeds',
        'Machines are told',
        '1.1.0 on windows leaves its feeds',
        '1.1.0 on linux leaves its feeds',
      ]),
    ).toEqual(['1.1.0 on macos, windows, linux leaves its feeds', 'Machines are told']);
  });

  it('stays apart where it is not, and keeps words that only look alike', () => {
    const lines = [
      '1.1.0 on macos stays at 10 %',
      '1.1.0 on linux goes to 50 %',
      'works on linuxoid systems, $& and all',
    ];
    expect(onPlatforms(lines)).toEqual(lines);
  });
});
