/** The version of this SDK, as `package.json` has it; a test keeps the two equal. */
export const SDK_VERSION = '0.1.0';
