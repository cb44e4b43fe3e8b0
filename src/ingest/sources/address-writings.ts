/** Escapes that HubSpot undoes in an address before it signs it. (S) */
const UNDONE = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/**
 * The writings of an address a platform may have signed: as it is, with and without the port of its scheme (Twilio's servers did both), and with the escapes undone that HubSpot undoes.
 * Trying several weakens nothing: each must still fit the secret.
 */
export function addressWritings(url: string): readonly string[] {
  const writings = [url];
  const match = /^(https?):\/\/([^/?#:]+)(:\d+)?(.*)$/s.exec(url);
  if (match !== null) {
    const [, scheme, host, port, rest] = match;
    writings.push(`${scheme}://${host}${port === undefined ? (scheme === 'https' ? ':443' : ':80') : ''}${rest}`);
  }
  const undone = url.replaceAll(UNDONE, (escape) => decodeURIComponent(escape));
  if (undone !== url) writings.push(undone);
  return writings;
}
