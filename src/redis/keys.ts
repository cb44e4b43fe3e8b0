import calculateSlot from 'cluster-key-slot';

const SLOTS = 16_384;

/** The stages whose partitions are owned by one worker at a time. */
export type StageName = 'enrich' | 'decide';

/**
 * Keys is the only place where a Redis key is spelled. All keys of a partition share one hash tag and so one Cluster slot: a commit may touch them all in one script.
 * The tags are chosen so that partitions lie evenly over the slots (naive `{p0}…{p7}` clump together).
 */
export interface Keys {
  readonly partitions: number;
  /** Written once at first start: partition count, dedupe seeds. A later start with another count is refused. */
  readonly manifest: string;
  /** Sorted set of living workers by last heartbeat. */
  readonly workers: string;
  /** Written by the watch to learn whether writes are taken. */
  readonly alive: string;
  /** Which rules each worker says it runs: worker → JSON. */
  readonly acks: string;
  /** When scheduled jobs were run last: job → epoch ms of business time. */
  readonly jobs: string;
  /** Who runs a scheduled job now. */
  jobLease(job: string): string;
  /** Weights of channels as they were fitted last, for attribution. */
  readonly weights: string;
  /** Plans of budgets, how often each was changed, and which is on its way; with how the month goes. All in one slot. */
  readonly plans: { readonly all: string; readonly revisions: string; readonly open: string; readonly pace: string };
  /** There while an action that was put into a partition's outbox by no lane is remembered, so that it is put there once. */
  once(partition: number, name: string): string;
  /** What a poller remembers; with a day, the figures of that day. All of a poller lies in one slot. */
  poller(name: string, day?: string): string;
  /** Refusals of admission. */
  readonly refused: string;
  /** What was done to people's data: a chain that is only added to. */
  readonly audit: string;
  /** Token bucket of an account. */
  pace(account: string): string;
  /** Kill switches: what is stopped → why, by whom, since when. */
  readonly killSwitches: string;
  /** Counters of guards (`reached` a contact, contacts of a `run`, money `spent` and its `sums`), all in one slot: a claim on several of them is one script. */
  guard(kind: 'reached' | 'run' | 'spent' | 'sums', name: string): string;
  /** Wrapped keys of a partition's contacts: contact → key. */
  vault(partition: number): string;
  /** Contacts of a partition that were erased: contact → when, epoch ms. */
  erased(partition: number): string;
  /** Wrapped key of a day (`day:2026-11-27`), for what belongs to nobody known; it expires. */
  vaultDay(day: string): string;
  events(partition: number): string;
  signals(partition: number): string;
  outbox(partition: number): string;
  /** Outbox retries by due time. */
  retries(partition: number): string;
  /** Actions that wait for a person's yes: entry id → what is held. */
  held(partition: number): string;
  /** The same by the time at which they expire. */
  heldUntil(partition: number): string;
  /** Actions that guards gave up, newest last. */
  suppressed(partition: number): string;
  /** How often an attempt of an entry was begun that is suspected of stopping its process: entry id → attempts. */
  begun(partition: number): string;
  scored(partition: number): string;
  late(partition: number): string;
  dead(partition: number): string;
  /** What was decided and why, for people: bounded, never read by the engine. */
  journal(partition: number): string;
  /** Counters of the accounting identity, one hash per partition: `accepted`, `enrich.processed`, `deliver.delivered` … */
  counters(partition: number): string;
  lease(stage: StageName, partition: number): string;
  meta(stage: StageName, partition: number): string;
  timers(stage: StageName, partition: number): string;
  /** State of one generation: the newest holds what changed lately, older ones are dropped whole. */
  state(stage: StageName, partition: number, generation: number): string;
  /** Digests remembered in one hour (hours since 1970). */
  digests(partition: number, hour: number): string;
  /** High-water marks of senders into a partition's signals: sender → `epoch entry`. */
  marks(partition: number): string;
  /** Offsets below which each reader of the events stream is done. */
  readers(partition: number): string;
}

/** Keys under a prefix (default `cc`) for a number of partitions. */
export function createKeys(partitions: number, prefix = 'cc'): Keys {
  const tags = Array.from({ length: partitions }, (_, partition) => spreadTag(prefix, partition, partitions));
  const at = (partition: number, name: string): string => {
    const tag = tags[partition];
    if (tag === undefined) throw new RangeError(`partition ${partition} of ${partitions}`);
    return `${tag}:${name}`;
  };
  return {
    partitions,
    manifest: `${prefix}:manifest`,
    workers: `${prefix}:workers`,
    alive: `${prefix}:alive`,
    acks: `${prefix}:acks`,
    jobs: `${prefix}:{jobs}:ran`,
    jobLease: (job) => `${prefix}:{jobs}:lease:${job}`,
    weights: `${prefix}:weights`,
    plans: {
      all: `${prefix}:{budgets}:plans`,
      revisions: `${prefix}:{budgets}:revisions`,
      open: `${prefix}:{budgets}:open`,
      pace: `${prefix}:{budgets}:pace`,
    },
    once: (partition, name) => at(partition, `once:${name}`),
    poller: (name, day = '') => `${prefix}:{poller:${name}}:${day === '' ? 'state' : day}`,
    refused: `${prefix}:refused`,
    audit: `${prefix}:audit`,
    pace: (account) => `${prefix}:pace:${account}`,
    killSwitches: `${prefix}:kill-switches`,
    guard: (kind, name) => `${prefix}:{guards}:${kind}:${name}`,
    vault: (partition) => at(partition, 'vault'),
    erased: (partition) => at(partition, 'erased'),
    vaultDay: (day) => `${prefix}:vault:${day}`,
    events: (partition) => at(partition, 'events'),
    signals: (partition) => at(partition, 'signals'),
    outbox: (partition) => at(partition, 'outbox'),
    retries: (partition) => at(partition, 'retries'),
    held: (partition) => at(partition, 'held'),
    heldUntil: (partition) => at(partition, 'held-until'),
    suppressed: (partition) => at(partition, 'suppressed'),
    begun: (partition) => at(partition, 'begun'),
    scored: (partition) => at(partition, 'scored'),
    late: (partition) => at(partition, 'late'),
    dead: (partition) => at(partition, 'dead'),
    journal: (partition) => at(partition, 'journal'),
    counters: (partition) => at(partition, 'counters'),
    lease: (stage, partition) => at(partition, `${stage}:lease`),
    meta: (stage, partition) => at(partition, `${stage}:meta`),
    timers: (stage, partition) => at(partition, `${stage}:timers`),
    state: (stage, partition, generation) => at(partition, `${stage}:state:${generation}`),
    digests: (partition, hour) => at(partition, `digests:${hour}`),
    marks: (partition) => at(partition, 'marks'),
    readers: (partition) => at(partition, 'readers'),
  };
}

/** A tag `prefix:{p07x}` whose slot lies in the middle half of the partition's even share of the slots. */
function spreadTag(prefix: string, partition: number, partitions: number): string {
  const share = SLOTS / partitions;
  const middle = (partition + 0.5) * share;
  const name = `p${String(partition).padStart(2, '0')}`;
  for (let attempt = 0; ; attempt++) {
    const tag = `${prefix}:{${name}${attempt === 0 ? '' : attempt.toString(36)}}`;
    if (Math.abs(calculateSlot(tag) - middle) <= Math.max(1, share / 4)) return tag;
  }
}
