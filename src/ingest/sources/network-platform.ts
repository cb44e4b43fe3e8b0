/** Names that measuring partners have for networks, in small letters, and the platform each is here. */
const NETWORKS: readonly (readonly [RegExp, string])[] = [
  [/^(facebook|fb|meta|restricted$|off-facebook)/, 'facebook'],
  [/^instagram/, 'instagram'],
  [/^(google|adwords|googleadwords)/, 'google'],
  [/^(tiktok|bytedance)/, 'tiktok'],
  [/^(twitter|x$|x ads|x_)/, 'x'],
  [/^linkedin/, 'linkedin'],
  [/^(organic|)$/, 'organic'],
];

/** The platform behind a network as AppsFlyer and Adjust call it (`googleadwords_int`, `Facebook Installs`); any other is `programmatic`, and no name at all `organic`. */
export function networkPlatform(name: string | undefined): string {
  const small = (name ?? '').trim().toLowerCase();
  return NETWORKS.find(([pattern]) => pattern.test(small))?.[1] ?? 'programmatic';
}
