// What is published holds `dist` alone: the condition that leads to the sources inside this repository is left out, and
// so are the development dependencies, some of which are never published.
export const hooks = {
  beforePacking: (manifest) => ({
    ...manifest,
    devDependencies: undefined,
    ...(manifest.exports && { exports: withoutSources(manifest.exports) }),
  }),
};

function withoutSources(exports) {
  return typeof exports === 'object'
    ? Object.fromEntries(
        Object.entries(exports)
          .filter(([condition]) => condition !== 'source')
          .map(([name, value]) => [name, withoutSources(value)]),
      )
    : exports;
}
