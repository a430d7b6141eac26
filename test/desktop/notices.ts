import type { AgentSnapshot, Notice, NoticeAction } from '@phasegate/agent';

const action = (
  index: number,
  kind: NoticeAction['kind'],
  label: string,
  host?: string,
): NoticeAction => ({ index, kind, label, host });

const later = action(1, 'later', 'Later');

const shared = {
  language: 'en',
  direction: 'ltr',
  progress: undefined,
  progressText: undefined,
  tell: false,
} as const;

/** One notice of each kind, as the agent words them. */
export const NOTICES = {
  updateReady: {
    ...shared,
    id: 'update-ready:1.1.0',
    kind: 'update-ready',
    severity: 'medium',
    title: 'Notes 1.1.0 is ready to install',
    body: ['You have 1.0.0. Your notes and settings stay as they are.', 'It takes one restart.'],
    actions: [action(0, 'install', 'Restart and update to 1.1.0'), later],
  },
  updating: {
    ...shared,
    id: 'updating:1.1.0',
    kind: 'updating',
    severity: 'medium',
    title: 'Getting Notes 1.1.0',
    body: ['You can go on working in 1.0.0 until it restarts.'],
    progress: { received: 12_400_000, total: 98_000_000 },
    actions: [],
  },
  withdrawn: {
    ...shared,
    id: 'withdrawn:1.1.0:2026-11-23-crash',
    kind: 'withdrawn',
    severity: 'critical',
    title: 'Notes 1.1.0 was withdrawn',
    body: [
      'Notes 1.1.0 can close while it opens a large notebook.',
      'Text typed in the last minute may be lost.',
      'Go back to 1.0.0 until 1.1.1 is out.',
      'A fixed version is planned for 25 November.',
      'Your data are safe.',
      'If you do nothing, Notes 1.1.0 keeps running.',
    ],
    actions: [
      action(0, 'go-back', 'Go back to 1.0.0'),
      later,
      action(2, 'link', 'Details', 'example.com'),
    ],
  },
  withdrawnHigh: {
    ...shared,
    id: 'withdrawn:1.1.0:2026-11-23-slow',
    kind: 'withdrawn',
    severity: 'high',
    title: 'Notes 1.1.0 was withdrawn',
    body: [
      'Notes 1.1.0 becomes slow after a few hours.',
      'You can go back to 1.0.0. Your data are safe.',
      'If you do nothing, Notes 1.1.0 keeps running.',
    ],
    actions: [
      action(0, 'go-back', 'Go back to 1.0.0'),
      later,
      action(2, 'link', 'Details', 'example.com'),
    ],
  },
  wentBack: {
    ...shared,
    id: 'went-back:1.1.0',
    kind: 'went-back',
    severity: 'medium',
    title: 'You are back on Notes 1.0.0',
    body: ['Version 1.1.0 will not be offered again. The next fixed version will.'],
    actions: [action(0, 'dismiss', 'OK')],
  },
  updateFailed: {
    ...shared,
    id: 'update-failed:1.1.0',
    kind: 'update-failed',
    severity: 'medium',
    title: 'Notes 1.1.0 could not be installed',
    body: [
      'You still have 1.0.0, and it works as before.',
      'What happened: the server answered 503 when asked for the file.',
    ],
    actions: [action(0, 'retry', 'Try again'), later],
  },
  paused: {
    ...shared,
    id: 'paused:1.1.0',
    kind: 'paused',
    severity: 'low',
    title: 'Notes 1.1.0 is on hold',
    body: ['Its publisher has paused it. You can keep 1.0.0, or install 1.1.0 all the same.'],
    actions: [action(0, 'install', 'Restart and update to 1.1.0'), later],
  },
  hebrew: {
    ...shared,
    id: 'announcement:1.1.0',
    kind: 'announcement',
    language: 'he',
    direction: 'rtl',
    severity: 'medium',
    title: 'אודות Notes 1.1.0-beta.2',
    body: ['גרסה 1.1.0-beta.2 איטית במחברות גדולות. גרסה 1.1.1 תתקן זאת.'],
    actions: [action(0, 'dismiss', 'אישור')],
  },
  hostile: {
    ...shared,
    id: 'announcement:1.0.0',
    kind: 'announcement',
    severity: 'high',
    title: '<img src=x onerror="document.title=1"> & <b>bold</b>',
    body: [`${'Averylongwordwithoutanyspaceinit'.repeat(6)} <script>document.title = 2</script>`],
    actions: [action(0, 'dismiss', '<i>OK</i>')],
  },
} as const satisfies Record<string, Notice>;

/** A snapshot in which this notice is due. */
export function snapshotWith(notice: Notice | undefined): AgentSnapshot {
  return {
    app: 'com.example.notes',
    version: '1.0.0',
    busy: [],
    standing: { code: 'fine' },
    phase: notice?.kind === 'updating' ? 'downloading' : 'idle',
    target: notice?.kind === 'updating' ? '1.1.0' : undefined,
    progress: notice?.progress,
    problem: undefined,
    notice,
    menu: { kind: 'check', label: 'Check for updates…' },
    diagnostics: {
      machine: { idPrefix: '3fe3053e', source: 'machine-id' },
      platform: 'linux',
      arch: 'x64',
      bucket: 7,
      feed: 'stable-rollout-10%',
      feedUrl: 'https://example.github.io/notes/updates/linux/stable-rollout-10%25/appcast.xml',
      trust: 'unsigned',
      lastCheck: undefined,
      wentBackFrom: undefined,
      loosened: ["trust: 'unsigned'"],
      overrides: [],
    },
  };
}
