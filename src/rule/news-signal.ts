import type { Json } from '#kernel';
import type { RunNews } from './run-news.ts';
import type { Signal } from './signal.ts';

/** A signal that tells a run something. It matched no listener of its rule, which its `hits` say; the news stands in the event it carries. */
export function newsSignal(
  origin: { readonly id: string; readonly source: string; readonly type: string; readonly at: number },
  rule: string,
  key: string,
  news: RunNews,
): Signal {
  const { id, source, type, at } = origin;
  return { rule, key, group: {}, at, inputs: [], hits: 0, event: { id, source, type, at, news: news as unknown as Json } };
}

/** The news a signal carries; undefined for a signal of an event. */
export function newsOf(signal: Signal): RunNews | undefined {
  if (signal.hits !== 0) return undefined;
  return signal.event['news'] as unknown as RunNews | undefined;
}
