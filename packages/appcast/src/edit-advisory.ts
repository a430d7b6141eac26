import type { Advisory } from '@phasegate/rollout';
import { refuseEdit } from './edit-problem.ts';
import type { EditOutcome } from './edit-problem.ts';
import { editText } from './edit-text.ts';
import type { Change } from './edit-text.ts';
import type { AppcastOutline } from './outline.ts';
import { PHASEGATE } from './namespaces.ts';
import { MOST_ADVISORIES } from './read-advisory.ts';
import { removal, slotIn } from './splice.ts';
import { prefixFor } from './tag.ts';
import { writeAdvisory } from './write-advisory.ts';

/** Puts an advisory before the first item, so behind the advisories that stand there. */
export function addAdvisory(text: string, advisory: Advisory): EditOutcome {
  return editText(text, (outline) => adding(text, outline, advisory));
}

/** The splices of {@link addAdvisory}. */
export function adding(text: string, outline: AppcastOutline, advisory: Advisory): Change {
  const { advisories, channel, items } = outline;
  if (advisories.some(({ id }) => id === advisory.id)) {
    return refuseEdit('advisory-exists', `The feed has an advisory ${advisory.id} already.`);
  }
  if (advisories.length >= MOST_ADVISORIES) {
    const message = `The feed has ${MOST_ADVISORIES} advisories, and readers take no more.`;
    return refuseEdit('too-many-advisories', message);
  }
  const { layout, put } = slotIn(text, outline, items[0]);
  const naming = { layout, ...prefixFor(channel.bindings, PHASEGATE, 'phasegate') };
  return [put(writeAdvisory(advisory, naming))];
}

/** Takes an advisory out, with its lines. */
export function removeAdvisory(text: string, id: string): EditOutcome {
  return editText(text, (outline) => ending(text, outline, id));
}

/** The splices of {@link removeAdvisory}. */
export function ending(text: string, { advisories }: AppcastOutline, id: string): Change {
  const found = advisories.filter((advisory) => advisory.id === id);
  return found.length === 0
    ? refuseEdit('no-such-advisory', `The feed has no advisory ${id}.`)
    : found.map((advisory) => removal(text, advisory));
}
