import { microsOf } from '#guard';
import type { JsonObject } from '#kernel';
import type { ReportRow } from './report-row.ts';

const COUNTS = ['impressions', 'clicks', 'leads', 'conversions'] as const;
const MILLION = 1_000_000n;

/** The figures of a row as they are remembered; undefined when the spend is no amount. */
export function figuresOf(row: ReportRow): string | undefined {
  const micros = microsOf(row.spend);
  return micros === undefined ? undefined : JSON.stringify([String(micros), ...COUNTS.map((name) => row[name])]);
}

/**
 * What changed between remembered figures and those of a row: the fields of an `ad.reported`, each as an increment, exact to a millionth; undefined when nothing did. A platform that restates a figure downwards gives a
 * negative increment, so that sums over all reports are what the platform says last. Numbers of conversions may be fractions (a platform shares them out) and are reckoned to a millionth.
 */
export function changeOf(known: string | undefined, now: string): JsonObject | undefined {
  if (known === now) return undefined;
  const before = known === undefined ? ['0', 0, 0, 0, 0] : (JSON.parse(known) as (string | number)[]);
  const after = JSON.parse(now) as (string | number)[];
  const change: JsonObject = {};
  const spend = BigInt(after[0]!) - BigInt(before[0]!);
  if (spend !== 0n) change['spend'] = toNumber(spend);
  COUNTS.forEach((name, index) => {
    const more = Math.round((Number(after[index + 1]) - Number(before[index + 1])) * 1e6) / 1e6;
    if (more !== 0) change[name] = more;
  });
  return Object.keys(change).length === 0 ? undefined : change;
}

/** Millionths as a number in its shortest writing: whole units and fraction are put together as text, so nothing is lost below a thousand million. */
function toNumber(micros: bigint): number {
  const size = micros < 0n ? -micros : micros;
  const value = Number(`${size / MILLION}.${String(size % MILLION).padStart(6, '0')}`);
  return micros < 0n ? -value : value;
}
