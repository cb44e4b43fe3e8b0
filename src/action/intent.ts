import type { Guards } from '#guard';
import type { Json } from '#kernel';

/**
 * Intent is a wanted external effect, fully rendered when it is committed: every attempt sends the same bytes under the same `key`.
 * `connector` names an account of the configuration; `members` are contact pseudonyms whose identifiers deliver opens from the vault at send time.
 */
export interface Intent {
  /** Stable: hash of rule, version, group, fire and step; doubles as the idempotency key towards the platform. */
  readonly key: string;
  readonly connector: string;
  readonly operation: string;
  readonly parameters: { readonly [name: string]: Json };
  readonly members?: readonly string[];
  /** The one person the action is about or addressed to, when there is one. */
  readonly contact?: string;
  /** Consent purposes every member or the contact must have granted at send time. */
  readonly purposes: readonly string[];
  /** What else holds it back, as the rule of its version says; absent when nothing does. */
  readonly guards?: Guards;
  readonly rule: string;
  readonly version: string;
  readonly run: string;
  readonly step: string;
  readonly group: { readonly [name: string]: string };
  /** Why, in words: the measures and values that made the rule fire. */
  readonly because: string;
  /** Business time in epoch milliseconds. */
  readonly at: number;
  /** There when the run waits for the report: the group key that leads to it, how often the call was given up before, and which of the call's intents this is. */
  readonly reply?: { readonly key: string; readonly round: number; readonly part: number };
}
