import type { UpdateAgent } from '@phasegate/agent-electron/main';
import { Menu } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';

/** The app's menu, with the entry for updates where each system's users look for it; built anew when the entry changes. */
export function openMenu(updates: UpdateAgent): void {
  const show = (): void =>
    Menu.setApplicationMenu(Menu.buildFromTemplate(template(updates.menuItem())));
  updates.on('menu', show);
  show();
}

function template(entry: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  const usual: MenuItemConstructorOptions[] = [
    { role: 'editMenu' },
    { role: 'viewMenu' },
    { role: 'windowMenu' },
  ];
  return process.platform === 'darwin'
    ? [
        {
          role: 'appMenu',
          submenu: [{ role: 'about' }, entry, { type: 'separator' }, { role: 'quit' }],
        },
        ...usual,
      ]
    : [{ role: 'fileMenu' }, ...usual, { role: 'help', submenu: [entry] }];
}
