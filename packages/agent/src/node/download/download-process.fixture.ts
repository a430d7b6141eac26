import { openStore, targetOf } from './download.fixture.ts';

// A process of its own, which a test kills in the middle of a download.
const { folder, package: file } = JSON.parse(process.argv[2] ?? '') as {
  readonly folder: string;
  readonly package: Parameters<typeof targetOf>[1];
};
await openStore(folder, []).download(
  targetOf('1.1.0', file),
  () => undefined,
  new AbortController().signal,
);
