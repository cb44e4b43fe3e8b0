import { digest64 } from '#kernel';

/**
 * The variant of an experiment that a unit (a contact, a key) belongs to: the same unit always gets the same one, in every run and process, and units spread by weight.
 * A digest of experiment and unit gives a point between 0 and 1; the variants lie there one after the other, each as wide as its weight.
 */
export function pickVariant(experiment: string, unit: string, variants: readonly { readonly weight: number }[]): number {
  const digest = new Uint32Array(2);
  digest64(`${experiment.length}:${experiment}${unit}`, 0, 0, digest);
  const total = variants.reduce((sum, one) => sum + one.weight, 0);
  let point = ((digest[0]! + digest[1]! / 2 ** 32) / 2 ** 32) * total;
  for (const [index, { weight }] of variants.entries()) {
    point -= weight;
    if (point < 0) return index;
  }
  return variants.length - 1;
}
