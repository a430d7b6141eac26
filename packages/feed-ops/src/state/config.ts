import { DEFAULT_PHASES, parsePhases, parsePlatform } from '@phasegate/rollout';
import type { Phase, Phases, Platform } from '@phasegate/rollout';
import * as v from 'valibot';

import { strangeKeys } from './config-keys.ts';
import type { StrangeKey } from './config-keys.ts';
import { RolesShape } from './config-roles.ts';
import type { Roles } from './config-roles.ts';
import { oneLine } from '../one-line.ts';
import { accept, refuse } from '../refusal.ts';
import type { Result } from '../refusal.ts';
import { PublishShape } from './config-publish.ts';
import type { PublishPlace } from './config-publish.ts';
import { FormerPhasesShape } from './config-phases.ts';
import { HealthShape } from './config-health.ts';
import type { HealthSettings } from './config-health.ts';
import { KeepShape } from './config-keep.ts';
import type { Keep } from './config-keep.ts';
import { sparklePublic } from '../keys/sparkle-key.ts';
import type { SparklePublic } from '../keys/sparkle-key.ts';

/** `phasegate.json`, at the root of the git work tree that holds the feeds. */
export interface Config {
  /** The app's id, as its clients know it: `com.example.notes`. */
  readonly app: string;
  /** The app's name, as people know it. */
  readonly title: string;
  /** The folder of the feeds, relative to the root. */
  readonly updates: string;
  readonly platforms: readonly Platform[];
  readonly phases: Phases;
  /** Phases of before, whose feeds go on for the apps that were built with them. */
  readonly formerPhases?: readonly Phase[] | undefined;
  readonly branch: string;
  readonly remote: string;
  /** The URL of the `updates` folder, where it is published. */
  readonly feedBase: string | undefined;
  /** Whether clients demand signatures; what says nothing is unsigned. */
  readonly trust: 'signed' | 'unsigned';
  /** Where there is one, every feed ends in Sparkle's own signature by it. */
  readonly sparkleKey?: SparklePublic | undefined;
  /** Where there is none, the health gate is off. */
  readonly health?: HealthSettings | undefined;
  /** Who may do what; absent: whoever can push may do everything. */
  readonly roles?: Roles | undefined;
  /** How much of the past the feeds hold; `undefined`: {@link DEFAULT_KEEP}. */
  readonly keep?: Keep | undefined;
  /** Where the published files go beside the git branch. */
  readonly publish?: readonly PublishPlace[] | undefined;
}

/** Where the config lies. */
export const CONFIG_PATH = 'phasegate.json';

const SCHEMA = 'phasegate/config@1';
/** Every key is compared with every other that it could be a typo of. */
const MOST_CHARACTERS = 256 * 1024;
const NAME = /^(?!-)[^\s:?*[\]\\^~]+$/;

/** A config as it is written by hand: what is left out gets its default. */
export type ConfigInput = Pick<Config, 'app' | 'title' | 'platforms'> &
  Partial<Omit<Config, 'app' | 'title' | 'platforms' | 'phases'>> & {
    readonly phases?: readonly number[];
  };

const Shape = v.looseObject({
  schema: v.literal(SCHEMA),
  app: v.pipe(v.string(), v.regex(/^[\w.-]{1,128}$/, 'is letters, digits, dots and dashes')),
  title: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  updates: v.optional(
    v.pipe(v.string(), v.check(isFolder, 'is a folder below the root')),
    'updates',
  ),
  platforms: v.pipe(v.array(v.picklist(['macos', 'windows', 'linux'])), v.minLength(1)),
  phases: v.optional(v.array(v.number()), [...DEFAULT_PHASES]),
  formerPhases: v.optional(FormerPhasesShape),
  branch: v.optional(v.pipe(v.string(), v.regex(NAME)), 'gh-pages'),
  remote: v.optional(v.pipe(v.string(), v.regex(NAME)), 'origin'),
  feedBase: v.optional(v.pipe(v.string(), v.check(isFeedBase, 'is an https address'))),
  trust: v.optional(v.picklist(['signed', 'unsigned']), 'unsigned'),
  health: v.optional(HealthShape),
  sparkleKey: v.optional(
    v.object({
      public: v.pipe(
        v.string(),
        v.check((text) => sparklePublic(text) !== undefined, 'is base64 of an Ed25519 public key'),
      ),
    }),
  ),
  roles: v.optional(RolesShape),
  keep: v.optional(KeepShape),
  publish: v.optional(PublishShape),
});

/** The same for whoever publishes or walks it. */
export const configShape: v.GenericSchema = Shape;

/** Reads `phasegate.json`. A key that looks like a known one is a typo; others may be a newer version's. */
export function parseConfig(text: string): Result<Config> {
  if (text.length > MOST_CHARACTERS) {
    return refuse('bad-config', `${CONFIG_PATH} is larger than any config`, correctIt(CONFIG_PATH));
  }
  const json = readJson(text);
  return json === undefined
    ? refuse('bad-config', `${CONFIG_PATH} is not JSON`, correctIt(CONFIG_PATH))
    : readConfig(json, CONFIG_PATH, ({ near }) => near !== undefined);
}

