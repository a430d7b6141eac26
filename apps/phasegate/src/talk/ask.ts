import type { Change } from '@phasegate/feed-ops';

import type { Settings } from '../words/settings.ts';

/** Whether a change may be made; a "no" says how to say "yes". */
export type Consent =
  | { readonly given: true }
  | { readonly given: false; readonly message: string; readonly interrupted: boolean };

/** What consent is asked for. */
export type Asked = Pick<Change, 'headline' | 'danger' | 'versions' | 'confirm'>;

/** Danger decides: nothing to ask, y/N, or the version typed; without a terminal only the flags can say yes. */
export async function askConsent(change: Asked, settings: Settings): Promise<Consent> {
  const { danger, versions } = change;
  if (danger === 'none' || settings.yes) {
    return { given: true };
  }
  if (settings.confirm.length > 0) {
    const missing = versions.filter((version) => !settings.confirm.includes(version));
    return missing.length === 0
      ? { given: true }
      : no(`--confirm ${settings.confirm.join(' ')} does not name ${missing.join(' ')}`);
  }
  if (!settings.interactive) {
    return settings.outspoken
      ? { given: true }
      : no(`${change.headline} asks for consent, and nobody is at a terminal to give it`);
  }
  return danger === 'ask' ? askYes(change) : askTyped(change);
}

async function askYes({ headline }: Asked): Promise<Consent> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({
    message: `${headline}?`,
    initialValue: false,
    output: process.stderr,
  });
  if (isCancel(answer)) {
    return cancelled();
  }
  return answer ? { given: true } : no('You said no');
}

async function askTyped({ headline, confirm }: Asked): Promise<Consent> {
  const { isCancel, text } = await import('@clack/prompts');
  const answer = await text({
    message: `${headline}? Type ${confirm} to go on`,
    placeholder: confirm,
    output: process.stderr,
  });
  if (isCancel(answer)) {
    return cancelled();
  }
  return answer?.trim() === confirm ? { given: true } : no(`What you typed is not ${confirm}`);
}

function no(message: string): Consent {
  return { given: false, message, interrupted: false };
}

function cancelled(): Consent {
  return { given: false, message: 'You stopped', interrupted: true };
}
