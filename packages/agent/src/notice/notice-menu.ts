import type { Instant } from '@phasegate/rollout';
import type { AgentFacts } from '../facts.ts';
import type { Known } from '../known.ts';
import { spokenFor } from '../messages/languages.ts';
import { say } from '../messages/message.ts';
import type { Message } from '../messages/message.ts';
import { tongueOf } from '../messages/tongue.ts';
import { installButton } from './notice-drafts.ts';
import { asideOf } from './notices.ts';
import { plainText } from './plain-text.ts';
import type { MenuEntry, NoticeKind } from '../snapshot.ts';

/** What the app's menu offers: what is ready, else what was put aside, else to look; a warning put aside comes first. */
export function menuOf(known: Known, facts: AgentFacts, now: Instant): MenuEntry {
  const { state } = known;
  const aside = asideOf(known, facts, now).find(({ notice }) => !isPast(notice.kind));
  const held =
    state.phase === 'checking' ? state.held : state.phase === 'ready' ? state : undefined;
  const warns = aside !== undefined && aside.notice.kind !== 'update-ready';
  if (held !== undefined && !held.paused && !warns) {
    return { kind: 'install', label: labelIn(facts, installButton(held.target).label) };
  }
  if (aside !== undefined) {
    const label = aside.tongue.say(say('menu.bring-back', { title: aside.notice.title }));
    return { kind: 'bring-back', label: plainText(label, 80) };
  }
  return { kind: 'check', label: labelIn(facts, say('menu.check', {})) };
}

/** Good news that was read: the entry is worth more for looking. */
function isPast(kind: NoticeKind): boolean {
  return kind === 'went-back' || kind === 'resolved';
}

function labelIn({ languages, messages }: AgentFacts, label: Message): string {
  const [first = { language: 'en', locale: 'en' }] = spokenFor(languages, messages);
  return plainText(tongueOf(first, messages).say(label), 80);
}
