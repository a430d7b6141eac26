export { createAgent } from './agent.ts';
export type { Agent } from './agent.ts';
export * from './check.ts';
export * from './error.ts';
export type { AgentFacts, Schedule } from './facts.ts';
export * from './memory.ts';
export * from './ports.ts';
export * from './snapshot.ts';
export * from './target.ts';
