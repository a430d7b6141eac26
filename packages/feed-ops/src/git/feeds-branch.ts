import { runGit } from './git.ts';
import type { Base, FeedRepository } from './feed-repository.ts';
import { gitRepository } from './git-repository.ts';
import type { WorkTree } from './work-tree.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { configIn } from '../state/config-in.ts';
import { CONFIG_PATH, parseConfig } from '../state/config.ts';
import type { Config } from '../state/config.ts';

/** Where to look for the feeds. */
export interface FeedsWanted {
  readonly branch?: string | undefined;
  readonly pushes: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly urgent?: boolean | undefined;
  readonly progress?: ((line: string) => void) | undefined;
  /** The config that `init` brings. */
  readonly fresh: Config | undefined;
}

/** The branch of the feeds in a clone. */
export interface FeedsPlace {
  readonly repository: FeedRepository;
  readonly config: Config | undefined;
  readonly checkedOut: boolean;
}

const USUAL_BRANCH = 'gh-pages';

/**
 * Finds the feeds in any clone: the branch is the one that is named, or that a config in the work tree names, or
 * gh-pages. Where it is not checked out nothing is: what is written is made beside all branches, and pushed by its hash.
 */
export async function feedsIn(tree: WorkTree, wanted: FeedsWanted): Promise<Result<FeedsPlace>> {
  const here = await configIn(tree.root);
  const known = (here.ok ? here.value : undefined) ?? wanted.fresh;
  const branch = wanted.branch ?? known?.branch ?? USUAL_BRANCH;
  const checkedOut = tree.branch === branch;
  if (checkedOut && !here.ok) {
    return here;
  }
  const remotes = await remotesOf(tree);
  const remote = remotes.find((one) => one === (known?.remote ?? 'origin')) ?? known?.remote;
  const { pushes, timeoutMs, signal, urgent = false, progress } = wanted;
  const git = { branch, remoteBranch: branch, pushes, timeoutMs, signal, urgent, checkedOut };
  const repository = gitRepository(tree, { ...git, remote: remote ?? remotes[0], progress });
  const config = checkedOut && here.ok ? here.value : undefined;
  // An `init` that was killed after its push has left the files as they were: then the remote knows more.
  if (config !== undefined || (checkedOut && wanted.fresh !== undefined)) {
    return accept({ repository, config, checkedOut });
  }
  const elsewhere = pushes || checkedOut ? undefined : await checkedOutIn(tree, branch);
  if (elsewhere !== undefined) {
    return refuse(
      'wrong-branch',
      `The branch ${branch} is checked out in ${elsewhere}, so what is not pushed has to be made there`,
      `run the same command with -C ${elsewhere}`,
    );
  }
  const there = await configOf(repository, wanted.fresh);
  return there.ok ? accept({ repository, config: there.value, checkedOut }) : there;
}

/** From what this clone knows of the branch already, else from the remote. */
async function configOf(
  repository: FeedRepository,
  fresh: Config | undefined,
): Promise<Result<Config | undefined>> {
  const seen = await repository.lastSeen();
  const known = seen === undefined ? accept(undefined) : await configAt(repository, seen);
  if (!known.ok || known.value !== undefined || (seen !== undefined && fresh !== undefined)) {
    return known;
  }
  const base = await repository.catchUp();
  if (base.ok) {
    return configAt(repository, base.value);
  }
  return base.refusal.code === 'no-remote' && fresh === undefined ? known : base;
}

async function configAt(
  repository: FeedRepository,
  base: Base,
): Promise<Result<Config | undefined>> {
  const bytes = (await repository.read(base, [CONFIG_PATH])).get(CONFIG_PATH);
  return bytes === undefined ? accept(undefined) : parseConfig(Buffer.from(bytes).toString('utf8'));
}

async function remotesOf({ root }: WorkTree): Promise<readonly string[]> {
  const answer = await runGit(['remote'], { cwd: root });
  return Buffer.from(answer.stdout)
    .toString('utf8')
    .split('\n')
    .filter((one) => one !== '');
}

async function checkedOutIn({ root }: WorkTree, branch: string): Promise<string | undefined> {
  const args = ['for-each-ref', '--format=%(worktreepath)', `refs/heads/${branch}`];
  const said = Buffer.from((await runGit(args, { cwd: root })).stdout)
    .toString('utf8')
    .trim();
  return said === '' ? undefined : said;
}
