import { isIP } from 'node:net';
import { isBlockedAddress } from './is-blocked-address.ts';

/** Why a URL may not be called, in words, or undefined when it may. With `allowPrivate` (the sandbox) plain http and local addresses are allowed too. Names are checked again when they are resolved; literal addresses only here, because no resolver is ever asked about them. */
export function checkUrl(url: string, allowPrivate: boolean): string | undefined {
  if (!URL.canParse(url)) return 'it is not a URL';
  const { protocol, username, password, hostname, port } = new URL(url);
  if (username !== '' || password !== '') return 'it carries a user name or password; use the secret of the account';
  if (protocol !== 'https:' && !(allowPrivate && protocol === 'http:')) return 'only https is allowed';
  if (allowPrivate) return undefined;
  if (port !== '' && port !== '443' && port !== '8443') return `port ${port} is not allowed; use 443 or 8443`;
  const literal = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  if (isIP(literal) !== 0 && isBlockedAddress(literal)) return 'it leads to a private or local address';
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return 'it leads to this machine';
  return undefined;
}
