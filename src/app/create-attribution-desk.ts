import { type AttributionSettings, type CreditDay, creditField, readReceiver } from '#attribution';
import type { AttributionDesk } from '#ingest';
import { dayOf } from '#kernel';
import { readEnrichState, type StateParts } from './read-enrich-state.ts';

const DAY = 86_400_000;

/** AttributionDesk over what the enrich lanes committed: sums of days, over all partitions. */
export function createAttributionDesk(parts: StateParts, settings: AttributionSettings): AttributionDesk {
  return {
    models: settings.models,
    async credits({ from, to, model, by }) {
      const models = model === undefined ? settings.models : [model];
      const days = Array.from({ length: Math.floor((to - from) / DAY) + 1 }, (_, day) => from + day * DAY);
      const fields = new Map(models.flatMap((name) => days.map((day) => [creditField(day, name), name] as const)));
      const sums = new Map(models.map((name) => [name, new Map<string, { conversions: number; minor: number }>()]));
      for (const { field, record } of await readEnrichState<CreditDay>(parts, [...fields.keys()])) {
        const byReceiver = sums.get(fields.get(field)!)!;
        for (const [receiver, [conversions, minor]] of Object.entries(record)) {
          const { currency, channel, campaign } = readReceiver(receiver);
          const key = JSON.stringify(by === 'channel' || campaign === undefined ? [currency, channel] : [currency, channel, campaign]);
          const sum = byReceiver.get(key) ?? { conversions: 0, minor: 0 };
          sum.conversions += conversions;
          sum.minor += minor;
          byReceiver.set(key, sum);
        }
      }
      return {
        from: dayOf(from),
        to: dayOf(to),
        by,
        models: models.map((name) => ({ model: name, credits: creditsOf(sums.get(name)!) })),
      };
    },
  };
}

/** Most value first; receivers that everything was taken back from are not told. */
function creditsOf(sums: ReadonlyMap<string, { readonly conversions: number; readonly minor: number }>): object[] {
  return [...sums]
    .filter(([, { conversions, minor }]) => minor !== 0 || Math.abs(conversions) > 1e-9)
    .toSorted(([, one], [, other]) => other.minor - one.minor || other.conversions - one.conversions)
    .map(([key, { conversions, minor }]) => {
      const [currency, channel, campaign] = JSON.parse(key) as [string, string, string?];
      return {
        channel,
        ...(campaign === undefined ? {} : { campaign }),
        conversions: Math.round(conversions * 1e9) / 1e9,
        value: minor / 100,
        ...(currency === '' ? {} : { currency }),
      };
    });
}
