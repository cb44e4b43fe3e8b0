import autocannon from 'autocannon';
import { benchEvents } from '#demo';
import { startChild } from './child.ts';

/** Requests and events a second of one way of admitting. */
export interface Admission {
  readonly requests: number;
  readonly events: number;
}

const CONNECTIONS = 32;
const BODIES = 2_000;

/** Loads a server of its own process in a closed loop for some seconds with bodies of `batch` events each. Every answer must be 202. */
export async function loadAdmission(server: 'bare' | 'admit', redisUrl: string, batch: number, seconds: number): Promise<Admission> {
  const child = await startChild<{ url: string }>('./run-server.js', [server, redisUrl]);
  try {
    const bodies = bodiesOf(batch);
    let next = 0;
    const result = await autocannon({
      url: `${child.first.url}/v1/events`,
      connections: CONNECTIONS,
      duration: seconds,
      requests: [
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: 'Bearer bench' },
          setupRequest: (request) => ({ ...request, body: bodies[next++ % bodies.length]! }),
        },
      ],
    });
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${server}: ${result.non2xx} answers were not 2xx, ${result.errors} failed`);
    const requests = result['2xx'] / result.duration;
    return { requests, events: requests * batch };
  } finally {
    await child.stop();
  }
}

/** Bodies as a sender writes them: what admission adds is taken off again. */
function bodiesOf(batch: number): string[] {
  const events = benchEvents(7, Math.min(20_000, BODIES * batch)).map(({ id, source, type, time, data, contact }) => ({
    specversion: '1.0',
    id,
    source,
    type,
    time,
    data: { ...data, ...(contact === undefined ? {} : { userId: contact }) },
  }));
  const bodies: string[] = [];
  for (let start = 0; start + batch <= events.length; start += batch)
    bodies.push(JSON.stringify(batch === 1 ? events[start] : events.slice(start, start + batch)));
  return bodies;
}
