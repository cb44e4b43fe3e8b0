const LONGEST = 2_000;

// Every quantifier is bounded: the text may come from a stranger, and the scan must stay linear in its length.
const credentialUrl = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@]{1,200}@/gi;
const webUrl = /\b(https?:\/\/[^\s/?#"'<>]{1,255})[/?#][^\s"'<>]{0,1500}/gi;
const email = /[^\s@<>"'`()[\]{},;:=|/\\]{1,64}(?:@|%40)[^\s@<>"'`()[\]{},;:=|/\\]{1,255}/gi;
const bearer = /\b(Bearer|Basic|Token)\s{1,4}[\w.~+/=-]{6,2000}/gi;
const secret = /\b(?:whsec_|whsk_|xox[a-z]-|sk_live_|sk-|ghp_|EAA)[\w+/=-]{8,500}/g;
const jsonWebToken = /\beyJ[\w-]{8,1000}\.[\w-]{4,1000}(?:\.[\w-]{0,1000})?/g;
/** A number with + or 00 before it, or nine to twelve digits with the usual separators. Redis stream ids (13 digits) and short numbers stay readable. */
const phone = /(?<![\w.-])(?:(?:\+|00)\d(?:[ ().-]{0,2}\d){6,16}|\(?\d{2,3}\)?(?:[ .-]?\d){7,9})(?![\w-]|\.\d)/g;
const redisArguments = /(with args beginning with:)[\s\S]*/i;
// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Makes a text of unknown origin safe to print: e-mail addresses, phone numbers, secrets and the paths of web addresses become marks; line breaks, terminal
 * escapes and characters that turn the reading direction become visible escapes; what is longer than 2,000 characters is cut.
 * It is a net, not a promise: what is personal must not be handed to the log at all.
 */
export function scrub(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut
    .replace(redisArguments, '$1 [args]')
    .replace(control, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(credentialUrl, '$1[credentials]@')
    .replace(webUrl, '$1/…')
    .replace(bearer, '$1 [secret]')
    .replace(jsonWebToken, '[secret]')
    .replace(secret, '[secret]')
    .replace(email, (match) => (match.startsWith('[credentials]') ? match : '[email]'))
    .replace(phone, '[phone]');
}
