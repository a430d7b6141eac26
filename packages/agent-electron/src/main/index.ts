/**
 * The update agent in the main process of an Electron app: made once with the app's options, it checks, downloads,
 * installs and goes back by itself.
 *
 * @packageDocumentation
 */
export { AgentError } from '@phasegate/agent';
export type {
  AgentErrorCode,
  AgentProblem,
  AgentSnapshot,
  AppLinks,
  AppMessages,
  Diagnostics,
  ErrorReport,
  LastCheck,
  Logger,
  MenuEntry,
  Messages,
  Notice,
  NoticeAction,
  Reports,
  Schedule,
  Standing,
  UserReportCategory,
  UserReportGiven,
} from '@phasegate/agent';
export type { UpdateEvents } from './events.ts';
export type { Gate } from './gate.ts';
export type { UpdateMenuItem } from './menu-item.ts';
export type {
  NoticeSurface,
  ReportOptions,
  StartGuardOptions,
  UpdateAgentOptions,
} from './options.ts';
export { createUpdateAgent } from './update-agent.ts';
export type { UpdateAgent } from './update-agent.ts';
