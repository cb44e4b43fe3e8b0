const marks = { lead: 'l', segments: 'g', experiments: 'x' } as const;

/** State field of what an operator of the enrich lane keeps of a contact beside the contact's record. */
export function contactNote(of: keyof typeof marks, contact: string): string {
  return `${marks[of]}|${contact}`;
}

/** All such fields of a contact: they go when the person is erased. */
export function contactNotes(contact: string): string[] {
  return Object.values(marks).map((mark) => `${mark}|${contact}`);
}
