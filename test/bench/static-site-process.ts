import { startPages } from '@phasegate/testkit';

import type { Traffic } from './static-site.ts';

// The child of `startSite`: says its address, answers each message with its traffic, ends with its parent.
const pages = await startPages({ root: process.argv[2] ?? '.' });
process.on('message', () => {
  const { requests } = pages;
  const bytes = requests.reduce((sum, request) => sum + request.bytes, 0);
  const traffic: Traffic = { requests: requests.length, bytes };
  pages.forget();
  process.send?.(traffic);
});
process.on('disconnect', () => void pages.close());
process.send?.(pages.url);
