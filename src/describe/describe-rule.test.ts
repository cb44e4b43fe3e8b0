import { readNormalRule, type NormalRule } from '#rule';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeRule, languages } from './describe-rule.ts';
import { ruleDiagram } from './rule-diagram.ts';

const rule = (text: string): NormalRule => readNormalRule({ path: 'a.yaml', text })!;
const tell = (text: string, language = 'en'): string => describeRule(rule(text), languages.get(language)!).sentence;

const folder = new URL('../../rules/', import.meta.url);
const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml') && !path.endsWith('.test.yaml'))
  .flatMap((path) => readNormalRule({ path, text: readFileSync(new URL(path, folder), 'utf8') }) ?? []);

const buzz = `rule: buzz
summary: Ludzie mówią o produkcie
mode: active
on: [social.mentioned, social.commented]
where: event.data.platform == "x" && !has(event.lead)
by: { topic: event.topics }
measures:
  zle: { fn: count, where: event.sentiment.score < -0.2, window: 15m }
  ludzie: { fn: distinct, of: event.contact, window: 15m }
when: measures.ludzie >= 25 && (measures.zle / measures.ludzie > 0.5 || event.data.text.containsWord("żenada"))
cooldown: 6h
workflow:
  - alert: { connector: slack, text: hej }
  - wait: 2h
guards: { consent: [retargeting], frequency_cap: { max: 2, per: 1d }, quiet_hours: { from: "21:00", to: "08:00", zone: Europe/Warsaw } }
`;

