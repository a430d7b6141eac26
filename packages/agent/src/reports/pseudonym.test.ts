import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { batchIdOf, eventIdFor, pseudonymFor, signatureOf } from './pseudonym.ts';

const secret = new Uint8Array(32).fill(7);
const other = new Uint8Array(32).fill(8);

describe('a pseudonym', () => {
  it('is HMAC-SHA256 of app and version under the secret, 128 bits of it', () => {
    const whole = createHmac('sha256', secret).update('["client","com.example.notes","1.1.0"]');
    const mine = pseudonymFor(secret, 'com.example.notes', '1.1.0');
    expect(mine).toBe(whole.digest('hex').slice(0, 32));
  });

  it('is the same in every start, and another for each release, app and install', () => {
    const names = [
      pseudonymFor(secret, 'com.example.notes', '1.1.0'),
      pseudonymFor(secret, 'com.example.notes', '1.1.1'),
      pseudonymFor(secret, 'com.example.mail', '1.1.0'),
      pseudonymFor(other, 'com.example.notes', '1.1.0'),
    ];
    expect(new Set(names).size).toBe(4);
    expect(pseudonymFor(secret, 'com.example.notes', '1.1.0')).toBe(names[0]);
  });

  it('does not run app and version together', () => {
    expect(pseudonymFor(secret, 'a.b1', '1.0.0')).not.toBe(pseudonymFor(secret, 'a.b', '11.0.0'));
  });
});

describe('an id', () => {
  it('is one and the same for what counts once, and says nothing of the pseudonym', () => {
    const about = { app: 'com.example.notes', version: '1.1.0' };
    const id = eventIdFor(secret, about, ['offered', 'release']);
    expect(id).toBe(eventIdFor(secret, about, ['offered', 'release']));
    expect(id).not.toBe(eventIdFor(other, about, ['offered', 'release']));
    expect(id).not.toBe(pseudonymFor(secret, about.app, about.version));
  });

  it('of a batch depends on its events and their order', () => {
    expect(batchIdOf(['a', 'b'])).not.toBe(batchIdOf(['b', 'a']));
  });
});

describe('a signature', () => {
  it('is equal on every machine, and is not the text', () => {
    const signature = signatureOf('com.example.notes', 'TypeError in openNotebook');
    expect(signature).toMatch(/^[\da-f]{16}$/);
    expect(signature).toBe(signatureOf('com.example.notes', 'TypeError in openNotebook'));
    expect(signature).not.toBe(signatureOf('com.example.mail', 'TypeError in openNotebook'));
  });
});
