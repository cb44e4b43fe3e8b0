import { planAttribution } from '#attribution';
import { contactField } from '#contact';
import type { ScoredEvent } from '#event';
import { Message } from '#message';
import type { DecideInput, Operator } from '#operator';
import { Flow, LaneContext } from '#pipeline';
import { ads, decide, social } from '#pipelines';
import type { Signal } from '#rule';
import { DigestMemory } from '#state';
import { benchSettings, shippedRules } from '../settings.ts';
import type { Subject } from '../subject.ts';

const PACK = 100;

/** The operators of all lanes alone, in memory, without Redis: packs parsed, enriched, matched, folded and decided in one lane of each stage. Nothing is written, so this is what the engine's own work costs. */
export const memory: Subject = async ({ events }) => {
  const settings = benchSettings();
  const parts = { ...settings, attribution: planAttribution(settings.attribution) };
  const bundle = await shippedRules(settings);
  const packs: string[] = [];
  for (let start = 0; start < events.length; start += PACK) packs.push(JSON.stringify(events.slice(start, start + PACK)));
  const digests = new DigestMemory(settings.retention.dedupe, [1, 2]);
  const enrichContext = new LaneContext({ partition: 0, bundle, digests, observe: () => {} });
  const decideContext = new LaneContext({ partition: 0, bundle, digests: undefined, observe: () => {} });
  const pipelines = [social(parts), ads(parts)] as const;
  const flows = pipelines.map((pipeline) => new Flow(pipeline, enrichContext, () => performance.now()));
  const deciding = new Flow(decide, decideContext, () => performance.now());

  const started = performance.now();
  for (const [entry, pack] of packs.entries()) {
    const now = Date.now();
    enrichContext.now = decideContext.now = now;
    const parsed = JSON.parse(pack) as ScoredEvent[];
    const lists: Message<ScoredEvent>[][] = [[], []];
    for (const [index, event] of parsed.entries())
      lists[pipelines[0].accepts(event) ? 0 : 1]!.push(new Message(event, `${entry}-0`, index));
    for (const [index, list] of lists.entries()) loadMissing(pipelines[index]!.through, list, enrichContext);
    for (const [index, list] of lists.entries()) await flows[index]!.run(list);
    for (const { failure } of lists.flat()) if (failure) throw new Error(`${failure.operator}: ${failure.reason}`);
    const groups = new Map<string, Signal[]>();
    for (const signal of enrichContext.takeOutlets().signals) {
      const name = `${signal.rule}|${signal.key}`;
      const group = groups.get(name);
      if (group) group.push(signal);
      else groups.set(name, [signal]);
    }
    const inputs: Message<DecideInput>[] = [];
    for (const signals of groups.values())
      inputs.push(
        new Message<DecideInput>({ kind: 'signals', rule: signals[0]!.rule, key: signals[0]!.key, signals }, `${entry}-0`, inputs.length),
      );
    loadMissing(decide.through, inputs, decideContext);
    await deciding.run(inputs);
    decideContext.takeOutlets();
  }
  return { events: events.length, seconds: (performance.now() - started) / 1_000 };
};

/** Says of every state field the operators ask for, and that is not in memory, that there is none: what the engine would ask Redis for. */
function loadMissing<T>(operators: readonly Operator<T>[], messages: readonly Message<T>[], context: LaneContext): void {
  let asking = messages;
  while (asking.length > 0) {
    const missing = new Set<string>();
    asking = asking.filter(({ value }) => {
      let found = false;
      const ask = (field: string): void => {
        if (context.state.has(field)) return;
        missing.add(field);
        found = true;
      };
      for (const operator of operators) {
        const contact = operator.contacts?.(value);
        if (contact !== undefined) ask(contactField(contact));
        for (const field of operator.reads?.(value, context) ?? []) ask(field);
      }
      return found;
    });
    for (const field of missing) context.state.load(field, null);
  }
}
