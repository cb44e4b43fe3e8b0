import { parseSyntax } from '#expression';
import { memberLimit } from '#window';
import { pathOf } from './claims-of.ts';
import { defaultMaxGroups } from './idle-groups.ts';
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
/** A digest of what was first seen; a bucket of a percentile; what a baseline learnt, by its season; an event that a pending match keeps, cut to what is read. */
const digestCost = 11;
const bucketCost = 10;
const baselineCost = { none: 80, hour_of_day: 450, hour_of_week: 2_600 } as const;
const eventCost = 250;
/** Most that is first seen a group; buckets a pane usually has; partitions that the estimate assumes. */
const mostSeen = 50_000;
const usualBuckets = 60;
const assumedPartitions = 16;

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
  'event.intent.label': 6,
  'event.intent.labels': 6,
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
  const most = (rule.maxGroups ?? defaultMaxGroups) * assumedPartitions;
  const groupsIn = (kept: number): number => Math.min(different, most, Math.ceil((kept / 1_000) * assumedRate));
  // A group is forgotten when nothing touched it for its longest window, for the history of its baseline, or while flow control needs it; without measures only a cooldown is remembered.
  const { resolveAfter = 0, maxFires, holdFor = 0 } = rule.firing ?? {};
  const held = Math.max(resolveAfter, maxFires?.per ?? 0, holdFor);
  const groups = groupsIn(Math.max(measures.length > 0 ? longest : rule.cooldown, held, rule.baseline?.history ?? 0));
  const keyLength = valueLength * Object.keys(rule.by).length;
  const fieldName = rule.rule.length + keyLength + 16;

  const series = new Map<string, { readonly window: number; readonly every: number; cells: number }>();
  let members = 0;
  let seen = 0;
  let buckets = 0;
  for (const { fn, window, every } of measures) {
    const name = `${window}/${every}`;
    const one = series.get(name) ?? { window, every, cells: 0 };
    one.cells += 1;
    series.set(name, one);
    if (fn === 'distinct') members += Math.min(groups * memberLimit, (window / 1_000) * assumedRate);
    if (fn === 'first_seen') seen += Math.min(groups * mostSeen, (window / 1_000) * assumedRate);
    if (fn === 'percentile') buckets += Math.min(groups * Math.ceil(window / every) * usualBuckets, (window / 1_000) * assumedRate);
  }
  let panes = 0;
  let bytes = groups * (fieldCost + fieldName + headerCost) + members * memberCost + seen * digestCost + buckets * bucketCost;
  if (rule.baseline !== undefined) bytes += groups * (fieldCost + fieldName + baselineCost[rule.baseline.season]);
  const matching = sequenceBytes(rule, fieldName, groupsIn);
  bytes += matching.bytes;
  for (const { window, every, cells } of series.values()) {
    const filled = Math.min(groups * (Math.ceil(window / every) + 1), (window / 1_000) * assumedRate);
    panes += filled;
    bytes += filled * (fieldCost + fieldName + cells * cellCost + placeCost);
  }
  return { groups: Math.max(groups, matching.groups), panes: Math.ceil(panes), bytes: Math.ceil(bytes), endless };
}

/** What the sequence of a rule may come to remember: a record a key for as long as a match may be pending, with the events of all its pending matches. */
function sequenceBytes({ sequence }: NormalRule, fieldName: number, groupsIn: (kept: number) => number): { groups: number; bytes: number } {
  if (sequence === undefined) return { groups: 0, bytes: 0 };
  const { parts, within = 0, overlap, reorder, grace } = sequence;
  const lasting = Math.max(0, ...parts.map((part) => (part.kind === 'absent' ? (part.lasting ?? 0) : 0)));
  const steps = parts.filter((part) => part.kind === 'events').length;
  const groups = groupsIn(reorder + within + lasting + (lasting > 0 ? grace : 0));
  return { groups, bytes: groups * (fieldCost + fieldName + headerCost + (overlap ?? steps) * steps * eventCost) };
}
