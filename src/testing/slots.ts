import calculateSlot from 'cluster-key-slot';

/** Cluster slots of keys. */
export function calculateSlots(keys: readonly string[]): number[] {
  return keys.map((key) => calculateSlot(key));
}
