/** An account that reports are pulled from; secrets are already resolved. */
export interface PollerAccount {
  /** The account's id on the platform, without its prefix. */
  readonly account: string;
  readonly url: string;
  readonly secret: string;
  /** Meta: the app's secret, for `appsecret_proof`. */
  readonly appSecret?: string;
  /** Google Ads: the developer token, and the manager's id where the account is reached through one. */
  readonly developerToken?: string;
  readonly loginCustomer?: string;
  /** Private addresses are refused (SSRF) unless this is set, as it is for a sandbox. */
  readonly allowPrivate: boolean;
}
