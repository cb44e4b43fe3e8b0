/**
 * Pacer spaces requests per account evenly at its rate, over all workers together.
 * `reserve` answers the milliseconds to wait until the reserved moment; when that is more than `longest`, nothing is reserved and the wait comes back negative.
 */
export interface Pacer {
  reserve(account: string, perSecond: number, longest: number): Promise<number>;
}
