import type { TimeForm } from '@phasegate/agent';
import { wordsOf } from './marked-text.ts';
import { plainButton } from './plain-button.ts';
import { chosenTime, fieldText, nextEvening, timesFrom } from './time-range.ts';

/** The question when to install, in the place of a notice's buttons while it is open. */
export interface TimeQuestion {
  readonly open: () => void;
  /** Where the answer is typed; `undefined` while it is closed. */
  readonly field: () => HTMLElement | undefined;
}

/** What the question needs of the notice around it. */
export interface TimeQuestionOptions {
  /** The notice's buttons. */
  readonly row: HTMLElement;
  /** The button that opens it, and gets the focus back. */
  readonly opener: HTMLElement;
  /** What was typed before the notice was drawn anew; whoever keeps it outlives the notice's elements. */
  readonly typed: string | undefined;
  readonly keep: (text: string | undefined) => unknown;
  readonly choose: (at: Date) => void;
}

/** Makes the question; it is open at once where somebody was about to answer it. */
export function createTimeQuestion(words: TimeForm, options: TimeQuestionOptions): TimeQuestion {
  const { row, opener, typed, keep, choose } = options;
  let shown: FormElements | undefined;
  const close = (): void => {
    shown?.form.remove();
    shown = undefined;
    row.hidden = false;
    keep(undefined);
    opener.focus();
  };
  const submit = ({ field, hint }: FormElements): void => {
    const at = chosenTime(field.value, Date.now());
    if (at === undefined) {
      refuse(field, hint);
      return;
    }
    close();
    choose(at);
  };
  const open = (text: string): FormElements => {
    const elements = layOut(words, text);
    keep(text);
    elements.field.addEventListener('input', () => keep(elements.field.value));
    elements.form.addEventListener('submit', (event) => {
      event.preventDefault();
      submit(elements);
    });
    elements.back.addEventListener('click', close);
    closeOnEscape(elements.form, close);
    row.before(elements.form);
    row.hidden = true;
    shown = elements;
    return elements;
  };
  if (typed !== undefined) {
    open(typed);
  }
  return {
    open: () => open(fieldText(new Date(words.at ?? nextEvening(Date.now())))).field.focus(),
    field: () => shown?.field,
  };
}

interface FormElements {
  readonly form: HTMLFormElement;
  readonly field: HTMLInputElement;
  readonly back: HTMLButtonElement;
  readonly hint: HTMLElement;
}

function layOut(words: TimeForm, text: string): FormElements {
  const form = document.createElement('form');
  form.className = 'when';
  form.noValidate = true;
  form.setAttribute('part', 'form');
  // The notice around it is read out as a whole when something in it changes.
  form.setAttribute('aria-live', 'off');
  const label = document.createElement('label');
  label.htmlFor = 'when';
  label.setAttribute('part', 'label');
  label.append(...wordsOf(words.label));
  const hint = document.createElement('p');
  hint.id = 'when-hint';
  hint.className = 'hint';
  hint.setAttribute('part', 'hint');
  hint.append(...wordsOf(words.hint));
  const field = timeField(text);
  const confirm = plainButton('primary');
  confirm.type = 'submit';
  confirm.append(...wordsOf(words.confirm));
  const back = plainButton('quiet');
  back.append(...wordsOf(words.back));
  const row = document.createElement('div');
  row.className = 'answer';
  row.append(field, confirm, back);
  form.append(label, row, hint);
  return { form, field, back, hint };
}

/** Says aloud which times are possible. Not in the browser's own bubble, which speaks the browser's language. */
function refuse(field: HTMLInputElement, hint: HTMLElement): void {
  field.setAttribute('aria-invalid', 'true');
  hint.setAttribute('role', 'alert');
  hint.replaceChildren(...hint.childNodes);
  limit(field);
  field.focus();
}

function timeField(text: string): HTMLInputElement {
  const field = document.createElement('input');
  field.type = 'datetime-local';
  field.id = 'when';
  field.required = true;
  field.setAttribute('part', 'field');
  field.setAttribute('aria-describedby', 'when-hint');
  limit(field);
  field.value = text;
  field.addEventListener('input', () => field.removeAttribute('aria-invalid'));
  return field;
}

/** What the system's calendar offers. */
function limit(field: HTMLInputElement): void {
  const { first, last } = timesFrom(Date.now());
  field.min = fieldText(first);
  field.max = fieldText(last);
}

/** Escape goes one step back, and no further: not to the notice, nor to a dialog around it. */
function closeOnEscape(form: HTMLElement, close: () => void): void {
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
}
