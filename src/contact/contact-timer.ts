/** Id of the timer that an operator of the enrich lane sets for a contact, one of each kind at most. */
export function contactTimer(of: 'lead' | 'segment', contact: string): string {
  return `${of}|${contact}`;
}

/** All such timers of a contact: they go when its record does. */
export function contactTimers(contact: string): string[] {
  return (['lead', 'segment'] as const).map((of) => contactTimer(of, contact));
}
