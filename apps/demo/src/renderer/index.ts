import '@phasegate/agent-electron/renderer';
import { openEditor } from './editor.ts';
import { openUpdatesPage } from './updates-page.ts';
import { openPages } from './pages.ts';

openPages();
openUpdatesPage();
await openEditor();
