import type { Lane, TimedEvent } from './timed-event.ts';

/** One request to the engine: when it is sent (epoch milliseconds), where to, and how many events it means to carry. */
export interface Submission {
  readonly at: number;
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
  readonly events: number;
}

const ways: { readonly [lane in Lane]: { path: string; contentType: string; body(events: readonly string[]): string } } = {
  cloud: { path: '/v1/events', contentType: 'application/cloudevents-batch+json', body: (events) => `[${events.join(',')}]` },
  lines: { path: '/v1/events', contentType: 'application/x-ndjson', body: (events) => events.join('\n') },
  plain: { path: '/v1/events', contentType: 'application/json', body: (events) => `[${events.join(',')}]` },
  segment: { path: '/v1/batch', contentType: 'application/json', body: (events) => `{"batch":[${events.join(',')}]}` },
};

/** Puts the events of each lane that fall into the same stretch of time into one request, sent at the time of its last event. */
export function submissionsOf(events: readonly TimedEvent[], stretch: number): Submission[] {
  const requests = new Map<string, TimedEvent[]>();
  for (const event of events.toSorted((a, b) => a.at - b.at)) {
    const place = `${Math.floor(event.at / stretch)} ${event.lane}`;
    const request = requests.get(place);
    if (request) request.push(event);
    else requests.set(place, [event]);
  }
  return [...requests.values()]
    .map((request): Submission => {
      const { path, contentType, body } = ways[request[0]!.lane];
      return { at: request.at(-1)!.at, path, contentType, body: body(request.map(({ json }) => json)), events: request.length };
    })
    .sort((a, b) => a.at - b.at);
}
