/** In place of the demo app's own code: a release whose main process crashes as soon as it runs. */
export function openNotes(): void {
  process.crash();
}
