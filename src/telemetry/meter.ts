import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { metricTable, type MetricSpec } from './metric-table.ts';

type Table = typeof metricTable;
type NameOf<Type> = { [Name in keyof Table]: Table[Name]['type'] extends Type ? Name : never }[keyof Table];
type LabelsOf<Name extends keyof Table> = { readonly [Label in Table[Name]['labels'][number]]: string | number };
type Labels = { readonly [label: string]: string | number };

const LONGEST_LABEL = 120;

/**
 * Meter is the typed hand on the table of metrics: a name that is not in the table, or a label it does not have, does not compile.
 * It never throws: a number that is not finite, or a negative step of a counter, is ignored. Each metric keeps at most `seriesLimit` series; what comes
 * beyond is booked under the label "other" and counted, so that a mistaken label costs precision and never memory.
 */
export class Meter {
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();
  /** The labels of every series of a metric by their key, cut to length once. */
  readonly #series = new Map<string, Map<string, Record<string, string | number>>>();
  readonly #seriesLimit: number;

  constructor(register: Registry, seriesLimit: number) {
    this.#seriesLimit = seriesLimit;
    for (const [name, spec] of Object.entries<MetricSpec>(metricTable)) {
      const shape = { name, help: spec.help, labelNames: [...spec.labels], registers: [register] };
      if (spec.type === 'counter') this.#counters.set(name, new Counter(shape));
      else if (spec.type === 'gauge') this.#gauges.set(name, new Gauge(shape));
      else this.#histograms.set(name, new Histogram({ ...shape, buckets: [...(spec.buckets ?? [])] }));
      this.#series.set(name, new Map());
    }
  }

  /** Adds to a counter; adding 0 makes the series visible, which `increase` needs to see the first real step. */
  add<Name extends NameOf<'counter'>>(name: Name, labels: LabelsOf<Name>, value: number): void {
    if (value >= 0 && Number.isFinite(value)) this.#counters.get(name)?.inc(this.#bounded(name, labels), value);
  }

  set<Name extends NameOf<'gauge'>>(name: Name, labels: LabelsOf<Name>, value: number): void {
    if (Number.isFinite(value)) this.#gauges.get(name)?.set(this.#bounded(name, labels), value);
  }

  observe<Name extends NameOf<'histogram'>>(name: Name, labels: LabelsOf<Name>, value: number): void {
    if (Number.isFinite(value)) this.#histograms.get(name)?.observe(this.#bounded(name, labels), value);
  }

  /** Removes one series of a gauge, for a thing that is no longer ours: a stale lag would look like an outage for ever. */
  forget<Name extends NameOf<'gauge'>>(name: Name, labels: LabelsOf<Name>): void {
    if (this.#series.get(name)?.delete(keyOf(labels))) this.#gauges.get(name)?.remove(clipped(labels));
  }

  /** Removes every series of a gauge. */
  clear(name: NameOf<'gauge'>): void {
    this.#series.get(name)?.clear();
    this.#gauges.get(name)?.reset();
  }

  #bounded(name: keyof Table, labels: Labels): Record<string, string | number> {
    const series = this.#series.get(name);
    if (series === undefined) return clipped(labels);
    const key = keyOf(labels);
    const known = series.get(key);
    if (known !== undefined) return known;
    if (series.size < this.#seriesLimit) {
      const short = clipped(labels);
      series.set(key, short);
      return short;
    }
    // The names of metrics are a closed set, so this counter cannot overflow itself.
    this.#counters.get('crosscurrent_metric_overflows_total')?.inc({ metric: name }, 1);
    return Object.fromEntries(Object.keys(labels).map((label) => [label, 'other']));
  }
}

function keyOf(labels: Labels): string {
  let key = '';
  for (const label in labels) {
    const value = labels[label]!;
    key += `${label}=${typeof value === 'string' && value.length > LONGEST_LABEL ? value.slice(0, LONGEST_LABEL) : value}\u0000`;
  }
  return key;
}

function clipped(labels: Labels): Record<string, string | number> {
  const short: Record<string, string | number> = {};
  for (const label in labels) {
    const value = labels[label]!;
    short[label] = typeof value === 'string' ? value.slice(0, LONGEST_LABEL) : value;
  }
  return short;
}
