import type { AuthoredSettings } from './authored-settings.ts';

/** What holds where the author says nothing: enough to run the shipped rules on one machine. */
export const defaultSettings = {
  partitions: 8,
  data_folder: '.crosscurrent',
  durability: 'fsync',
  listen: { host: '127.0.0.1', port: 8080, body_limit: 1_048_576, cors_origins: [] as string[] },
  write_keys: [],
  admin_keys: [],
  topics: [
    { name: 'aurora', kind: 'product', words: ['Aurora', 'aurora phone', '#aurora'] },
    { name: 'delivery', kind: 'theme', words: ['delivery', 'shipping', 'dostawa', 'przesyłka', 'kurier'] },
    { name: 'price', kind: 'theme', words: ['price', 'cena', 'promocja', 'rabat', 'discount'] },
    { name: 'support', kind: 'theme', words: ['support', 'customer service', 'obsługa klienta', 'infolinia', 'reklamacja'] },
  ],
  lead: {
    half_life: '14d',
    ceiling: 100,
    points: [
      { on: 'page.viewed', points: 1 },
      { on: 'email.opened', points: 1 },
      { on: 'email.clicked', points: 5 },
      { on: 'ad.clicked', points: 5 },
      { on: 'product.viewed', points: 3 },
      { on: 'product.added', points: 15 },
      { on: 'social.messaged', points: 10 },
      { on: 'lead.submitted', points: 40 },
    ],
  },
  attribution: {
    models: ['last-click'],
    lookback: '28d',
    view_lookback: '1d',
    views: 'without-click',
    level: 'campaign',
    half_life: '7d',
    position: { first: 0.4, last: 0.4 },
    corrections: '7d',
    max_touches: 50,
    max_conversions: 20,
    refit: { every: '6h', window: '90d' },
  },
  accounts: {},
  delivery: { takeover: '30s' },
  retention: { events: '1d', dedupe: '4d', state: '90d' },
  // As long as the longest retry of a sender with room to spare: a webhook that comes after an outage is still a customer. Windows have their own, shorter memory.
  time: { allowed_lateness: '4d', max_future_skew: '5m' },
  lease: '10s',
  memory_gate: { high: 0.75, full: 0.9 },
  max_lag: '1m',
  batch_events: 500,
  scored_stream: false,
} as const satisfies AuthoredSettings;
