import type { CanonicalValue } from './canonical-json.ts';
import type { RootFault } from './root.ts';

/** A JSON object, its names not yet looked at. */
export type Fields = { readonly [name: string]: CanonicalValue };

/** Ends the reading of a root; `parseRoot` turns it into a verdict and nobody else sees it. */
export class RootFaultError extends Error {
  readonly code: RootFault;

  constructor(code: RootFault, message: string) {
    super(message);
    this.code = code;
  }
}

const EXPIRES = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** An object that is neither null nor a list. */
export function fieldsOf(value: CanonicalValue | undefined, code: RootFault, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RootFaultError(code, `${what} is not an object`);
  }
  return value as Fields;
}

/** A list. */
export function listOf(
  value: CanonicalValue | undefined,
  code: RootFault,
  what: string,
): readonly CanonicalValue[] {
  if (!Array.isArray(value)) {
    throw new RootFaultError(code, `${what} is not a list`);
  }
  return value as readonly CanonicalValue[];
}

/** A string that is not empty. */
export function textOf(value: CanonicalValue | undefined, code: RootFault, what: string): string {
  if (typeof value !== 'string' || value === '') {
    throw new RootFaultError(code, `${what} is not a text`);
  }
  return value;
}

/** An integer from 1. */
export function countOf(value: CanonicalValue | undefined, code: RootFault, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1) {
    throw new RootFaultError(code, `${what} is not an integer from 1`);
  }
  return value;
}

/** `expires` in the one form that TUF knows (TUF 1.0.34, 4.2.1), in milliseconds since 1970. */
export function expiresOf(value: CanonicalValue | undefined): number {
  const found = EXPIRES.exec(textOf(value, 'bad-expires', '"expires"'));
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (found ?? [])
    .slice(1)
    .map(Number);
  const isDay = day >= 1 && day <= daysIn(year, month);
  if (year < 1970 || !isDay || hour > 23 || minute > 59 || second > 59) {
    throw new RootFaultError('bad-expires', '"expires" is not a time like 2030-01-31T00:00:00Z');
  }
  return (((daysBefore(year, month) + day - 1) * 24 + hour) * 60 + minute) * 60_000 + second * 1000;
}

function daysIn(year: number, month: number): number {
  const isLeap = month === 2 && leapYears(year) > leapYears(year - 1);
  return (DAYS[month - 1] ?? 0) + (isLeap ? 1 : 0);
}

function daysBefore(year: number, month: number): number {
  const years = (year - 1970) * 365 + leapYears(year - 1) - leapYears(1969);
  return DAYS.slice(0, month - 1).reduce((days, _, at) => days + daysIn(year, at + 1), years);
}

function leapYears(until: number): number {
  return Math.floor(until / 4) - Math.floor(until / 100) + Math.floor(until / 400);
}
