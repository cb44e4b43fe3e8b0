/** How far a percentile may lie from the value it stands for, as a part of that value. */
export const percentileError = 0.01;

const growth = (1 + percentileError) / (1 - percentileError);
const logGrowth = Math.log(growth);
/** Sizes below the smallest count as nothing, those above the largest as the largest. */
const smallest = 1e-9;
const largest = 1e15;
const logSmallest = Math.log(smallest);

/**
 * The bucket of a value: a whole number that grows with the value, 0 for nothing, below it for negative values. Bucket i holds the sizes between two powers of the growth factor, as in
 * DDSketch (Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019).
 */
export function valueBucket(value: number): number {
  const size = Math.abs(value);
  if (size < smallest) return 0;
  const place = Math.ceil((Math.log(Math.min(size, largest)) - logSmallest) / logGrowth) + 1;
  return value < 0 ? -place : place;
}

/** The value that stands for all values of a bucket. */
export function bucketValue(bucket: number): number {
  if (bucket === 0) return 0;
  const size = (2 * smallest * Math.exp((Math.abs(bucket) - 1) * logGrowth)) / (growth + 1);
  return bucket < 0 ? -size : size;
}