/** Reads a config as somebody wrote it for this version: every key must be known. */
export function readConfigSource(value: unknown, file: string): Result<Config> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? readConfig({ ...value, schema: SCHEMA }, file, () => true)
    : refuse('bad-config', `${file} holds no config`, correctIt(file));
}

function readConfig(
  json: unknown,
  file: string,
  isWrong: (key: StrangeKey) => boolean,
): Result<Config> {
  const next = correctIt(file);
  const strange = strangeKeys(Shape, json).find((key) => key.path !== '$schema' && isWrong(key));
  if (strange !== undefined) {
    return refuse('bad-config', `${file}: ${strangeText(strange)}`, next);
  }
  const read = v.safeParse(Shape, json);
  if (!read.success) {
    const [issue] = read.issues;
    const at = v.getDotPath(issue) ?? 'the file';
    return refuse('bad-config', `${file}: ${at}: ${issue.message}`, next);
  }
  const phases = parsePhases(read.output.phases);
  if (phases === undefined) {
    return refuse('bad-config', `${file}: phases must rise and end in 100`, next);
  }
  const { sparkleKey, publish, ...rest } = read.output;
  if (sparkleKey !== undefined && rest.trust === 'unsigned') {
    return refuse('bad-config', `${file}: sparkleKey is for signed feeds`, next);
  }
  const { app, title, updates, branch, remote, feedBase, trust } = rest;
  const { health, formerPhases, roles, keep } = rest;
  const platforms = [...new Set(read.output.platforms)];
  const config = { app, title, updates, platforms, phases, branch, remote, feedBase, trust };
  return accept({
    ...config,
    ...(sparkleKey === undefined ? {} : { sparkleKey }),
    ...(health === undefined ? {} : { health }),
    ...(formerPhases === undefined ? {} : { formerPhases }),
    ...(roles === undefined ? {} : { roles }),
    ...(keep === undefined ? {} : { keep }),
    ...(publish === undefined ? {} : { publish }),
  });
}

function correctIt(file: string): string {
  return file === CONFIG_PATH ? `correct ${file} and commit it` : `correct ${file}`;
}

function strangeText({ path, near }: StrangeKey): string {
  const name = oneLine(path, 64);
  return near === undefined
    ? `${name} is not known to this version`
    : `${name} is not known; did you mean ${near}?`;
}

/** The text of `phasegate.json`; of the text before it, what this version does not know is kept. */
export function configText(config: Config, before?: string): string {
  const old = (before === undefined ? undefined : readJson(before)) ?? {};
  const strange = strangeKeys(Shape, old).map(({ path }) => path);
  const { $schema, ...kept } = Object.fromEntries(
    Object.entries(old).filter(([key]) => strange.includes(key)),
  ) as Readonly<Record<string, unknown>>;
  const head = $schema === undefined ? {} : { $schema };
  return `${JSON.stringify({ ...head, schema: SCHEMA, ...config, ...kept }, null, 2)}\n`;
}

/** Reads JSON; `undefined` where it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The platforms that a command is for: the ones named, or all. */
export function scopeOf(
  config: Config,
  named: readonly Platform[] | undefined,
): Result<readonly Platform[]> {
  const foreign = named?.find((platform) => !config.platforms.includes(platform));
  if (foreign !== undefined) {
    const has = config.platforms.join(', ');
    return refuse(
      'unknown-platform',
      `${config.title} has no feeds for ${foreign}; it has ${has}`,
      `name one of ${has}, or add ${foreign} to platforms in ${CONFIG_PATH}`,
    );
  }
  return accept(named === undefined || named.length === 0 ? config.platforms : named);
}

/** The platform named by the folder a feed lies in, `updates/linux/stable/appcast.xml`. */
export function platformInPath(path: string): Platform | undefined {
  return parsePlatform(path.split('/').at(-3) ?? '');
}

function isFolder(path: string): boolean {
  return path.split('/').every((part) => /^[\w@.-]+$/.test(part) && !/^\.+$/.test(part));
}

/** Whether a text is an address that clients may fetch feeds from: https, or http on this machine. */
export function isFeedBase(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const plain = [username, password, search, hash].every((part) => part === '');
  return plain && (protocol === 'https:' || (protocol === 'http:' && here));
}

/** What `init` takes where nothing else is said. */
export const DEFAULT_CONFIG: Pick<Config, 'updates' | 'phases'> = {
  updates: 'updates',
  phases: DEFAULT_PHASES,
};

/** Reads the address of the published `updates` folder. */
export function readFeedBase(text: string | undefined): Result<string | undefined> {
  return text === undefined || isFeedBase(text)
    ? accept(text)
    : refuse(
        'bad-argument',
        `"${oneLine(text, 120)}" is no https address of a folder`,
        'write https://...',
      );
}
