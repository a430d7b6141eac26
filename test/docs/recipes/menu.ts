import { app, Menu } from 'electron';
import { updates } from './updates.ts';

function buildMenu(): void {
  const help = [
    updates.menuItem(),
    { label: 'Diagnostics', click: () => void updates.showDiagnostics() },
  ];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { role: 'fileMenu' },
      { role: 'editMenu' },
      { role: 'help', submenu: help },
    ]),
  );
}

updates.on('menu', buildMenu);
void app.whenReady().then(buildMenu);
