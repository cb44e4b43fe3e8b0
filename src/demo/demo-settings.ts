import { loadSettings, type Settings } from '#config';
import { sandboxAccounts } from '#sandbox';
import { storyTopics } from './story-topics.ts';

/** Points for the story's shop; the shipped ones, said here so that a change of the defaults does not change the story. */
const points = [
  { on: 'page.viewed', points: 1 },
  { on: 'email.clicked', points: 5 },
  { on: 'ad.clicked', points: 5 },
  { on: 'product.viewed', points: 3 },
  { on: 'product.added', points: 15 },
  { on: 'lead.submitted', points: 40 },
];

/** The settings of the demo: the shipped rules as they say, on the accounts of the sandbox, with the story's brand and product to look for. */
export function demoSettings(options: {
  readonly dataFolder: string;
  readonly port: number;
  readonly sandbox: string;
  readonly redis: string | undefined;
}): Settings {
  const { settings } = loadSettings({
    flags: {
      host: '127.0.0.1',
      port: options.port,
      dataFolder: options.dataFolder,
      accounts: sandboxAccounts(options.sandbox),
      // A foreign Redis is often one without a log; a story may be lost with it.
      ...(options.redis === undefined ? {} : { redis: options.redis, durability: 'relaxed' as const }),
    },
  });
  // On a busy machine the sender falls behind the story's fast clock, by hours of its time: that is no lateness of the events.
  const time = { ...settings.time, allowedLateness: 24 * 3_600_000 };
  return { ...settings, time, topics: storyTopics, lead: { ...settings.lead, points }, scoredStream: true };
}
