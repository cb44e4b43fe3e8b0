import type { Closure, Faults } from '#expression';

/** A band of values: in from `from` on, out again at `below`. */
export interface Band {
  readonly from?: number;
  readonly below?: number;
}

/** What is remembered of a person for a segment: the latest value, or how often within milliseconds. Equal definitions of several segments are kept once, under `id`. */
export interface AttributeDefinition {
  readonly name: string;
  readonly id: string;
  readonly types: readonly string[];
  readonly is: Closure;
}
export interface CountDefinition {
  readonly name: string;
  readonly id: string;
  readonly types: readonly string[];
  readonly where?: Closure;
  readonly within: number;
}

/** CompiledSegment is a segment ready to be judged. `version` is the content hash of the document. An expression that fails counts as false and in `errors`. */
export interface CompiledSegment {
  readonly name: string;
  readonly summary: string;
  readonly version: string;
  readonly attributes: readonly AttributeDefinition[];
  readonly counts: readonly CountDefinition[];
  readonly score?: Band;
  readonly probability?: Band;
  readonly consent: readonly string[];
  readonly when?: Closure;
  /** Whether consents are asked for, in `consent` or in `when`. */
  readonly asksConsent: boolean;
  /** What `when` said, with the values it read. */
  explain(scope: object): string;
  readonly errors: Faults;
}
