import type { Source, SourceType } from '#config';
import type { Submission } from '../admission.ts';
import type { Evidence } from './evidence.ts';
import type { Sent } from './sent.ts';
import type { SourceRequest } from './source-request.ts';

/** What a platform hears. */
export interface PlatformAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** How a platform makes sure that an address is ours. */
export interface Handshake {
  /** In words, for the documentation. */
  readonly how: string;
  /** The answer; `refused` when the request shows a wrong word; undefined when it is no handshake. */
  answer(request: SourceRequest, source: Source): PlatformAnswer | 'refused' | undefined;
}

/** A platform whose webhooks are taken: what it sends, how it becomes events, what it must hear. docs/sources.md is made of these. How it signs stands in signature-schemes.ts. */
export interface Platform {
  readonly type: SourceType;
  readonly title: string;
  /** What is taken of it, in words. */
  readonly takes: string;
  /** How the form of its payloads is known. */
  readonly evidence: Evidence;
  readonly methods: readonly ('GET' | 'POST')[];
  /** What a body is; `query` means that the event stands in the address, or in a form; `either` that it stands in the address of a GET, or is the JSON of a POST. */
  readonly sends: 'json' | 'form' | 'query' | 'xml' | 'either';
  /** Milliseconds it waits for an answer, and how that is known. */
  readonly deadline: number;
  readonly deadlineEvidence: Evidence;
  /** What it does when it hears no 2xx, in words with its evidence. */
  readonly retries: string;
  /** What an event's id is made of, in words. */
  readonly identity: string;
  readonly handshake?: Handshake;
  /** The events of a request that is verified. Throws a `CrosscurrentError` only when nothing of it can be read; what is wrong with one item is the submission of that item. */
  read(sent: Sent): readonly Submission[];
  /** What it must hear when its events are taken; 200 without a body otherwise. */
  readonly answer?: PlatformAnswer;
  /** What surprises who does not know the platform; each is held by a test. */
  readonly traps: readonly string[];
}
