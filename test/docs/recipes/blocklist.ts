/** Never offered, never installed from the disk, and told of when running. */
export const blockedVersions: readonly string[] = ['1.2.3', '>=2.0.0 <2.0.4'];
