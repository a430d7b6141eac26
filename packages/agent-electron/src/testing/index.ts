export * from '@phasegate/agent/testing';
export { createFakeAgent } from './fake-agent.ts';
export type { FakeAgentOptions, FakeCall, FakeUpdateAgent } from './fake-agent.ts';
