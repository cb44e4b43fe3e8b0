import { problemOf } from '../problem.ts';
import { readSegment } from '../read-segment.ts';
import { segmentCalls } from '../segment-event.ts';
import type { ClientProtocol } from './client-protocol.ts';
import { jsonAnswer } from './json-answer.ts';

/** Jitsu's event API: one call of the Segment spec a request, under an address of its own; the key is in `X-Write-Key`, and masked in the body. Its client tries nothing twice. */
export const jitsu: ClientProtocol = {
  name: 'Jitsu',
  summary: 'Event API of Jitsu: one call of the Segment spec',
  posts: ['/api/s', '/api/s/s2s'].flatMap((folder) => segmentCalls.map((call) => `${folder}/${call}`)),
  read: ({ path, body }, privacy) => readSegment(path.slice(path.lastIndexOf('/') + 1), body, privacy),
  answer({ refused, verdicts }) {
    const [first] = verdicts;
    if (refused === 0) return jsonAnswer({ ok: true });
    const detail = first?.reason === undefined ? {} : { detail: first.reason };
    const problem = problemOf(first?.code ?? 'validation-failed', { ...detail, errors: verdicts });
    return { ...jsonAnswer(problem, problem.status), type: 'application/problem+json' };
  },
};
