import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { sign as Sign } from 'aws4';

import { listen, stop } from './pages.ts';
import { removeFolder, temporaryFolder } from './temporary-folder.ts';

/** What was asked of the store. */
export interface StoreRequest {
  readonly method: string;
  /** As on the wire. */
  readonly path: string;
}

/** An S3-compatible store on loopback with one bucket, which everybody may read. */
export interface ObjectStore {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly bucket: string;
  /** The environment in which a client has the right credentials, and no others. */
  readonly environment: Readonly<Record<string, string>>;
  /** What came since the start or the last {@link ObjectStore.forget}, refused or not. */
  readonly requests: readonly StoreRequest[];
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

// The only account that s3rver knows.
const KEY = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** Starts a store on a free port. s3rver keeps the objects; it checks no signature of version 4, so that is done here. */
export async function startObjectStore(bucket: string): Promise<ObjectStore> {
  const [{ default: S3rver }, { sign }] = await Promise.all([import('s3rver'), import('aws4')]);
  const directory = await temporaryFolder('s3');
  const store = new S3rver({
    directory,
    silent: true,
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  await store.configureBuckets();
  const answer = store.callback();
  const requests: StoreRequest[] = [];
  const server = createServer((request, response) => {
    requests.push({ method: request.method ?? '', path: request.url ?? '' });
    if (isSigned(request, sign)) {
      answer(request, response);
    } else {
      refuse(response);
    }
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    bucket,
    environment: {
      AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_CONFIG_FILE: '/dev/null',
    },
    requests,
    forget: () => void requests.splice(0),
    close: async () => {
      await stop(server);
      await removeFolder(directory);
    },
  };
}

/** Signs the same headers anew, by another implementation than the client's, and compares. Reading needs no signature. */
function isSigned(
  { method = 'GET', url = '/', headers }: IncomingMessage,
  sign: typeof Sign,
): boolean {
  const { authorization } = headers;
  if (authorization === undefined) {
    return method === 'GET' || method === 'HEAD';
  }
  const named = /Credential=([^/]+)\/\d+\/([^/]+)\/s3\/.*SignedHeaders=([^,]+), Signature=/.exec(
    authorization,
  );
  const [, accessKeyId, region = '', list = ''] = named ?? [];
  // A key that nobody has is s3rver's own affair.
  if (accessKeyId !== KEY.accessKeyId) {
    return true;
  }
  const signedHeaders = Object.fromEntries(
    list.split(';').map((name) => [name, String(headers[name] ?? '')]),
  );
  const request = { service: 's3', region, method, path: url, headers: signedHeaders };
  return sign(request, KEY).headers?.['Authorization'] === authorization;
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { 'content-type': 'application/xml' });
  response.end(
    '<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>no</Message></Error>',
  );
}
