import type { LookupFunction } from 'node:net';
import { isBlockedAddress } from './is-blocked-address.ts';

/** Raised inside a connection attempt that would lead to a forbidden address. */
export class BlockedAddress extends Error {
  override readonly name = 'BlockedAddress';

  constructor(hostname: string) {
    super(`${hostname} leads to a private or local address`);
  }
}

/**
 * A resolver that answers only public addresses. One bad address condemns the name: answering with both is how a guard is slipped past.
 * The caller connects to what it is given here, so a name cannot change its mind between the check and the connection.
 */
export function guardedLookup(resolve: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const found = Array.isArray(addresses) ? addresses : [{ address: addresses, family: addresses.includes(':') ? 6 : 4 }];
      if (found.length === 0 || found.some(({ address }) => isBlockedAddress(address))) return callback(new BlockedAddress(hostname), []);
      if (options.all === true) return callback(null, found);
      return callback(null, found[0]!.address, found[0]!.family);
    });
  };
}
