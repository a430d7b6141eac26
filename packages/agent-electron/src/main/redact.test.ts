import { describe, expect, it } from 'vitest';
import { redactor } from './redact.ts';

describe('what leaves the machine with a text', () => {
  const redact = redactor('/home/ann.b');

  it.each([
    [
      '/home/ann.b/.config/Notes/phasegate/state.json is damaged',
      '~/.config/Notes/phasegate/state.json is damaged',
    ],
    ['file:///home/ann.b/notes', 'file://~/notes'],
    ['ENOENT: /HOME/Ann.B', 'ENOENT: ~'],
    ['/home/annxb and /home/ann.bc stay', '/home/annxb and /home/ann.bc stay'],
    ['https://u:p@example.com/a?sig=1#x', 'https://(hidden)@example.com/a?(hidden)#x'],
    ['Authorization: Bearer abcdefghij.k', 'Authorization: Bearer (hidden)'],
    ['GITHUB_TOKEN=ghp_abc, next', 'GITHUB_TOKEN=(hidden), next'],
    ['{"apiKey": "k-1"}', '{"apiKey": "(hidden)"}'],
    ['staging user ID: 6c0c3971-eab7-59d1-8038-d5005eba14e9', 'staging user ID: (id)'],
    [`key ${'0123abcd'.repeat(8)} is`, 'key 0123abcd… is'],
    ['stable: nothing newer than 1.0.0', 'stable: nothing newer than 1.0.0'],
  ])('%s', (text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  it('is no home folder of Windows either, however it is written', () => {
    const windows = redactor(String.raw`C:\Users\Ann Bee`);
    expect(windows(String.raw`C:\Users\Ann Bee\AppData`)).toBe(String.raw`~\AppData`);
    expect(windows('c:/users/ann bee/AppData')).toBe('~/AppData');
    expect(windows('file:///C:/Users/Ann%20Bee/x')).toBe('file:///~/x');
    expect(windows(JSON.stringify({ path: String.raw`C:\Users\Ann Bee\x` }))).toBe(
      String.raw`{"path":"~\\x"}`,
    );
  });

  it('is left whole where the home is the root folder of a system account', () => {
    expect(redactor('/')('/opt/notes')).toBe('/opt/notes');
  });
});
