/**
 * For an app's own tests: a fake agent in the test's hands, a feed server on loopback for the real one, and samples of
 * what windows are given.
 *
 * @packageDocumentation
 */
export * from '@phasegate/agent/testing';
export { createFakeAgent } from './fake-agent.ts';
export type { FakeAgentOptions, FakeCall, FakeUpdateAgent } from './fake-agent.ts';