describe('describeRule', () => {
  it('tells a rule as one English sentence', () => {
    expect(tell(buzz)).toBe(
      'For each topic, whenever there are mentions or comments where platform is "x" and there is no lead, as soon as the number of different people within 15m is at least 25 and ' +
        '(the number of events where mood is less than -0.2 within 15m divided by the number of different people within 15m is more than 0.5 or text has the word "żenada"): ' +
        'alert (slack), wait 2h – at most once in 6h, only to people who agreed to retargeting, at most 2 times in 1d to one person over all rules, not between 21:00 and 08:00 (Europe/Warsaw), but later.',
    );
  });

  it('tells it in Polish', () => {
    expect(tell(buzz, 'pl')).toBe(
      'Osobno dla każdej wartości (temat), gdy przychodzą: wzmianki lub komentarze, dla których platforma to "x" i nie jest znane: lead, a liczba różnych (osoba) w ciągu 15m co najmniej 25 i ' +
        '(liczba zdarzeń spełniających warunek: nastrój poniżej -0.2, w ciągu 15m podzielone przez liczba różnych (osoba) w ciągu 15m powyżej 0.5 lub tekst ma słowo "żenada"): ' +
        'alert (slack), poczekaj 2h – najwyżej raz na 6h, tylko do osób ze zgodą na: retargeting, do jednej osoby najwyżej 2 razy na 1d we wszystkich regułach, nie między 21:00 a 08:00 (Europe/Warsaw), wtedy później.',
    );
  });

  const flow = `rule: onboarding
summary: Prowadzi leada
on: [lead.submitted]
by: { lead: event.contact }
workflow:
  - crm: { connector: crm, action: upsert, retry: { max: 2, backoff: 1m }, compensate: { connector: crm, action: remove } }
  - switch:
      - if: event.data.budget > 100
        do: [ { vip: { connector: slack, text: "VIP \\"Łódź\\" <1>" } } ]
      - else: [ { stop: mały budżet } ]
  - parallel:
      - [ { a: { connector: slack, text: a } } ]
      - [ { b: { connector: crm, x: 1 } }, { wait: 1h } ]
  - ask: { approve: { ask: "Dzwonić?", expires: 1d, on_refused: [ { stop: nie } ] } }
  - reply: { wait_for: { on: [email.clicked], timeout: 3d, on_timeout: [ { remind: { connector: crm, action: remind } } ] } }
  - ab: { split: { experiment: rabat, variants: { tak: { weight: 3, do: [ { emit: { type: rabat.dany } } ] }, nie: { weight: 1 } } } }
`;

  it('tells every step of a workflow', () => {
    expect(tell(flow)).toBe(
      'For each person, whenever there are leads: crm (crm upsert) [tried again up to 2 times, taken back over crm if the run is undone], if budget is more than 100: vip (slack); otherwise stop (mały budżet), ' +
        'side by side [a (slack) | b (crm), wait 1h], ask a person “Dzwonić?” for up to 1d (if no: stop (nie)), wait up to 3d for mail clicks (if none comes: remind (crm remind)), ' +
        'by the experiment rabat either tak (75 %): say rabat.dany or nie (25 %): nothing – in shadow mode: nothing is sent.',
    );
    expect(tell(flow, 'pl')).toContain('zapytaj człowieka „Dzwonić?” i czekaj najdłużej 1d (jeśli nie: zakończ (nie))');
  });

  it('tells sequences, absences, what is usual and flow control', () => {
    const absent = `rule: koszyk
summary: Porzucony koszyk
mode: active
sequence:
  - { as: basket, on: [product.added], times: { min: 2, max: 3 } }
  - { absent: { on: [product.purchased], where: event.data.value > 10 }, for: 2h }
within: 1d
cancel_if: { on: [consent.withdrawn] }
by: { who: event.contact }
when: match.basket.data.price > 5
max_fires: { n: 2, per: 7d }
inhibited_by: [pause]
concurrency: queue
on_resolve: compensate
workflow: [ { mail: { connector: crm, action: remind } } ]
`;
    expect(tell(absent)).toBe(
      'For each person, whenever there are products put into the basket 2–3 times, then no purchases (where value is more than 10) for 2h within 1d, unless there are withdrawn consents, as soon as price of basket is more than 5: ' +
        'mail (crm remind) – at most 2 times in 7d, not while pause fires, one run after the other, taken back when it is over.',
    );
    expect(tell(absent, 'pl')).toContain(
      'potem brak zdarzeń: zakupy (dla których wartość powyżej 10) przez 2h w ciągu 1d, chyba że przyjdą: wycofane zgody',
    );
    const usual = `rule: spadek
summary: Mniej niż zwykle
mode: active
on: [ad.converted]
by: { campaign: event.data.campaign }
measures: { sales: { fn: count, window: 1h } }
baseline: { of: sales, direction: down }
when: measures.sales.z > 3
hold_for: 20m
resolve_if: measures.sales.z < 1
resolve_after: 1d
concurrency: replace
on_resolve: cancel
workflow: [ { tell: { connector: slack, text: a } }, { wait: 1h }, { more: { connector: slack, text: b } } ]
`;
    expect(tell(usual)).toBe(
      'For each campaign, whenever there are conversions, as soon as the distance, in spreads, of the number of events within 1h from what is usual is more than 3 and that stays so for 20m: ' +
        'tell (slack), wait 1h, more (slack) – lasting until the distance, in spreads, of the number of events within 1h from what is usual is less than 1, over when it was not so for 1d, ' +
        'a new run takes the place of the one before, given up when it is over.',
    );
    const either = absent
      .replace(/ {2}- \{ absent.*\n/, '  - { as: talk, on: [social.messaged] }\n')
      .replace(', times: { min: 2, max: 3 }', '')
      .replace('when:', 'any_of: 1\nwhen:');
    expect(tell(either)).toContain('whenever any 1 come of products put into the basket, direct messages within 1d');
    expect(tell(either.replace('max_fires', 'resolve_if: { on: [product.purchased] }\nmax_fires'))).toContain(
      'lasting until there are purchases, at most 2',
    );
    for (const one of [absent, usual, either]) expect(ruleDiagram(rule(one))).toMatch(/^flowchart TD\n/);
    expect(ruleDiagram(rule(absent))).toContain('no product.purchased for 2h');
    expect(ruleDiagram(rule(usual))).toContain('holds for 20m');
  });

  it('tells every shipped rule in every language, without a word of code but what has no plainer one', () => {
    expect(shipped.length).toBeGreaterThanOrEqual(20);
    for (const one of shipped) {
      for (const [language, words] of languages) {
        const { sentence, state } = describeRule(one, words);
        expect(sentence, `${one.rule} ${language}`).not.toMatch(/event\.|measures\.|&&|\|\||undefined/);
        expect(state, `${one.rule} ${language}`).toMatch(/\d|nothing|Niczego/);
      }
    }
  });

  it('draws a rule: steps in order, choices that part and come together, texts that cannot break the drawing', () => {
    const drawn = ruleDiagram(rule(flow));
    expect(drawn).toMatch(/^flowchart TD\n/);
    expect(drawn).toContain('n0(["lead.submitted<br/>by lead"])');
    expect(drawn).toContain('-- "event.data.budget #62; 100" -->');
    expect(drawn).toContain('-- "none in 3d" -->');
    expect(drawn).toContain('-. undo .->');
    // A step after a stop is not reached from it.
    const stop = /(n\d+)\(\("stop: mały budżet"\)\)/.exec(drawn)![1]!;
    expect(drawn).not.toContain(`${stop} -->`);
    for (const one of shipped) {
      const nodes = new Set([...ruleDiagram(one).matchAll(/^ {2}(n\d+)["([{>/]/gm)].map((match) => match[1]));
      for (const [, from, to] of ruleDiagram(one).matchAll(/^ {2}(n\d+) -.*> (n\d+)$/gm))
        expect(nodes.has(from!) && nodes.has(to!)).toBe(true);
    }
  });
});
