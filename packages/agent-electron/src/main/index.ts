export { AgentError } from '@phasegate/agent';
export type {
  AgentErrorCode,
  AgentProblem,
  AgentSnapshot,
  Diagnostics,
  LastCheck,
  Logger,
  MenuEntry,
  Notice,
  NoticeAction,
  Schedule,
  Standing,
} from '@phasegate/agent';
export type { UpdateEvents } from './events.ts';
export type { Gate } from './gate.ts';
export type { UpdateMenuItem } from './menu-item.ts';
export type { NoticeSurface, StartGuardOptions, UpdateAgentOptions } from './options.ts';
export { createUpdateAgent } from './update-agent.ts';
export type { UpdateAgent } from './update-agent.ts';
