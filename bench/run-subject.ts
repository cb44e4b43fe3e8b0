import { benchEvents } from '#demo';
import { bare } from './subjects/bare.ts';
import { bullmq } from './subjects/bullmq.ts';
import { engine } from './subjects/engine.ts';
import { memory } from './subjects/memory.ts';
import type { Subject } from './subject.ts';

const subjects: Record<string, Subject> = { engine, bare, bullmq, memory };

// One subject per process, so that no subject warms or burdens another: run-subject NAME REDIS_URL EVENTS SEED
const [name = '', redisUrl = '', events = '0', seed = '1'] = process.argv.slice(2);
const run = await subjects[name]!({ redisUrl, events: benchEvents(Number(seed), Number(events)) });
process.stdout.write(`${JSON.stringify(run)}\n`, () => process.exit(0));
