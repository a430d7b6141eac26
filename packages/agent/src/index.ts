export * from './agent.ts';
export * from './error.ts';
export * from './facts.ts';
export * from './memory.ts';
export * from './ports.ts';
export * from './snapshot.ts';
export * from './target.ts';
