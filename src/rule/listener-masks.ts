import type { CompiledRule } from './compiled-rule.ts';

/** Which bits of a signal's hits stand for which kind of listener. */
export interface ListenerMasks {
  readonly sequence: number;
  readonly resolve: number;
  readonly inhibit: number;
}

const masks = new WeakMap<CompiledRule, ListenerMasks>();

/** The masks of a rule, worked out once. */
export function listenerMasks(rule: CompiledRule): ListenerMasks {
  let known = masks.get(rule);
  if (known === undefined) {
    const maskOf = (wanted: (name: string) => boolean): number =>
      rule.listeners.reduce((mask, name, bit) => (wanted(name) ? mask | (1 << bit) : mask), 0);
    known = {
      sequence: maskOf((name) => name.startsWith('step ') || name.startsWith('absent ') || name === 'cancel'),
      resolve: maskOf((name) => name === 'resolve'),
      inhibit: maskOf((name) => name === 'inhibit'),
    };
    masks.set(rule, known);
  }
  return known;
}
