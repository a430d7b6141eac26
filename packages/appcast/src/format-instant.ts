import type { Instant } from '@phasegate/rollout';

/** RFC 3339 in UTC, to the second, as feeds carry it; the inverse of rollout's `parseInstant`. */
export function formatInstant(instant: Instant): string {
  const seconds = Math.floor(instant / 1000);
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  const clock = [rest / 3600, (rest % 3600) / 60, rest % 60].map((part) => pad(Math.floor(part)));
  return `${civilDate(days)}T${clock.join(':')}Z`;
}

/** Howard Hinnant, "civil_from_days": the year begins in March, so that the leap day comes last. */
function civilDate(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`;
}

function pad(part: number): string {
  return String(part).padStart(2, '0');
}
