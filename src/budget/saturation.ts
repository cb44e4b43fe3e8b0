/** Share of a channel's full strength that is reached when `felt` is felt (Hill's curve): half of it at `half`; a `slope` above 1 bends it like an S. Nought for nought. */
export function saturation(felt: number, half: number, slope: number): number {
  if (felt <= 0) return 0;
  return 1 / (1 + (half / felt) ** slope);
}
