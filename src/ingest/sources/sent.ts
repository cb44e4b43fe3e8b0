import type { Source } from '#config';
import type { Json } from '#kernel';
import type { SourceRequest } from './source-request.ts';
import type { Surprises } from './surprises.ts';

/** What a platform sent, verified and parsed. Numbers too long to be exact stand as texts; a form or a query is an object of texts; XML is its text. */
export interface Sent {
  readonly value: Json;
  /** It may hold numbers or texts that cannot be kept exactly. */
  readonly suspect: boolean;
  readonly request: SourceRequest;
  readonly source: Source;
  readonly surprises: Surprises;
}
