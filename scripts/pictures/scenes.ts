import { NOTICE_KINDS, sampleSnapshot, snapshotWith } from '@phasegate/agent/testing';
import type { AgentSnapshot, NoticeKind, Severity } from '@phasegate/agent';
import type { Page } from '@playwright/test';
import type { GallerySize } from '../stage/gallery.ts';

/** One picture: what the agent says, and what its user does then. */
export interface Scene {
  readonly name: string;
  readonly snapshot: AgentSnapshot;
  readonly act?: (page: Page) => Promise<void>;
  readonly size?: GallerySize;
  readonly forcedColors?: 'active';
}

/** From what waits to what asks. */
export const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

/** Each kind of notice in each severity. */
export const TABLE: readonly Scene[] = NOTICE_KINDS.flatMap((kind) =>
  SEVERITIES.map((severity) => ({
    name: `${kind}-${severity}`,
    snapshot: snapshotWith(kind, { severity }),
  })),
);

const NARROW: GallerySize = { width: 640, height: 1100, zoom: 2 };

const chooseTime = (page: Page): Promise<void> =>
  page.locator('phasegate-notice [data-action="at-time"]:visible').click();

async function chooseThePast(page: Page): Promise<void> {
  await chooseTime(page);
  const field = page.locator('phasegate-notice input:visible');
  await field.fill('2020-01-01T22:00');
  await field.press('Enter');
}

const openDialog = (page: Page): Promise<void> => page.locator('#version').click();

const ready = (severity: Severity, language = 'en'): AgentSnapshot =>
  snapshotWith('update-ready', { severity, languages: [language] });

const narrow = (kind: NoticeKind, severity: Severity, language: string): Scene => ({
  name: `narrow-${language}-${kind}-${severity}`,
  snapshot: snapshotWith(kind, { severity, languages: [language] }),
  size: NARROW,
});

const inLanguage = (language: string): readonly Scene[] =>
  NOTICE_KINDS.map((kind) => ({
    name: `${language}-${kind}`,
    snapshot: snapshotWith(kind, { languages: [language] }),
  }));

/** What the table does not show: forms, the update dialog, other languages, few pixels, colours of the user's own. */
export const OTHERS: readonly Scene[] = [
  { name: 'time-form', snapshot: ready('medium'), act: chooseTime },
  { name: 'time-form-refused', snapshot: ready('medium'), act: chooseThePast },
  { name: 'time-form-critical', snapshot: ready('critical'), act: chooseTime },
  { name: 'time-form-ar', snapshot: ready('medium', 'ar'), act: chooseTime },
  { name: 'time-form-narrow', snapshot: ready('medium', 'de'), act: chooseThePast, size: NARROW },
  { name: 'dialog', snapshot: sampleSnapshot(), act: openDialog },
  {
    name: 'dialog-checking',
    snapshot: { ...sampleSnapshot(), phase: 'checking' },
    act: openDialog,
  },
  { name: 'dialog-up-to-date', snapshot: snapshotWith('up-to-date'), act: openDialog },
  { name: 'dialog-updating', snapshot: snapshotWith('updating'), act: openDialog },
  { name: 'dialog-ready', snapshot: ready('medium'), act: openDialog },
  {
    name: 'critical-ar',
    snapshot: snapshotWith('crashing', { severity: 'critical', languages: ['ar'] }),
  },
  { name: 'critical-de', snapshot: ready('critical', 'de') },
  narrow('update-ready', 'medium', 'en'),
  narrow('update-ready', 'critical', 'de'),
  narrow('updating', 'medium', 'ar'),
  narrow('withdrawn', 'critical', 'en'),
  { name: 'forced-colors-banner', snapshot: ready('medium'), forcedColors: 'active' },
  { name: 'forced-colors-updating', snapshot: snapshotWith('updating'), forcedColors: 'active' },
  {
    name: 'forced-colors-critical',
    snapshot: snapshotWith('withdrawn', { severity: 'critical' }),
    forcedColors: 'active',
  },
  ...inLanguage('ar'),
  ...inLanguage('de'),
];
