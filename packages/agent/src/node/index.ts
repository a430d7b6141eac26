export * from './clock.ts';
export * from './disk-error.ts';
export * from './fetch-feed.ts';
export * from './machine.ts';
export * from './memory-file.ts';
export * from './starts-file.ts';
export * from './system-version.ts';
export * from './verify-installer.ts';
