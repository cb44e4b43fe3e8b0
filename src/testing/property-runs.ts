import * as fc from 'fast-check';

/** How often more than usual the property tests of the engine run. */
const times = Math.max(1, Number(process.env['CROSSCURRENT_TEST_RUNS'] ?? 1));

/**
 * The settings of a property test against a reference interpreter: `usual` runs that are the same every time, so that a change is judged by what it changed and not by luck. With
 * `CROSSCURRENT_TEST_RUNS=20` there are twenty times as many, and other ones each time.
 */
export function propertyRuns(usual: number): { readonly numRuns: number; readonly seed?: number } {
  return times > 1 ? { numRuns: Math.ceil(usual * times) } : { numRuns: usual, seed: 20_261_127 };
}

/** Milliseconds such a test may take. It takes a few seconds of processor time; the rest is for machines that are busy with other things. */
export const propertyTimeout = 120_000 * times;

/** Whether a property that must not hold is found not to, within as many runs as one that holds would have. */
export function isFlagged(property: fc.IRawProperty<unknown>, usual: number): boolean {
  return fc.check(property as fc.IProperty<unknown>, { ...propertyRuns(usual), endOnFailure: true }).failed;
}
