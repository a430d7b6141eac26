import type { PublishPlace } from '../state/config-publish.ts';
import { folderTarget } from './folder-target.ts';
import { rsyncTarget } from './rsync-target.ts';
import type { Target } from './target.ts';

/** The targets of a config, in its order; `root` is where relative folders begin. */
export async function openTargets(
  places: readonly PublishPlace[],
  root: string,
): Promise<readonly Target[]> {
  return Promise.all(places.map((place) => openTarget(place, root)));
}

async function openTarget(place: PublishPlace, root: string): Promise<Target> {
  switch (place.kind) {
    case 'folder':
      return folderTarget(place, root);
    case 'rsync':
      return rsyncTarget(place, root);
    case 's3': {
      // The client takes a while to load, and most products have no bucket.
      const { s3Target } = await import('./s3-target.ts');
      return s3Target(place);
    }
  }
}
