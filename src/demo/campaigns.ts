/** A campaign of the story; figures are those of half an hour. */
export interface Campaign {
  readonly platform: string;
  readonly campaign: string;
  readonly spend: number;
  readonly leads: number;
}

/** One campaign on each of five channels. Only that on LinkedIn pays far too much for a lead. */
export const campaigns: readonly Campaign[] = [
  { platform: 'facebook', campaign: 'kawomat-wiosna', spend: 96, leads: 8 },
  { platform: 'google', campaign: 'kawomat-szukaj', spend: 84, leads: 7 },
  { platform: 'tiktok', campaign: 'kawomat-film', spend: 64, leads: 5 },
  { platform: 'linkedin', campaign: 'kawomat-biuro', spend: 340, leads: 1 },
  { platform: 'programmatic', campaign: 'kawomat-zasieg', spend: 48, leads: 4 },
];
