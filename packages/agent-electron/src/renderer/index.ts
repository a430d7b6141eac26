/**
 * Notices in a window: importing this defines `<phasegate-notice>`, and the store leads the agent's state into any UI
 * framework.
 *
 * @packageDocumentation
 */
import { PhasegateNotice } from './notice-element.ts';

export type { AgentSnapshot, MenuEntry, Notice, NoticeAction, TimeForm } from '@phasegate/agent';
export type { PhasegateBridge, WindowSnapshot } from '../shared/bridge.ts';
export { PhasegateNotice } from './notice-element.ts';
export type { NoticeEventDetail } from './notice-element.ts';
export { createUpdateStore, updateStore } from './store.ts';
export type { UpdateStore } from './store.ts';

// Importing this module is all that a page does for notices, so that `<phasegate-notice>` works from then on.
if (globalThis.customElements?.get('phasegate-notice') === undefined) {
  globalThis.customElements?.define('phasegate-notice', PhasegateNotice);
}
