import type { Source, SourceType } from '#config';
import type { JsonObject } from '#kernel';
import type { IdentifierKind } from '#privacy';

/** The moment at which everything of these tests was sent. */
export const SENT = Date.UTC(2026, 10, 22, 10);

/** What one event must be: these fields, and of its data at least these. */
export interface Expected {
  readonly id?: string;
  readonly type: string;
  readonly at?: number;
  readonly data?: JsonObject;
  /** Whose event it is, by an identifier. */
  readonly who?: readonly [IdentifierKind, string];
}

/** A payload as a platform documents it, and the events it must become. */
export interface Payload {
  readonly name: string;
  readonly body: string;
  readonly events: readonly Expected[];
}

/** A request on the wire, as the sender of the tests makes it. */
export interface OnTheWire {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** What the one contract of all sources needs to know of a platform to be run over it. */
export interface Conformance {
  readonly type: SourceType;
  readonly source: Omit<Source, 'name' | 'type'>;
  /** What the sender signs with, where it is not the source's first secret (a private key). */
  readonly signsWith?: string;
  /** The same for the second secret. */
  readonly signsWithSecond?: string;
  /** The sender that signs, where the source describes its own way. */
  readonly signsAs?: 'network';
  /** The request without its signature, where that does not stand in a header. */
  readonly unsigned?: (request: OnTheWire) => OnTheWire;
  /** False where the signature stands in the body, so that a body that cannot be read is of nobody. */
  readonly readsUnreadable?: false;
  /** A secret that is none. */
  readonly wrong: string;
  /** What a signature covers: the body, the body only as a part of the whole; or nothing, so that a changed body cannot be told. */
  readonly covers: 'body' | 'nothing';
  /** Milliseconds after which a signature is too old; undefined where it has no time. */
  readonly stale?: number;
  /** Each documented payload; the first has Polish letters in it. */
  readonly payloads: readonly Payload[];
  /** An event and what takes it back: the second names the id of the first. */
  readonly retractions: readonly {
    readonly name: string;
    readonly first: string;
    readonly later: string;
    readonly why: string;
    readonly corrected?: JsonObject;
  }[];
  /** A batch of good ones and a bad one; how many of each. Undefined where a request is one event. */
  readonly mixed?: { readonly body: string; readonly good: number; readonly bad: number };
  readonly handshakes?: readonly {
    readonly name: string;
    readonly query: string;
    readonly status: number;
    readonly type?: string;
    readonly body?: string;
  }[];
  /** A payload with a field nobody knows. */
  readonly surprise?: { readonly body: string; readonly what: 'field' | 'version' | 'event' };
  /** Payloads full of a person: e-mail, number, name. */
  readonly personal: readonly string[];
  /** What the platform must hear, where it is not an empty 200. */
  readonly answer?: string;
}

/** A person that must appear nowhere in plain. */
export const CANARY = { email: 'kanarek.zolty@ptaki-canary.pl', phone: '+48601702803', name: 'Zdzisława Kanarkowska-Ćwiek' };
/** Letters as JSON escapes them that is written in ASCII only. */
export const escaped = (body: string): string =>
  body.replaceAll(/[\u0080-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
