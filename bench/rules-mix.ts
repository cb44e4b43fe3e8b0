import type { MarketingEvent } from '#event';
import { benchEvents, seededRandom } from '#demo';
import type { RuleFile } from '#rule';

/** Campaigns and brands of the market that the mix plays in; a few of them are talked about far more than the rest. */
const CAMPAIGNS = 500;
const BRANDS = 200;
/** Of the rules beyond the first ten, one in this many watches everything instead of a campaign or brand of its own. */
const GENERAL_EVERY = 200;

const head = (name: string, words: string, on: string): string => `rule: ${name}\nsummary: ${words}\non: [${on}]\n`;

/** Ten kinds of rules as marketing teams write them, each for a campaign or brand of its own. The last watches everything. */
const kinds: readonly ((name: string, at: { campaign: string; brand: string; index: number }) => string)[] = [
  (name, { campaign }) => `${head(name, 'Too many clicks of one person.', 'ad.clicked')}where: event.data.campaign == "${campaign}"
by: { who: event.contact }
measures: { clicks: { fn: count, window: 10m } }
when: measures.clicks >= 15
cooldown: 1d
workflow: [{ tell: { connector: slack, channel: "#ads", text: "\${measures.clicks} clicks" } }]
`,
  (name, { campaign }) => `${head(name, 'A lead costs too much.', 'ad.reported')}where: event.data.campaign == "${campaign}"
by: { platform: event.data.platform }
measures:
  spend: { fn: sum, of: event.data.spend, window: 6h, every: 5m }
  leads: { fn: sum, of: event.data.leads, window: 6h, every: 5m }
when: measures.leads >= 5 && measures.spend / measures.leads > 120
cooldown: 12h
workflow: [{ lower: { connector: budget, campaign: "${campaign}", costPerLead: "\${measures.spend / measures.leads}" } }]
`,
  (name, { brand }) => `${head(name, 'The mood turns.', 'social.mentioned, social.commented')}where: event.data.brand == "${brand}"
by: { platform: event.data.platform }
measures:
  bad: { fn: count, where: event.sentiment.score < -0.2, window: 1h }
  all: { fn: count, window: 1h }
when: measures.all >= 50 && measures.bad / measures.all > 0.4
cooldown: 2h
workflow: [{ tell: { connector: slack, channel: "#pr", text: "\${measures.bad} of \${measures.all} are negative" } }]
`,
  (
    name,
    { brand },
  ) => `${head(name, 'A buzz on X.', 'social.mentioned, social.commented')}where: event.data.brand == "${brand}" && event.data.platform == "x"
by: { brand: event.data.brand }
measures:
  people: { fn: distinct, of: event.contact, window: 15m }
  mood: { fn: avg, of: event.sentiment.score, window: 15m }
when: measures.people >= 25
cooldown: 6h
workflow: [{ tell: { connector: slack, channel: "#care", text: "\${measures.people} people, mood \${measures.mood}" } }]
`,
  (
    name,
    { brand, index },
  ) => `${head(name, 'Someone with reach is angry.', 'social.mentioned, social.messaged')}where: event.data.brand == "${brand}" && event.data.author.followers > ${2_000 + (index % 7) * 1_000}
by: { who: event.contact }
when: event.sentiment.score < -0.4 && event.sentiment.confidence > 0.5
cooldown: 1d
workflow: [{ ticket: { connector: helpdesk, subject: "Angry customer on \${event.data.platform}" } }]
`,
  (name, { campaign }) => `${head(name, 'A lead of the campaign is hot.', 'lead.submitted')}where: event.data.campaign == "${campaign}"
by: { lead: event.contact }
when: event.lead.score >= 20
cooldown: 7d
workflow: [{ crm: { connector: crm, stage: hot, score: "\${event.lead.score}" } }, { later: { wait: 1d } }, { again: { connector: crm, stage: warm } }]
`,
  (
    name,
    { brand },
  ) => `${head(name, 'Someone asks for a price.', 'social.commented')}where: event.data.brand == "${brand}" && event.data.text.matches("(?i)(ile kosztuje|jaka cena|how much|price)")
by: { who: event.contact }
cooldown: 1d
workflow: [{ answer: { connector: helpdesk, subject: "A price is asked for" } }]
`,
  (name, { index }) => `${head(name, 'A large order.', 'product.purchased')}where: event.data.value >= ${900 + (index % 100) * 20}
by: { who: event.contact }
cooldown: 30d
workflow: [{ thanks: { connector: crm, value: "\${event.data.value}" } }]
`,
  (
    name,
    { campaign },
  ) => `${head(name, 'The campaign is shown and not clicked.', 'ad.impressed, ad.clicked')}where: event.data.campaign == "${campaign}"
by: { platform: event.data.platform }
measures:
  shown: { fn: count, where: event.type == "ad.impressed", window: 1h }
  clicked: { fn: count, where: event.type == "ad.clicked", window: 1h }
when: measures.shown >= 2000 && measures.clicked / measures.shown < 0.002
cooldown: 6h
workflow: [{ tell: { connector: slack, channel: "#ads", text: "\${measures.clicked} of \${measures.shown}" } }]
`,
  (
    name,
    { index },
  ) => `${head(name, 'A platform grows angry.', 'social.mentioned, social.commented')}where: event.sentiment.score < ${-0.5 - (index % 4) * 0.1}
by: { platform: event.data.platform }
measures: { bad: { fn: count, window: 15m } }
when: measures.bad >= 5000
cooldown: 1h
workflow: [{ tell: { connector: slack, channel: "#pr", text: "\${measures.bad} angry posts" } }]
`,
];

/**
 * Rule files as a market of many campaigns and brands has them: of ten rules nine are for one campaign or brand each and one watches everything; of the further ones one in two hundred does.
 * The first `count` are the same whatever the count.
 */
export function mixedRules(count: number): RuleFile[] {
  return Array.from({ length: count }, (_, index) => {
    const general = index < kinds.length ? index === kinds.length - 1 : index % GENERAL_EVERY === GENERAL_EVERY - 1;
    const kind = general ? kinds.at(-1)! : kinds[index % (kinds.length - (index < kinds.length ? 0 : 1))]!;
    const name = `r-${String(index).padStart(4, '0')}`;
    // Strides that share no factor with the sizes: rules spread evenly over the market.
    return {
      path: `${name}.yaml`,
      text: kind(name, { campaign: `k-${(index * 7) % CAMPAIGNS}`, brand: `b-${(index * 7) % BRANDS}`, index }),
    };
  });
}

/** Events of the benchmark with the campaigns and brands of that market, some of them far more often than others. The same seed gives the same events. */
export function mixedEvents(seed: number, count: number, start?: number): MarketingEvent[] {
  const random = seededRandom(seed + 1);
  // The square of chance: the first tenth of the names gets about a third of the events.
  const skewed = (size: number): number => Math.floor(random.next() ** 2 * size);
  return benchEvents(seed, count, start).map((event) => {
    const social = event.type.startsWith('social.');
    const named = social ? { brand: `b-${skewed(BRANDS)}` } : { campaign: `k-${skewed(CAMPAIGNS)}` };
    return { ...event, data: { ...event.data, ...named } };
  });
}
