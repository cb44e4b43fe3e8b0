import { beforeEach, describe, expect, it } from 'vitest';
import { createSignatureLimit, type SignatureLimit } from './signature-limit.ts';

const STRANGER = '203.0.113.7';
let elapsed = 0;
let limit: SignatureLimit;
beforeEach(() => {
  elapsed = 0;
  limit = createSignatureLimit({ monotonic: () => elapsed });
});

/** Sends bad requests until one would be turned away, and answers how many were read. */
function flood(address: string, most = 1_000): number {
  for (let read = 0; read < most; read++) {
    if (limit.turnsAway(address) !== undefined) return read;
    limit.signedBadly(address);
  }
  return most;
}

describe('who signs badly', () => {
  it('is read fifty times, then ten times a second', () => {
    expect(flood(STRANGER)).toBe(50);
    expect(limit.turnsAway(STRANGER)).toBe(1);
    for (let second = 0; second < 5; second++) {
      elapsed += 1_000;
      expect(flood(STRANGER)).toBe(10);
    }
    elapsed += 60_000;
    expect(flood(STRANGER)).toBe(50);
  });

  it('pays for requests that were under way together', () => {
    flood(STRANGER);
    elapsed += 100;
    // One may be read, but thirty came before the first was judged.
    for (let together = 0; together < 30; together++) expect(limit.turnsAway(STRANGER)).toBeUndefined();
    for (let together = 0; together < 30; together++) limit.signedBadly(STRANGER);
    expect(limit.turnsAway(STRANGER)).toBe(3);
    elapsed += 2_900;
    expect(limit.turnsAway(STRANGER)).toBe(1);
    elapsed += 100;
    expect(limit.turnsAway(STRANGER)).toBeUndefined();
  });

  it('does not spoil it for other addresses', () => {
    flood(STRANGER);
    expect(limit.turnsAway('203.0.113.8')).toBeUndefined();
  });

  it('is one sender with all addresses of an IPv6 network, however they are written', () => {
    for (const address of ['2001:db8:0:7::1', '2001:db8:0:7:aaaa::', '2001:db8::7:1:2:3:4']) flood(address, 20);
    for (const address of ['2001:db8:0:7:ffff:1:2:3', '2001:db8:0:7::9%eth0']) expect(limit.turnsAway(address)).toBeDefined();
    for (const address of ['2001:db8:0:8::1', '2001:db8::7', '::1', '::']) expect(limit.turnsAway(address)).toBeUndefined();
  });

  it('is the same over IPv4 in IPv6', () => {
    flood(`::ffff:${STRANGER}`);
    expect(limit.turnsAway(STRANGER)).toBeDefined();
    expect(limit.turnsAway('::ffff:203.0.113.8')).toBeUndefined();
  });
});

describe('who has signed well', () => {
  it('is read in every flood from the same address, and what is bad of it is told to wait', () => {
    flood(STRANGER);
    limit.signedWell(STRANGER);
    for (let request = 0; request < 10_000; request++) {
      expect(limit.turnsAway(STRANGER)).toBeUndefined();
      expect(limit.signedBadly(STRANGER)).toBeGreaterThanOrEqual(1);
    }
    // However long the flood was, it is not held against the address for more than ten seconds.
    elapsed += 10_000;
    expect(limit.signedBadly(STRANGER)).toBeUndefined();
  });

  it('is told to wait for nothing else than bad signatures', () => {
    for (let request = 0; request < 10_000; request++) {
      expect(limit.turnsAway(STRANGER)).toBeUndefined();
      limit.signedWell(STRANGER);
    }
    expect(limit.signedBadly(STRANGER)).toBeUndefined();
  });

  it('stays known when many addresses sign badly, of which only the last are', () => {
    limit.signedWell('198.51.100.1');
    flood('198.51.100.1');
    for (let address = 0; address < 5_000; address++) flood(`10.0.${address >> 8}.${address & 255}`);
    flood('198.51.100.1', 60);
    expect(limit.turnsAway('198.51.100.1')).toBeUndefined();
    expect(limit.turnsAway('10.0.19.135')).toBeDefined();
    expect(limit.turnsAway('10.0.0.1')).toBeUndefined();
  });

  it('is forgotten first when it has been silent longest', () => {
    for (let address = 0; address < 1_024; address++) limit.signedWell(`10.0.${address >> 8}.${address & 255}`);
    limit.signedWell('10.0.0.0');
    limit.signedWell('10.1.0.0');
    for (const address of ['10.0.0.0', '10.1.0.0', '10.0.0.1']) flood(address, 60);
    expect(['10.0.0.0', '10.1.0.0', '10.0.0.1'].map((address) => limit.turnsAway(address) === undefined)).toEqual([true, true, false]);
  });
});
