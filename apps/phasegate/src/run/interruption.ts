/** Ctrl-C once asks the command to stop where nothing is half done; twice ends it at once. */
export function interruption(): AbortSignal {
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      stop.abort();
      process.once(name, () => process.exit(130));
    });
  }
  return stop.signal;
}
