/** Names that senders write for a platform, in small letters without spaces, and the one that rules ask for. */
const COMMON: ReadonlyMap<string, string> = new Map([
  ['twitter', 'x'],
  ['x.com', 'x'],
  ['fb', 'facebook'],
  ['facebook_ads', 'facebook'],
  ['meta_ads', 'facebook'],
  ['ig', 'instagram'],
  ['insta', 'instagram'],
  ['li', 'linkedin'],
  ['linkedin_ads', 'linkedin'],
  ['tik_tok', 'tiktok'],
  ['tiktok_ads', 'tiktok'],
  ['yt', 'youtube'],
  ['google_ads', 'google'],
  ['googleads', 'google'],
  ['adwords', 'google'],
  ['dv360', 'programmatic'],
  ['display', 'programmatic'],
]);

/** The common name of a platform: small letters, `twitter` and the like under the name of today. A name that is not listed stays as it is but for its letters. */
export function commonPlatform(name: string): string {
  const small = name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  const common = COMMON.get(small);
  if (common !== undefined) return common;
  return name === small || name.length > 64 ? name : name.trim().toLowerCase();
}
