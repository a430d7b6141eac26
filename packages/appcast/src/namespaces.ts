/** Sparkle's namespace, which WinSparkle and NetSparkle share. */
export const SPARKLE = 'http://www.andymatuschak.org/xml-namespaces/sparkle';
/** Ours; readers that do not know it pass it over. */
export const PHASEGATE = 'urn:phasegate:appcast:1';
/** What the prefix `xml` always means. */
export const XML = 'http://www.w3.org/XML/1998/namespace';

/** Which namespace each prefix means at one place of a file; `''` is the default namespace. */
export type Bindings = ReadonlyMap<string, string>;

/** The prefixes we write, and what they mean. */
export const CONVENTIONAL: Bindings = new Map([
  ['sparkle', SPARKLE],
  ['phasegate', PHASEGATE],
]);
