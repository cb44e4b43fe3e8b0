import { describe, expect, it } from 'vitest';
import { demoWatch } from './demo-watch.ts';
import { storyOf } from './story.ts';
import { summarise } from './summary.ts';
import { summaryPage } from './summary-page.ts';
import { summaryText } from './summary-text.ts';

const story = storyOf({ seed: 1, start: Date.UTC(2026, 2, 2, 8), events: 1_000 });
const { accepted, duplicates, refused, buzz } = story.expected;
type Stage = 'enrich' | 'decide' | 'deliver';
const stage = (name: Stage, count: number, settled: { [fate: string]: number }, difference = 0) => ({
  stage: name,
  accepted: count,
  settled,
  inFlight: 0,
  difference,
});
const before = [stage('enrich', 100, { processed: 100 }), stage('decide', 10, { processed: 10 }), stage('deliver', 4, { delivered: 4 })];

/** What is seen when all goes as the story was written, on data that holds an earlier story. */
function seen(): Parameters<typeof summarise>[0] {
  const watch = demoWatch();
  const fire = (rule: string, group = 'who=p1x'): void =>
    watch.observe({ kind: 'rule.fired', rule, mode: 'active', group, because: 'people 25 >= 25' });
  for (const rule of ['angry-customer-with-reach', 'influencer-mention', 'hot-lead']) fire(rule);
  fire('product-buzz-retarget', 'topic=kawomat');
  fire('cost-per-lead', 'campaign=kawomat-biuro');
  for (let index = 0; index < buzz.withdrawn; index++) fire('withdrawal-to-crm');
  watch.observe({ kind: 'admission.decided', route: '/v1/events', accepted, refused: {} });
  watch.observe({ kind: 'intent.settled', account: 'slack', operation: 'post', fate: 'delivered', attempts: 1 });
  const sent = { connector: 'slack', operation: 'post', at: 0, attempts: 1, repeats: 0, conflicts: 0 };
  const follow = 'Two hours ago people began to talk about <b>kawomat</b> & żur';
  return {
    story,
    watch,
    rules: ['product-buzz-retarget', 'viral-share'],
    intents: [{ parameters: { audience: 'talk about kawomat' }, members: ['a', 'b', 'c'] } as never],
    before,
    identity: [
      stage('enrich', 100 + accepted + 3, { processed: 100 + accepted - duplicates + 3, duplicate: duplicates }),
      stage('decide', 60, { processed: 60 }),
      stage('deliver', 7, { delivered: 6, suppressed: 1 }),
    ],
    refusedInStream: refused,
    scored: { sentiment: [], credit: [], leads: [] },
    received: [{ ...sent, key: 'k', summary: { channel: '#care', text: follow } }],
    audiences: [{ id: '1', name: 'talk about kawomat', members: 2 }],
    seconds: 12.34,
  };
}
const unmet = (input: Parameters<typeof summarise>[0]): string[] =>
  summarise(input).expectations.flatMap(({ what, met }) => (met ? [] : [what]));

describe('summarise', () => {
  it('counts this story alone, without the reports that the engine writes on its own actions', () => {
    expect(unmet(seen())).toEqual([]);
    expect(summarise(seen())).toMatchObject({
      accepted,
      duplicates,
      refused,
      reports: 3,
      deadLettered: 0,
      rules: [
        { rule: 'product-buzz-retarget', fired: 1, because: ['topic=kawomat: people 25 >= 25'] },
        { rule: 'viral-share', fired: 0 },
      ],
      actions: [{ connector: 'slack', operation: 'post', delivered: 1 }],
      audiences: [{ wanted: 3, members: 2, heldBack: 1 }],
      accounting: { ok: true },
      seconds: 12.3,
    });
  });

  it('says what did not happen, and what should not have', () => {
    const { identity, watch } = seen();
    const lost = identity.map((one) => (one.stage === 'decide' ? { ...one, difference: 1 } : one));
    expect(unmet({ ...seen(), identity: lost })).toEqual(['every accepted event is accounted for']);
    expect(unmet({ ...seen(), refusedInStream: refused - 1 })).toEqual([`${refused} malformed events are refused`]);
    expect(unmet({ ...seen(), watch: demoWatch() })).toContain('hot-lead fires');
    watch.observe({ kind: 'rule.fired', rule: 'viral-share', mode: 'active', group: '', because: '' });
    watch.observe({ kind: 'rule.fired', rule: 'cost-per-lead', mode: 'active', group: 'campaign=kawomat-wiosna', because: '' });
    expect(unmet({ ...seen(), watch })).toEqual(['cost-per-lead fires for the dear campaign alone', 'viral-share does not fire']);
    expect(unmet({ ...seen(), audiences: [{ id: '1', name: 'talk about kawomat', members: 3 }] })).toEqual([
      'people who did not agree are held back',
    ]);
    expect(unmet({ ...seen(), received: [] })).toEqual(['the workflow of the buzz goes on after two hours']);
  });
});

describe('the summary for people', () => {
  it('escapes what comes from outside on the page, and asks to be loaded again only while the story runs', () => {
    const standing = { share: 0.5, events: 10, fires: [{ rule: 'buzz', group: 'topic=<script>', because: 'Łódź "& Kraków"' }] };
    const running = summaryPage(standing, undefined);
    expect(running).toContain('http-equiv="refresh"');
    expect(running).toContain('topic=&lt;script&gt;');
    expect(running).toContain('Łódź &quot;&amp; Kraków&quot;');
    const finished = summaryPage(standing, summarise(seen()));
    expect(finished).not.toContain('http-equiv="refresh"');
    expect(finished).toContain('&lt;b&gt;kawomat&lt;/b&gt; &amp; żur');
  });

  it('names in the tables what went another way than the story', () => {
    const good = summaryText(summarise(seen()), 'http://127.0.0.1:1', 'http://127.0.0.1:2');
    expect(good).toContain('nothing lost, nothing done twice');
    expect(good).not.toContain('NOT AS THE STORY');
    const bad = summaryText(summarise({ ...seen(), refusedInStream: 0 }), 'http://127.0.0.1:1', 'http://127.0.0.1:2');
    expect(bad).toContain(`expected: ${refused} malformed events are refused`);
  });
});
