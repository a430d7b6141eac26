import type { AgentSnapshot, Notice, NoticeAction, TimeForm } from '@phasegate/agent';
import type { WindowSnapshot } from '@phasegate/scripts/stage/gallery';

const action = (
  index: number,
  kind: NoticeAction['kind'],
  label: string,
  host?: string,
): NoticeAction => ({ index, kind, label, host });

/** The form that asks for a time, as the agent words it. */
export const TIME_FORM: TimeForm = {
  label: 'When to install 1.1.0',
  hint: 'Any time in the next 14 days. Notes restarts then.',
  confirm: 'Install 1.1.0 then',
  back: 'Back',
};

const atTime: NoticeAction = { ...action(10, 'at-time', 'Choose a time…'), form: TIME_FORM };

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
    actions: [
      action(0, 'install', 'Restart and update to 1.1.0'),
      action(3, 'on-quit', 'Update when I quit'),
      atTime,
      later,
    ],
  },
  updating: {
    ...shared,
    id: 'updating:1.1.0',
    kind: 'updating',
    severity: 'medium',
    title: 'Getting Notes 1.1.0',
    body: ['You can go on working in 1.0.0 until it restarts.'],
    progress: { received: 12_400_000, total: 98_000_000 },
    progressText: '12.4 of 98.0 MB · 3.2 MB/s · 27 seconds left',
    actions: [action(4, 'suspend', 'Pause'), action(6, 'cancel', 'Cancel')],
  },
  suspended: {
    ...shared,
    id: 'suspended:1.1.0',
    kind: 'suspended',
    severity: 'medium',
    title: 'Notes 1.1.0 waits to be fetched on',
    body: ['You have 1.0.0. What was fetched is kept.'],
    progress: { received: 12_400_000, total: 98_000_000 },
    progressText: '12.4 of 98.0 MB',
    actions: [action(5, 'resume', 'Go on'), action(6, 'cancel', 'Cancel')],
  },
  planned: {
    ...shared,
    id: 'planned:1.1.0',
    kind: 'planned',
    severity: 'medium',
    title: 'Notes 1.1.0 is installed when you quit',
    body: ['You have 1.0.0. Your notes and settings stay as they are.'],
    actions: [
      action(0, 'install', 'Restart and update to 1.1.0'),
      atTime,
      action(6, 'cancel', 'Not on quit'),
    ],
  },
  crashing: {
    ...shared,
    id: 'crashing:1.1.0',
    kind: 'crashing',
    severity: 'high',
    title: 'Notes 1.1.0 has closed by itself three times',
    body: [
      'You can go back to 1.0.0. Your data are safe.',
      'If you do nothing, Notes 1.1.0 keeps running.',
    ],
    actions: [action(0, 'go-back', 'Go back to 1.0.0'), action(7, 'stay', 'Stay on 1.1.0'), later],
  },
  resolved: {
    ...shared,
    id: 'resolved:1.1.0',
    kind: 'resolved',
    severity: 'low',
    title: 'Notes 1.1.0 is all right again',
    body: ['Its publisher has withdrawn the warning about 1.1.0.'],
    actions: [action(9, 'dismiss', 'OK')],
  },
  upToDate: {
    ...shared,
    id: 'up-to-date:1.0.0',
    kind: 'up-to-date',
    severity: 'medium',
    title: 'Notes 1.0.0 is the newest version for you',
    body: ['There is nothing to install.'],
    actions: [action(9, 'dismiss', 'OK')],
  },
  checkFailed: {
    ...shared,
    id: 'check-failed:1.0.0',
    kind: 'check-failed',
    severity: 'medium',
    title: 'Notes could not look for updates',
    body: [
      'You still have 1.0.0, and it works as before. It will look again later.',
      'What happened: no network.',
    ],
    actions: [action(9, 'dismiss', 'OK')],
  },
  updateAvailable: {
    ...shared,
    id: 'update-available:2.0.0',
    kind: 'update-available',
    severity: 'medium',
    title: 'Notes 2.0.0 is available',
    body: ['You have 1.0.0. It is installed only when you ask for it.'],
    actions: [action(0, 'install', 'Update to 2.0.0'), later],
  },
  blocked: {
    ...shared,
    id: 'blocked:1.1.0:2026-11-23-loss',
    kind: 'blocked',
    severity: 'critical',
    title: 'Notes 1.1.0 was blocked',
    body: [
      'Notes 1.1.0 can overwrite a note with another one.',
      'Go back to 1.0.0 now.',
      'Your data may be at risk in this version.',
    ],
    actions: [action(1, 'go-back', 'Go back to 1.0.0')],
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
  arabic: {
    ...shared,
    id: 'withdrawn:1.1.0:ar',
    kind: 'withdrawn',
    language: 'ar',
    direction: 'rtl',
    severity: 'critical',
    title: 'سُحب الإصدار 1.1.0 من Notes',
    body: [
      'قد يُغلق Notes 1.1.0 نفسه عند فتح دفتر كبير.',
      'بياناتك آمنة.',
      'إن لم تفعل شيئًا، يستمر Notes 1.1.0 في العمل.',
    ],
    actions: [
      action(1, 'go-back', 'الرجوع إلى 1.0.0'),
      action(8, 'later', 'لاحقًا'),
      action(10, 'link', 'التفاصيل', 'example.com'),
    ],
  },
  arabicUpdating: {
    ...shared,
    id: 'updating:1.1.0:ar',
    kind: 'updating',
    language: 'ar',
    direction: 'rtl',
    severity: 'medium',
    title: 'يجري تنزيل Notes 1.1.0',
    body: ['يمكنك مواصلة العمل في 1.0.0.'],
    progress: { received: 42_400_000, total: 98_000_000 },
    progressText: '42.4 من 98.0 م.ب · بقيت 27 ثانية',
    actions: [action(4, 'suspend', 'إيقاف مؤقت'), action(6, 'cancel', 'إلغاء')],
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
export function snapshotWith(
  notice: Notice | undefined,
  change: Partial<WindowSnapshot> = {},
): AgentSnapshot {
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
    ...change,
  };
}
