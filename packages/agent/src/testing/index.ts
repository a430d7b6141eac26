export { createFakeClock } from './fake-clock.ts';
export type { FakeClock } from './fake-clock.ts';
export type { FeedFault, FeedRequest } from './feed-host.ts';
export { startFeedServer } from './feed-server.ts';
export type { FeedServer, FeedServerOptions } from './feed-server.ts';
export type { AdvisoryWords, PublishedRelease } from './feed-site.ts';
export * from './samples.ts';
