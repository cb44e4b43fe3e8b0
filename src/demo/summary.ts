import type { ReceivedAction, SandboxAudience } from '#sandbox';
import type { StageIdentity } from '#stream';
import type { Intent } from '#action';
import type { DemoWatch } from './demo-watch.ts';
import type { ChannelCredit, Lead, PlatformMood, ScoredFigures } from './read-scored.ts';
import type { Story } from './story.ts';

/** What the demo tells when the story is over. Plain JSON: scripts read it. */
export interface Summary {
  /** Events taken in, those the engine wrote itself (reports of its actions, what rules say) not counted. */
  readonly accepted: number;
  readonly refused: number;
  readonly duplicates: number;
  /** Events that went the whole way, the engine's own reports included. */
  readonly processed: number;
  readonly deadLettered: number;
  readonly refusedBy: { readonly [code: string]: number };
  /** Events of the engine itself: reports of its actions, and what rules say. */
  readonly reports: number;
  readonly rules: readonly { readonly rule: string; readonly fired: number; readonly because: readonly string[] }[];
  readonly actions: readonly {
    readonly connector: string;
    readonly operation: string;
    readonly delivered: number;
    readonly heldBack: number;
    readonly dead: number;
  }[];
  /** `wanted` people were named by rules, `members` of them are in the audience: the others have not agreed. */
  readonly audiences: readonly {
    readonly audience: string;
    readonly wanted: number;
    readonly members: number;
    readonly heldBack: number;
  }[];
  readonly alerts: readonly { readonly channel: string; readonly text: string }[];
  readonly sentiment: readonly PlatformMood[];
  readonly leads: readonly Lead[];
  readonly credit: readonly ChannelCredit[];
  readonly accounting: { readonly ok: boolean; readonly stages: readonly StageIdentity[] };
  /** What the story was written to bring about, and whether it did. */
  readonly expectations: readonly { readonly what: string; readonly met: boolean }[];
  readonly seconds: number;
}

/** Rules that the story is written to make fire, and those that it must not. */
const mustFire = [
  'product-buzz-retarget',
  'angry-customer-with-reach',
  'influencer-mention',
  'hot-lead',
  'cost-per-lead',
  'withdrawal-to-crm',
];
const mustNotFire = ['viral-share', 'review-bombing', 'click-flood'];

/** Adds up what the parts of the demo saw. Nothing here is known beforehand but the expectations. */
export function summarise(seen: {
  readonly story: Story;
  readonly watch: DemoWatch;
  readonly rules: readonly string[];
  readonly intents: readonly Intent[];
  /** The accounts before and after the story: data that is kept holds those of earlier stories too. */
  readonly before: readonly StageIdentity[];
  readonly identity: readonly StageIdentity[];
  readonly refusedInStream: number;
  readonly scored: ScoredFigures;
  readonly received: readonly ReceivedAction[];
  readonly audiences: readonly SandboxAudience[];
  readonly seconds: number;
}): Summary {
  const { story, watch, identity, received } = seen;
  const told = identity.map((one, index) => without(one, seen.before[index]!));
  const [enrich] = told as [Figures, ...Figures[]];
  const accepted = watch.admitted;
  const reports = enrich.accepted - accepted;
  const duplicates = enrich.settled['duplicate'] ?? 0;
  const audiences = seen.audiences.map(({ name, members }) => {
    const wanted = new Set(
      seen.intents.filter((intent) => intent.parameters['audience'] === name).flatMap((intent) => intent.members ?? []),
    ).size;
    return { audience: name, wanted, members, heldBack: Math.max(0, wanted - members) };
  });
  const firedOf = (rule: string): number => watch.fires.filter((fire) => fire.rule === rule).length;
  const accountingOk = identity.every((one) => one.inFlight === 0 && one.difference === 0);
  const { buzz } = story.expected;
  const audience = audiences.find((one) => one.audience.includes('kawomat'));
  const follows = received.filter(({ summary }) => String(summary['text'] ?? '').startsWith('Two hours ago'));
  const expectations = [
    { what: `${story.expected.accepted} events are accepted`, met: accepted === story.expected.accepted },
    { what: `${story.expected.refused} malformed events are refused`, met: seen.refusedInStream === story.expected.refused },
    { what: `${story.expected.duplicates} repeated events change nothing`, met: duplicates === story.expected.duplicates },
    ...mustFire.map((rule) => ({ what: `${rule} fires`, met: firedOf(rule) > 0 })),
    {
      what: 'cost-per-lead fires for the dear campaign alone',
      met: watch.fires.every(({ rule, group }) => rule !== 'cost-per-lead' || group.includes('kawomat-biuro')),
    },
    {
      what: 'product-buzz-retarget fires once for the product',
      met: watch.fires.filter(({ rule, group }) => rule === 'product-buzz-retarget' && group.includes('kawomat')).length === 1,
    },
    {
      what: `a withdrawn consent reaches the CRM ${story.expected.buzz.withdrawn} times`,
      met: firedOf('withdrawal-to-crm') === story.expected.buzz.withdrawn,
    },
    ...mustNotFire.map((rule) => ({ what: `${rule} does not fire`, met: firedOf(rule) === 0 })),
    {
      what: 'only people who agreed are in the audience',
      met: audience !== undefined && audience.members > 0 && audience.members <= buzz.agreed.length,
    },
    { what: 'people who did not agree are held back', met: audience !== undefined && audience.heldBack > 0 },
    { what: 'the workflow of the buzz goes on after two hours', met: follows.length > 0 },
    { what: 'no platform got one key with two contents', met: received.every(({ conflicts }) => conflicts === 0) },
    { what: 'every accepted event is accounted for', met: accountingOk },
  ];
  return {
    accepted,
    refused: seen.refusedInStream,
    duplicates,
    processed: enrich.settled['processed'] ?? 0,
    deadLettered: told.reduce((sum, one) => sum + (one.settled['dead'] ?? 0), 0),
    refusedBy: Object.fromEntries(watch.refused),
    reports,
    rules: seen.rules.map((rule) => {
      const fires = watch.fires.filter((fire) => fire.rule === rule);
      return {
        rule,
        fired: fires.length,
        because: fires.slice(0, 3).map(({ group, because }) => (group === '' ? because : `${group}: ${because}`)),
      };
    }),
    actions: [...watch.actions].map(([place, { delivered, suppressed, dead }]) => {
      const [connector = '', operation = ''] = place.split(' ');
      return { connector, operation, delivered, heldBack: suppressed, dead };
    }),
    audiences,
    alerts: received.flatMap(({ summary: { channel, text } }) =>
      channel === undefined ? [] : [{ channel: String(channel), text: String(text) }],
    ),
    ...seen.scored,
    accounting: { ok: accountingOk, stages: identity },
    expectations,
    seconds: Math.round(seen.seconds * 10) / 10,
  };
}

type Figures = Pick<StageIdentity, 'stage' | 'accepted' | 'settled'>;

/** The figures of this story alone. */
function without({ stage, accepted, settled }: StageIdentity, before: StageIdentity): Figures {
  const rest = Object.entries(settled).map(([fate, count]) => [fate, count - (before.settled[fate] ?? 0)] as const);
  return { stage, accepted: accepted - before.accepted, settled: Object.fromEntries(rest) };
}
