/**
 * An amount in whole minor units (cents for two decimals), rounded half away from nought as it is written in decimal: 1.005 is 101 cents, although the nearest binary number is a little less. Amounts that are not finite are
 * nought. Credits are shared and summed in these units, so that nothing is lost to rounding.
 */
export function minorUnits(amount: number, decimals = 2): number {
  if (!Number.isFinite(amount)) return 0;
  const written = String(Math.abs(amount));
  const units = written.includes('e') ? Math.abs(amount) * 10 ** decimals : Number(`${written}e${decimals}`);
  const rounded = Math.round(units);
  return amount < 0 && rounded !== 0 ? -rounded : rounded;
}
