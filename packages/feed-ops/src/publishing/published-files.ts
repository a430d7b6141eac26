import type { Base, FeedRepository } from '../git/feed-repository.ts';
import type { Snapshot } from '../state/snapshot.ts';
import type { PublishedFile } from './target.ts';

/** Every file that clients fetch, in the order in which it may be seen: roots, the oldest first, then feeds. */
export async function publishedFiles(
  repository: FeedRepository,
  base: Base,
  { config, chain, states }: Snapshot,
): Promise<readonly PublishedFile[]> {
  const roots = chain.files.map(({ path }) => path);
  const feeds = states.flatMap((state) =>
    state.feeds.flatMap(({ path, aliasPath }) =>
      aliasPath === undefined ? path : [path, aliasPath],
    ),
  );
  const bytes = await repository.read(base, [...roots, ...feeds]);
  const below = (config?.updates ?? '').length + 1;
  const all = (paths: readonly string[], kind: PublishedFile['kind']): readonly PublishedFile[] =>
    paths.flatMap((path) => {
      const found = bytes.get(path);
      return found === undefined ? [] : [{ path: path.slice(below), kind, bytes: found }];
    });
  return [...all(roots, 'root'), ...all(feeds, 'feed')];
}
