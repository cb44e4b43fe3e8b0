import { InvalidArgumentError } from 'commander';

/** A number of partitions as an option's value. */
export function partitions(text: string): number {
  const value = Number(text);
  if (!/^\d{1,3}$/.test(text) || value < 1 || value > 256) throw new InvalidArgumentError('It must be a number from 1 to 256.');
  return value;
}
