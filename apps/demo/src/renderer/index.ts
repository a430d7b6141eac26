import '@phasegate/agent-electron/renderer';
import { openEditor } from './editor.ts';
import { openExport } from './export.ts';
import { openUpdateDialog } from './update-dialog.ts';
import { openUpdatesPage } from './updates-page.ts';
import { openPages } from './pages.ts';

openPages();
openUpdateDialog();
openUpdatesPage();
openExport();
await openEditor();
