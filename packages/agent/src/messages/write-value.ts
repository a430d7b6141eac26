import type { Bytes, Duration, MessageValues, Moment } from './message.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
const numbers = new Map<string, Intl.NumberFormat>();

/** Writes what a message speaks of in its language: numbers and names by the rules of the locale, words as they are. */
export function writeValue(
  value: MessageValues[keyof MessageValues],
  locale: string,
): string | number {
  if (typeof value !== 'object') {
    return value;
  }
  switch (value.kind) {
    case 'bytes':
      return bytes(value, locale);
    case 'speed':
      return inUnit(value.bytes, value.bytes, locale, (unit) => ({
        style: 'unit',
        unit: `${unit}-per-second`,
      }));
    case 'duration':
      return duration(value, locale);
    case 'time':
      return time(value, locale);
    case 'language':
      return languageName(value.tag, locale);
  }
}

/** `98.0 MB`, or `12.4` beside it; a decimal from megabytes on. */
function bytes({ bytes: amount, of }: Bytes, locale: string): string {
  return inUnit(amount, of ?? amount, locale, (unit) =>
    of === undefined
      ? { style: 'unit', unit, unitDisplay: unit === 'byte' ? 'long' : 'short' }
      : {},
  );
}

function inUnit(
  amount: number,
  scale: number,
  locale: string,
  options: (unit: (typeof UNITS)[number]) => Intl.NumberFormatOptions,
): string {
  const power = UNITS.filter((_, step) => step > 0 && scale >= 1000 ** step).length;
  const digits = power > 1 ? 1 : 0;
  const format = numberFormat(locale, {
    ...options(UNITS[power] ?? 'byte'),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amount / 1000 ** power);
}

/** Whole seconds under a minute, whole minutes under an hour, else whole hours. */
function duration({ seconds }: Duration, locale: string): string {
  const [amount, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 3600
        ? [seconds / 60, 'minute']
        : [seconds / 3600, 'hour'];
  const format = numberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 0,
  });
  return format.format(Math.max(1, Math.ceil(amount)));
}

/** The feed may name what is no language. */
function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function time({ at, today }: Moment, locale: string): string {
  const sameDay = new Date(at).toDateString() === new Date(today).toDateString();
  const day = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  return new Intl.DateTimeFormat(locale, {
    ...(sameDay ? {} : day),
    hour: 'numeric',
    minute: '2-digit',
  }).format(at);
}

/** Kept: a download reports ten times a second. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = numbers.get(key) ?? new Intl.NumberFormat(locale, options);
  numbers.set(key, format);
  return format;
}
