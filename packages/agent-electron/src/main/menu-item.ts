import type { Agent, MenuEntry } from '@phasegate/agent';

/** One item for the app's menu, as `Menu.buildFromTemplate` takes it. */
export interface UpdateMenuItem {
  /** Always `phasegate-updates`. */
  readonly id: string;
  /** The words of the moment. */
  readonly label: string;
  /** Does what the entry says at that moment. */
  readonly click: () => void;
}

/** What the item says until the agent has started, and in development. */
const BEFORE_START = 'Check for updates';

/** The item as it is now; its label follows `updates.on('menu', ...)`, on which an app builds its menu anew. */
export function menuItemOf(entry: MenuEntry | undefined, click: () => void): UpdateMenuItem {
  return { id: 'phasegate-updates', label: entry?.label ?? BEFORE_START, click };
}

/** Does what the entry says now, which may be something else than when the menu was built. */
export function pressMenu(
  agent: Pick<Agent, 'snapshot' | 'check' | 'bringBack' | 'install'> | undefined,
): void {
  switch (agent?.snapshot().menu.kind) {
    case 'check':
      void agent?.check();
      return;
    case 'bring-back':
      void agent?.bringBack();
      return;
    case 'install':
      agent?.install();
      return;
    case undefined:
      return;
  }
}
