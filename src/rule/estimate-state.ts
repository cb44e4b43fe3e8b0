import { parseSyntax } from '#expression';
import { memberLimit } from '#window';
import { pathOf } from './claims-of.ts';
import type { NormalRule } from './normal-rule.ts';

/** What a rule may come to remember. It is an estimate from above, at an assumed rate of events, for people who plan memory; the engine's own limits hold in any case. */
export interface StateEstimate {
  /** Groups alive at once. */
  readonly groups: number;
  /** Records of panes of all groups together. */
  readonly panes: number;
  readonly bytes: number;
  /** The names of `by` that give nearly every event a group of its own. */
  readonly endless: readonly string[];
}

/** Events a second that the estimate assumes to match one rule. */
export const assumedRate = 10;

/** What a field of a Redis hash costs beside its name and its value: the entry, two string headers, and its share of the table. */
const fieldCost = 96;
/** A group's header without its panes; one pane's place in it. */
const headerCost = 110;
const placeCost = 3;
/** A value of a group, a member of a distinct count with its quotes, a cell with its name. */
const valueLength = 20;
const memberCost = 26;
const cellCost = 28;

/** How many different values people usually have of a field; what is not named has a thousand. */
const usual: { readonly [path: string]: number } = {
  'event.contact': 100_000,
  'event.subject': 100_000,
  'event.data.author.id': 100_000,
  'event.data.post': 10_000,
  'event.data.ad': 5_000,
  'event.data.adset': 2_000,
  'event.data.campaign': 500,
  'event.data.product': 5_000,
  'event.topics': 100,
  'event.source': 20,
  'event.data.platform': 10,
  'event.data.channel': 20,
  'event.data.brand': 20,
  'event.data.currency': 10,
  'event.language.code': 30,
  'event.sentiment.label': 3,
  'event.type': 20,
};
const endlessPaths = new Set(
  ['id', 'time', 'at', 'received', 'data.text', 'data.url', 'data.clickId', 'data.order'].map((one) => `event.${one}`),
);

/** Estimates the memory of a rule: groups × panes × size, bounded by what the assumed rate can fill within the windows. */
export function estimateState(rule: NormalRule): StateEstimate {
  const endless: string[] = [];
  let different = 1;
  for (const [name, text] of Object.entries(rule.by)) {
    const tree = parseSyntax(text);
    const path = tree && pathOf(tree);
    if (path !== undefined && endlessPaths.has(path)) {
      endless.push(name);
      different = Infinity;
    } else different *= path === undefined ? 1_000 : (usual[path] ?? 1_000);
  }
  const measures = Object.values(rule.measures);
  const longest = Math.max(0, ...measures.map((one) => one.window));
  // A group is forgotten when nothing touched it for its longest window; without measures only a cooldown is remembered.
  const kept = measures.length > 0 ? longest : rule.cooldown;
  const groups = Math.min(different, Math.ceil((kept / 1_000) * assumedRate));
  const keyLength = valueLength * Object.keys(rule.by).length;
  const fieldName = rule.rule.length + keyLength + 16;

  const series = new Map<string, { readonly window: number; readonly every: number; cells: number }>();
  let members = 0;
  for (const { fn, window, every } of measures) {
    const name = `${window}/${every}`;
    const one = series.get(name) ?? { window, every, cells: 0 };
    one.cells += 1;
    series.set(name, one);
    if (fn === 'distinct') members += Math.min(groups * memberLimit, (window / 1_000) * assumedRate);
  }
  let panes = 0;
  let bytes = groups * (fieldCost + fieldName + headerCost) + members * memberCost;
  for (const { window, every, cells } of series.values()) {
    const filled = Math.min(groups * (Math.ceil(window / every) + 1), (window / 1_000) * assumedRate);
    panes += filled;
    bytes += filled * (fieldCost + fieldName + cells * cellCost + placeCost);
  }
  return { groups, panes: Math.ceil(panes), bytes: Math.ceil(bytes), endless };
}
