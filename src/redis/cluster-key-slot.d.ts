declare module 'cluster-key-slot' {
  /** The Cluster slot (0–16383) of a key, hash tag respected. */
  export default function calculateSlot(key: string): number;
}
