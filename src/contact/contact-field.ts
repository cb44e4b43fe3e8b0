/** State field of a contact's record in the enrich lane of its partition. */
export function contactField(contact: string): string {
  return `c|${contact}`;
}
