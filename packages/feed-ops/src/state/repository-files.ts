import type { FileEdit } from '../plan/plan-types.ts';
import { CONFIG_PATH } from './config.ts';
import type { Config } from './config.ts';

const ATTRIBUTES = '.gitattributes';
const NO_JEKYLL = '.nojekyll';

/** What the feeds' repository tells git and GitHub Pages, and what is wrong where it does not. */
export const REPOSITORY_FILES: Readonly<Record<string, string>> = {
  [ATTRIBUTES]: `${ATTRIBUTES} does not keep git from changing line ends, and signatures cover every byte`,
  [NO_JEKYLL]: `${NO_JEKYLL} is not there, so GitHub Pages builds the site with Jekyll, late and not every file`,
};

/** Where they lie. */
export const REPOSITORY_PATHS: readonly string[] = Object.keys(REPOSITORY_FILES);

/** The edits after which both say what they should; lines of others stay. */
export function repositoryEdits(
  config: Config,
  texts: ReadonlyMap<string, string>,
): readonly FileEdit[] {
  const attributes = texts.get(ATTRIBUTES);
  const wanted = withAttributes(attributes, config);
  return [
    { path: ATTRIBUTES, before: attributes, after: wanted, role: 'repository' } as const,
    { path: NO_JEKYLL, before: texts.get(NO_JEKYLL), after: '', role: 'repository' } as const,
  ].filter(({ path, before, after }) =>
    path === NO_JEKYLL ? before === undefined : before !== after,
  );
}

/** In git the last line that matches wins, so a line of ours counts only where no later one speaks of line ends. */
function withAttributes(text: string | undefined, { updates }: Config): string {
  const ours = [`/${CONFIG_PATH} -text`, `/${updates}/** -text`];
  const lines = (text ?? '').split(/\r?\n/).map((line) => line.trim());
  const lastWord = lines.findLastIndex(
    (line) => !ours.includes(line) && /^[^#].*\s(?:[-!]?(?:text|crlf|eol)\b|binary\b)/.test(line),
  );
  const missing = ours.filter((line) => lines.lastIndexOf(line) <= lastWord);
  const before = text ?? '';
  const joint = before === '' || before.endsWith('\n') || missing.length === 0 ? '' : '\n';
  return `${before}${joint}${missing.map((line) => `${line}\n`).join('')}`;
}
