import type { AppMessages, Messages } from '@phasegate/agent-electron/main';

export const words: AppMessages = {
  en: { 'button.later': 'Not now' },
  de: { 'button.later': 'Nicht jetzt' },
  'de-AT': { 'ready.title': '{app} {target} ist da' },
};

/** A language that is not built in: every message, or it is not spoken. */
export function withFrench(french: Messages): AppMessages {
  return { ...words, fr: french };
}
