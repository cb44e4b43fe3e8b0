/** A rule of channel grouping: the channel, and lists of patterns of which one must fit of every list that is given. In a pattern `*` stands for anything; case does not matter. */
export interface ChannelRule {
  readonly name: string;
  /** Event types. */
  readonly on?: readonly string[];
  readonly platform?: readonly string[];
  /** `utm_source`, else the platform. */
  readonly source?: readonly string[];
  readonly medium?: readonly string[];
  readonly campaign?: readonly string[];
  /** Host of the page before, where that is another site, without `www.`. */
  readonly referrer?: readonly string[];
  /** The platform that gave the click id. */
  readonly click_id?: readonly string[];
}
