import type { Clock } from '#kernel';

/** What is remembered of who signs for one source. Addresses are as the socket tells them; those of IPv6 count by their first 64 bits, because one sender has all the others. */
export interface SignatureLimit {
  /** Before a request is read: seconds after which an address may try again that has only sent what nobody signed, and too much of it; undefined when the request is to be read. */
  turnsAway(address: string): number | undefined;
  /** A request was signed badly: seconds after which to try again when there have been too many, undefined for the plain no. */
  signedBadly(address: string): number | undefined;
  /** A request was signed well: whatever else comes from this address, it is never again turned away unread. */
  signedWell(address: string): void;
}

/** Badly signed requests that an address has at once, and those it has again each second. */
const BURST = 50;
const PER_SECOND = 10;
/** Addresses remembered of each kind. Who has many addresses forgets the oldest of the bad ones and nothing else. */
const REMEMBERED = 1_024;

/**
 * A bucket of tokens for each address that signed badly, paid by bad signatures alone. @fastify/rate-limit counts requests when they come, so it cannot spare the good ones, which behind a proxy come from
 * the address of the bad ones: hence our own. A platform whose address has signed well is always read, in a flood from that address, too, and only what is bad of it hears 429 instead of 401. Of an
 * address that never did, the first fifty bad requests are read and ten a second after that; the rest costs its headers.
 */
export function createSignatureLimit(clock: Pick<Clock, 'monotonic'>): SignatureLimit {
  /** Tokens left at a moment; below zero by requests that were under way together, so that they are paid for. */
  const buckets = new Map<string, { tokens: number; at: number }>();
  const proven = new Set<string>();

  const fill = (bucket: { tokens: number; at: number }): number => {
    const now = clock.monotonic();
    bucket.tokens = Math.min(BURST, bucket.tokens + ((now - bucket.at) / 1_000) * PER_SECOND);
    bucket.at = now;
    return bucket.tokens;
  };
  const wait = (tokens: number): number | undefined => (tokens >= 0 ? undefined : Math.ceil(-tokens / PER_SECOND));

  return {
    turnsAway(address) {
      if (buckets.size === 0) return undefined;
      const net = netOf(address);
      const bucket = buckets.get(net);
      if (bucket === undefined || proven.has(net)) return undefined;
      const tokens = fill(bucket);
      if (tokens >= BURST) buckets.delete(net);
      return wait(tokens - 1);
    },
    signedBadly(address) {
      const net = netOf(address);
      const bucket = buckets.get(net) ?? { tokens: BURST, at: clock.monotonic() };
      const tokens = fill(bucket) - 1;
      bucket.tokens = Math.max(-BURST, tokens);
      remember(buckets, net, () => buckets.set(net, bucket));
      return wait(tokens);
    },
    signedWell(address) {
      const net = netOf(address);
      if (proven.size < REMEMBERED && proven.has(net)) return;
      remember(proven, net, () => proven.add(net));
    },
  };
}

/** Puts a net last, and lets go of the one that was longest not heard of when there are too many. */
function remember(known: Map<string, unknown> | Set<string>, net: string, put: () => void): void {
  known.delete(net);
  put();
  if (known.size > REMEMBERED) known.delete(known.keys().next().value!);
}

/** An IPv4 address as it is, also when it comes as `::ffff:1.2.3.4`; of an IPv6 address the first four groups. */
function netOf(address: string): string {
  if (!address.includes(':')) return address;
  if (address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [head = '', tail] = address.split('%', 1)[0]!.split('::', 2);
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? first : [...first, ...Array.from({ length: 8 - first.length - last.length }, () => '0'), ...last];
  return groups.slice(0, 4).join(':');
}
