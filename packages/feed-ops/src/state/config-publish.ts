import * as v from 'valibot';

interface PlaceFacts {
  /** What it is called on the command line; its kind where nothing else is said. */
  readonly name: string;
  /** The URL of the files there, where it is known. */
  readonly feedBase?: string | undefined;
}

/** A folder that something else serves, or that is a mounted share. */
export interface FolderPlace extends PlaceFacts {
  readonly kind: 'folder';
  /** Absolute, or relative to the root of the work tree. */
  readonly path: string;
}

/** A bucket of S3, or of whatever speaks its protocol. Credentials are never here: they come from AWS's own chain. */
export interface S3Place extends PlaceFacts {
  readonly kind: 's3';
  readonly bucket: string;
  /** Before every key, without slashes at its ends; `''`: none. */
  readonly prefix: string;
  /** `undefined`: Amazon's own. */
  readonly endpoint?: string | undefined;
  /** `undefined`: `AWS_REGION`, or the profile's. */
  readonly region?: string | undefined;
  readonly cacheControl: string;
}

/** Whatever rsync reaches: `user@host:/srv/www/updates`, `rsync://host/module`, a folder. */
export interface RsyncPlace extends PlaceFacts {
  readonly kind: 'rsync';
  readonly to: string;
}

/** Where the published files go beside the git branch; each stands in the place of the `updates` folder. */
export type PublishPlace = FolderPlace | S3Place | RsyncPlace;

/** How long caches may keep a feed where the config says nothing. */
const DEFAULT_CACHE_CONTROL = 'public, max-age=60';

const Name = v.pipe(
  v.string(),
  v.regex(/^[a-z\d][\w.-]{0,63}$/i, 'is letters, digits, dots and dashes'),
);
const Line = v.pipe(v.string(), v.regex(/^(?!-)\P{Cc}{1,1024}$/u, 'is one line, and no option'));
const Address = v.pipe(
  v.string(),
  v.check((text) => isAddress(text), 'is an https address'),
);
const Common = { name: v.optional(Name), feedBase: v.optional(Address) };

const FolderShape = v.strictObject({ kind: v.literal('folder'), ...Common, path: Line });
const S3Shape = v.strictObject({
  kind: v.literal('s3'),
  ...Common,
  bucket: v.pipe(v.string(), v.regex(/^[a-z\d][\w.-]{1,254}$/i, 'is the name of a bucket')),
  prefix: v.optional(
    v.pipe(v.string(), v.regex(/^(?:[\w@.!-]+(?:\/[\w@.!-]+)*)?$/, 'is folders, a/b')),
    '',
  ),
  endpoint: v.optional(Address),
  region: v.optional(v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'is the name of a region'))),
  cacheControl: v.optional(Line, DEFAULT_CACHE_CONTROL),
});
const RsyncShape = v.strictObject({ kind: v.literal('rsync'), ...Common, to: Line });

/** The `publish` section of `phasegate.json`. */
export const PublishShape: v.GenericSchema<unknown, readonly PublishPlace[]> = v.pipe(
  v.array(v.variant('kind', [FolderShape, S3Shape, RsyncShape])),
  v.transform((places) => places.map((one) => ({ ...one, name: one.name ?? one.kind }))),
  v.check(
    (places) => new Set(places.map(({ name }) => name)).size === places.length,
    'has two targets of one name; give each its own "name"',
  ),
);

/** https, or http on this machine; without a user, a query or a fragment. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const plain = [username, password, search, hash].every((part) => part === '');
  return plain && (protocol === 'https:' || (protocol === 'http:' && here));
}
