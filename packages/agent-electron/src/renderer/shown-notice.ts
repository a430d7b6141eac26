import type { Notice, NoticeAction } from '@phasegate/agent';
import { whenInView } from './in-view.ts';
import { createCard } from './notice-card.ts';
import type { NoticeCard } from './notice-card.ts';
import type { Surface } from './surface.ts';

/** A notice that is on the page. */
export interface ShownNotice {
  readonly id: string;
  readonly place: Surface['place'];
  readonly role: Surface['role'];
  readonly card: NoticeCard;
  /** Whether the same is on the page already: the same words are not put in again, or a screen reader would say them again. */
  readonly is: (notice: Notice, surface: Surface) => boolean;
  /** The one thing that changes without new words. */
  readonly progress: (notice: Notice) => void;
  readonly gone: () => void;
}

/** What the page does when a notice is seen or one of its buttons is pressed. */
export interface NoticeListener {
  readonly seen: (notice: Notice) => void;
  readonly press: (notice: Notice, action: NoticeAction) => void;
  readonly choose: (notice: Notice, action: NoticeAction, at: Date) => void;
  readonly typed: Map<string, string>;
}

/** Makes the card of a notice, and reports once when it comes into view. */
export function showNotice(
  notice: Notice,
  surface: Surface,
  listener: NoticeListener,
): ShownNotice {
  const card = createCard(notice, surface, {
    press: (action) => listener.press(notice, action),
    choose: (action, at) => listener.choose(notice, action, at),
    typed: listener.typed,
  });
  const key = keyOf(notice, surface);
  const giveUp = whenInView(card.element, () => listener.seen(notice));
  return {
    id: notice.id,
    place: surface.place,
    role: surface.role,
    card,
    is: (other, where) => keyOf(other, where) === key,
    progress: ({ progress, progressText }) => card.bar?.show(progress, progressText),
    gone: giveUp,
  };
}

function keyOf(notice: Notice, { place }: Surface): string {
  const { progress, progressText: _words, tell: _tell, ...still } = notice;
  return JSON.stringify([still, place, progress !== undefined]);
}

/** The button that takes the place of one that was pressed and is gone. */
const FOLLOWS: Partial<Record<NoticeAction['kind'], NoticeAction['kind']>> = {
  suspend: 'resume',
  resume: 'suspend',
};

/** Where focus goes when one card takes the place of another that had it: its form, the same button, or the one that undoes it. */
export function heirOf(focused: Element | null, card: NoticeCard): HTMLElement | undefined {
  if (focused !== null && focused.closest('form') !== null) {
    return card.question?.field();
  }
  const kind = (focused as HTMLElement | null)?.dataset['action'] as
    | NoticeAction['kind']
    | undefined;
  if (kind === undefined) {
    return undefined;
  }
  const follows = FOLLOWS[kind];
  return card.button(kind) ?? (follows === undefined ? undefined : card.button(follows));
}
