/** `12 min`, `23 h`, `7 d`: as exact as somebody needs it who decides whether to wait. What is over counts as nothing. */
export function between(from: number, to: number): string {
  return inWords(Math.floor(Math.max(0, to - from) / 60_000), Math.floor);
}

/** The same of what is still to come, rounded up: nobody is told to come back too early. */
export function left(from: number, to: number): string {
  return inWords(Math.ceil(Math.max(0, to - from) / 60_000), Math.ceil);
}

function inWords(minutes: number, round: (value: number) => number): string {
  if (minutes < 90) {
    return `${minutes} min`;
  }
  const hours = round(minutes / 60);
  return hours < 49 ? `${hours} h` : `${round(hours / 24)} d`;
}
