import { git } from '@phasegate/testkit';
import type { Feeds } from '../../stage/feeds.ts';
import { createOperator } from '../../stage/operator.ts';
import { all, before, unplugged } from './before.ts';
import { asked, said, waiting } from './scene.ts';
import type { Scene } from './scene.ts';

const STOP = 'phasegate emergency stop --reason "Notes deletes notebooks, incident 4720"';

/** A stop that waits in the clone, and the network is gone. */
async function queued(feeds: Feeds): Promise<void> {
  await unplugged(feeds);
  const { phasegate } = createOperator(feeds.folder, { HOME: feeds.home });
  await phasegate(
    'emergency',
    'stop',
    '--reason',
    'Notes deletes notebooks, incident 4720',
    '--timeout',
    '3',
  );
}

const plugged = ({ folder, remote }: Feeds): Promise<unknown> =>
  git(folder, ['remote', 'set-url', 'origin', remote.url]);

/** Emergencies: what stops, what says that it did not, and the way back. */
export const STOPPING: readonly Scene[] = [
  said('emergency-stop', STOP),
  said('emergency-stop-months', 'phasegate emergency stop', { feeds: { holding: 'months' } }),
  said('emergency-stop-named', 'phasegate emergency stop 2.4.0', { feeds: { holding: 'months' } }),
  said('emergency-stop-nothing', 'phasegate emergency stop', {
    prepare: before(['emergency', 'stop']),
  }),
  said('emergency-stop-queued', `${STOP} --timeout 3`, { prepare: unplugged }),
  said('status-queued', 'phasegate rollout status --platform linux', { prepare: queued }),
  said('push-unreachable', 'phasegate push --timeout 3', { prepare: queued }),
  said('push', 'phasegate push', { prepare: all(queued, plugged) }),
  said('push-nothing', 'phasegate push'),
  ...asked('push-drop', {
    line: 'phasegate push --drop',
    question: '?',
    answers: { yes: ['y'] },
    prepare: queued,
  }),
  said('refused-queued', 'phasegate rollout pause 1.1.0', { prepare: queued }),
  ...asked('emergency-lift', {
    line: 'phasegate emergency lift 1.1.0 --reason "it was the server, not the app"',
    question: 'Type 1.1.0 to go on',
    answers: { right: ['1.1.0', 'Enter'] },
    prepare: before(['emergency', 'stop']),
  }),
  said('refused-stopped', 'phasegate rollout resume 1.1.0', {
    prepare: before(['emergency', 'stop']),
  }),
  said('host-lags', 'phasegate rollout pause 1.1.0 --wait 2', {
    feeds: { hosting: { deployOnPush: false } },
  }),
  waiting('host-waiting', 'phasegate rollout pause 1.1.0', {
    shows: 'Waiting for the host',
    feeds: { hosting: { deployOnPush: false } },
  }),
  waiting('push-hangs', 'phasegate emergency stop', {
    shows: 'Pushing',
    prepare: ({ remote }) => remote.hangPushes(),
  }),
];
