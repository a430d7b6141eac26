export * from './feed.ts';
export * from './package.ts';
