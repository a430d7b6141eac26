import { describe, expect, it } from 'vitest';
import { demandPublisher } from './publisher.ts';

describe('an app-update.yml on Windows', () => {
  it.each([
    { publisherName: 'Example GmbH' },
    { publisherName: ['Example GmbH', 'CN=Example, O=Example GmbH, C=DE'], provider: 'custom' },
  ])('that names its publisher is taken: %j', (config) => {
    expect(() => demandPublisher(config)).not.toThrow();
  });

  it.each([
    { provider: 'generic', url: 'https://example.com' },
    { publisherName: null },
    { publisherName: '' },
    { publisherName: '  ' },
    { publisherName: [] },
    { publisherName: [''] },
    { publisherName: ['Example GmbH', ''] },
    { publisherName: 7 },
    { publisherName: { name: 'Example GmbH' } },
    'publisherName',
    null,
    undefined,
  ])('is refused with what to do, where it names none: %j', (config) => {
    const says = expect.stringContaining('set publisherName') as string;
    expect(() => demandPublisher(config)).toThrow(
      expect.objectContaining({ code: 'bad-configuration', message: says }),
    );
  });
});
