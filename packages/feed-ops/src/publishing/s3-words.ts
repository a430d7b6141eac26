import { oneLine } from '../one-line.ts';
import type { S3Place } from '../state/config-publish.ts';
import { TargetError } from './target.ts';

interface Said {
  readonly message: string;
  readonly next: string;
}

const KEYS = 'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile in AWS_PROFILE';

const BY_NAME: Readonly<Record<string, (place: S3Place) => Said>> = {
  CredentialsProviderError: () => ({
    message: 'there are no credentials',
    next: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
  }),
  InvalidAccessKeyId: () => ({ message: 'it does not know the access key', next: KEYS }),
  SignatureDoesNotMatch: () => ({ message: 'the secret key is wrong', next: KEYS }),
  ExpiredToken: () => ({ message: 'the credentials have expired', next: 'get new ones' }),
  InvalidToken: () => ({ message: 'the session token is wrong', next: 'get new credentials' }),
  AccessDenied: ({ bucket }) => ({
    message: 'these credentials may not write there',
    next: `allow them s3:GetObject and s3:PutObject on ${bucket}`,
  }),
  NoSuchBucket: ({ bucket }) => ({
    message: `there is no bucket ${bucket}`,
    next: 'make it, or correct "bucket" in phasegate.json',
  }),
  PermanentRedirect: () => REGION,
  AuthorizationHeaderMalformed: () => REGION,
  RequestTimeTooSkewed: () => ({
    message: 'the clock of this machine is wrong',
    next: 'set the clock',
  }),
};

const REGION: Said = {
  message: 'the bucket is in another region',
  next: 'correct "region" in phasegate.json',
};

const BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at that address',
  ECONNRESET: 'it broke the connection off',
  ENOTFOUND: 'that host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up; is there a network',
  ETIMEDOUT: 'no answer in time',
  EPIPE: 'it broke the connection off',
};

/** What the client threw, in words. */
export function s3Problem(error: unknown, place: S3Place): TargetError {
  const { name, code, message } = error as Error & { readonly code?: string };
  const said = BY_NAME[name]?.(place) ?? networkSaid(error, code) ?? statusSaid(error, place);
  return said === undefined
    ? new TargetError(oneLine(message, 300), 'check the "publish" section of phasegate.json', error)
    : new TargetError(said.message, said.next, error);
}

function networkSaid(error: unknown, code = ''): Said | undefined {
  const words = (error as Error).name === 'TimeoutError' ? BY_CODE['ETIMEDOUT'] : BY_CODE[code];
  return words === undefined
    ? undefined
    : { message: words, next: 'check "endpoint" and the network' };
}

/** A proxy, or a store with names of its own for its errors. */
function statusSaid(error: unknown, place: S3Place): Said | undefined {
  const status = statusOf(error);
  if (status === 403) {
    return BY_NAME['AccessDenied']?.(place);
  }
  return status === undefined
    ? undefined
    : { message: `it answers ${status}: ${oneLine((error as Error).message, 200)}`, next: 'wait' };
}

/** Of an answer that was a "no"; `undefined` where there was no answer. */
function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata
    ?.httpStatusCode;
}
