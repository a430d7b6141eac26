/** The process that `releaseWithForge` starts: Forge's own `release`, on what an earlier `make` has left. */
import { api } from '@electron-forge/core';

await api.release({ dir: process.argv[2] ?? '', fromMake: true, interactive: false });
