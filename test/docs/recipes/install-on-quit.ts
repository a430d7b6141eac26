import { updates } from './updates.ts';

// Once for each release: who calls the plan off is not asked again.
let planned: string | undefined;
updates.on('changed', ({ phase, target, standing }) => {
  if (phase === 'ready' && standing.code === 'fine' && target !== planned) {
    planned = target;
    updates.installLater('on-quit');
  }
});
