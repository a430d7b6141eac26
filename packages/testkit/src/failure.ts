import type { ServerResponse } from 'node:http';

import { errorPage } from './answer.ts';
import type { Answer } from './answer.ts';

/** What goes wrong on a path: the closed list. */
export type Failure =
  /** The request is taken and never answered. */
  | 'hang'
  /** The connection is reset before an answer. */
  | 'reset'
  /** That status, with an HTML page. */
  | number
  /** That answer, in place of the right one. */
  | {
      readonly status: number;
      readonly body?: string | Uint8Array;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The right head and length, then so many bytes of the body, then a reset. */
  | { readonly cutAt: number }
  /** The right head and length, then so many bytes of the body, then silence. */
  | { readonly stallAt: number }
  /** The right answer, `bytes` at a time with `everyMs` milliseconds between. */
  | { readonly drip: { readonly bytes: number; readonly everyMs: number } }
  /** The right file, whole, as from a host that knows no ranges. */
  | 'no-ranges'
  /** The right answer with other headers; `undefined` leaves one out (without a length the body goes out in chunks). */
  | { readonly relabel: Readonly<Record<string, string | undefined>> }
  /** The right answer with other content. */
  | { readonly alter: (body: Buffer) => Uint8Array };

/** How an answer leaves: it tells how many bytes of the body it sends, each time before they go. */
export type Send = (response: ServerResponse, sent: (bytes: number) => void) => void;

/** The answer as it really goes out: status 0 where none is given. */
export interface Delivery {
  readonly status: number;
  readonly send: Send;
}

/** Bends the right answer as the failure says; without one it goes out as it is. */
export function deliver(answer: Answer, failure: Failure | undefined): Delivery {
  if (failure === undefined || failure === 'no-ranges') {
    return whole(answer);
  }
  if (failure === 'hang') {
    return { status: 0, send: () => undefined };
  }
  if (failure === 'reset') {
    return { status: 0, send: (response) => response.socket?.resetAndDestroy() };
  }
  if (typeof failure === 'number') {
    return whole(errorPage(failure));
  }
  if ('status' in failure) {
    const { status, body = '', headers = {} } = failure;
    return whole({ status, headers, body: Buffer.from(body as string) });
  }
  if ('relabel' in failure) {
    return whole(answer, failure.relabel);
  }
  if ('alter' in failure) {
    return whole({ ...answer, body: Buffer.from(failure.alter(answer.body)) });
  }
  if ('drip' in failure) {
    return { status: answer.status, send: dripping(answer, failure.drip) };
  }
  return { status: answer.status, send: broken(answer, failure) };
}

type Relabel = Extract<Failure, { relabel: unknown }>['relabel'];

function whole(answer: Answer, relabel?: Relabel): Delivery {
  const send: Send = (response, sent) => {
    writeHead(response, answer, relabel);
    sent(response.req.method === 'HEAD' ? 0 : answer.body.length);
    response.end(answer.body);
  };
  return { status: answer.status, send };
}

function broken(
  answer: Answer,
  failure: { readonly cutAt: number } | { readonly stallAt: number },
): Send {
  const at = 'cutAt' in failure ? failure.cutAt : failure.stallAt;
  return (response, sent) => {
    const body = answer.body.subarray(0, at);
    writeHead(response, answer);
    response.flushHeaders();
    sent(body.length);
    response.write(body, () => {
      if ('cutAt' in failure) {
        response.socket?.destroy();
      }
    });
  };
}

function dripping(
  answer: Answer,
  { bytes, everyMs }: { readonly bytes: number; readonly everyMs: number },
): Send {
  return (response, sent) => {
    writeHead(response, answer);
    response.flushHeaders();
    let at = 0;
    const timer = setInterval(() => {
      const drop = answer.body.subarray(at, at + bytes);
      at += drop.length;
      sent(drop.length);
      response.write(drop);
      if (at >= answer.body.length) {
        clearInterval(timer);
        response.end();
      }
    }, everyMs);
    response.once('close', () => clearInterval(timer));
  };
}

function writeHead(
  response: ServerResponse,
  { status, headers, body }: Answer,
  relabel: Relabel = {},
): void {
  const length = status === 304 ? {} : { 'content-length': `${body.length}` };
  const all = Object.entries({ server: 'GitHub.com', ...length, ...headers, ...relabel });
  const said = all.filter((header): header is [string, string] => header[1] !== undefined);
  response.writeHead(status, Object.fromEntries(said));
}
