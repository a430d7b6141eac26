import { buildFolder, packageFile } from '../../stage/feeds.ts';
import type { Feeds } from '../../stage/feeds.ts';
import { all, before, health, withFile } from './before.ts';
import { asked, said } from './scene.ts';
import type { Scene } from './scene.ts';

const MONTHS = { holding: 'months' } as const;
const URL = 'https://downloads.example.com';

/** A build of all platforms beside the feeds, where git does not look. */
const built = (version: string) => (feeds: Feeds) => buildFolder(feeds.folder, version);

/** A release as it lies in the ledger before it starts. */
const drafted = (version: string) => async (feeds: Feeds) => {
  const folder = await buildFolder(feeds.folder, version);
  await before(['release', 'add', '--from', folder, '--url-base', URL])(feeds);
};

const APPCAST = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:sparkle="http://www.andymatuschak.org/xml-namespaces/sparkle"><channel><title>Notes</title>
<item><title>1.9.4</title><pubDate>Mon, 16 Nov 2026 09:00:00 +0000</pubDate><sparkle:version>1.9.4</sparkle:version>
<enclosure url="http://downloads.example.com/Notes-1.9.4.zip" length="10485760" type="application/octet-stream"/></item>
</channel></rss>
`;

const WELL = {
  platform: 'macos',
  verdict: 'proceed',
  clients: 412,
  why: 'crash-free 99.8 % of 1,204 starts',
};
const UNSURE = {
  platform: 'windows',
  verdict: 'inconclusive',
  clients: 31,
  why: 'too few clients: 31 of the 200 that a verdict takes',
};
const ILL = {
  platform: 'linux',
  verdict: 'roll-back',
  clients: 96,
  why: 'crashes on start: 9 of 96 clients, 0 of 1,020 on 1.0.0',
  evidence: 'https://monitor.example.com/notes/1.1.0',
};

/** Releases on their way to more machines. */
export const ROLLOUT: readonly Scene[] = [
  {
    ...said(
      'release-add-file',
      'phasegate release add 1.2.0 --platform linux --arch x64 --file .git/files/notes-1.2.0.AppImage --url https://downloads.example.com/notes-1.2.0.AppImage',
    ),
    prepare: ({ folder }) => packageFile(folder, '1.2.0', 'linux'),
  },
  said('release-add', `phasegate release add --from .git/built/1.2.0 --url-base ${URL}/{version}`, {
    prepare: built('1.2.0'),
  }),
  said(
    'release-add-missing',
    'phasegate release add --from dist --url-base https://downloads.example.com',
  ),
  said('release-import', 'phasegate release import --platform macos --from .git/appcast.xml', {
    prepare: withFile('appcast.xml', APPCAST),
  }),
  said('start', 'phasegate rollout start 1.2.0', {
    prepare: all(
      before(['rollout', 'escalate', '1.1.0'], ['rollout', 'escalate', '1.1.0']),
      drafted('1.2.0'),
    ),
  }),
  said('start-under-way', 'phasegate rollout start 1.1.1', { prepare: drafted('1.1.1') }),
  ...asked('overtake', {
    line: 'phasegate rollout start 1.1.1 --overtake',
    question: 'on macos, windows, linux?',
    answers: {},
    prepare: drafted('1.1.1'),
  }),
  said('nothing-to-do', 'phasegate rollout start 1.1.0'),
  said(
    'pause',
    'phasegate rollout pause 1.1.0 --reason "crash rate doubled since 02:40, incident 4711"',
  ),
  ...asked('resume', {
    line: 'phasegate rollout resume 1.1.0',
    question: 'Resume 1.1.0',
    answers: { yes: ['y'] },
    prepare: before(['rollout', 'pause', '1.1.0']),
  }),
  ...asked('escalate', {
    line: 'phasegate rollout escalate 1.1.0',
    question: 'Escalate 1.1.0 to 50 % on macos, windows, linux?',
    answers: { yes: ['y'], no: ['n'] },
  }),
  ...asked('escalate-everybody', {
    line: 'phasegate rollout escalate 1.1.0',
    question: 'Type 1.1.0 to go on',
    answers: {},
    prepare: before(['rollout', 'escalate', '1.1.0']),
  }),
  said('refused-unhealthy', 'phasegate rollout escalate 1.1.0', {
    prepare: health('1.1.0', [WELL, UNSURE, ILL]),
  }),
  ...asked('override-health', {
    line: 'phasegate rollout escalate 1.1.0 --override-health --reason "the crashes are one tester\'s machine"',
    question: 'Type 1.1.0 to go on',
    answers: {},
    prepare: health('1.1.0', [WELL, UNSURE, ILL]),
  }),
  said('schedule', 'phasegate rollout schedule 1.1.0 --every 24h --yes'),
  said('schedule-clear', 'phasegate rollout schedule 1.1.0 --clear', {
    prepare: before(['rollout', 'schedule', '1.1.0', '--every', '24h']),
  }),
  said('advance', 'phasegate rollout advance'),
  ...asked('phases', {
    line: 'phasegate rollout phases 1,5,10,25,50,100',
    question: '?',
    answers: {},
  }),
  said('status', 'phasegate rollout status'),
  said('status-months', 'phasegate rollout status', { feeds: MONTHS }),
  said('status-health', 'phasegate rollout status', {
    prepare: health('1.1.0', [WELL, UNSURE, ILL]),
  }),
  said('status-healthy', 'phasegate rollout status --platform macos', {
    prepare: all(
      health('1.1.0', [WELL]),
      before(['rollout', 'schedule', '1.1.0', '--every', '24h']),
    ),
  }),
  said('status-report-late', 'phasegate rollout status --platform macos', {
    prepare: health('1.1.0', [WELL], 95),
  }),
  said('status-stopped', 'phasegate rollout status', {
    prepare: before(['emergency', 'stop', '1.1.0']),
  }),
  said('status-host-behind', 'phasegate rollout status', {
    feeds: { hosting: { deployOnPush: false } },
    prepare: before(['rollout', 'pause', '1.1.0', '--no-wait']),
  }),
  said('status-no-host', 'phasegate rollout status', { prepare: ({ pages }) => pages.close() }),
  said('status-offline', 'phasegate rollout status --offline --platform linux'),
];
