const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes as people write them, with at most three figures: 0 B, 950 kB, 1.2 GB. A kB has 1024 bytes. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${amount >= 100 || power === 0 ? Math.round(amount) : Number(amount.toFixed(1))} ${units[power]!}`;
}
