import { openNotes as openDemo } from '../../apps/demo/src/app.ts';

/** In place of the demo app's own code: the demo, which says on its console what it hears of its gate. */
export function openNotes(updates: Parameters<typeof openDemo>[0]): Promise<void> {
  updates.on('gate', ({ open, version, standing }) =>
    console.info(`gate of ${version}: ${open ? 'open' : 'closed'}, ${standing.code}`),
  );
  return openDemo(updates);
}
