const marks = { lead: 'l', segments: 'g', experiments: 'x' } as const;

/** What operators of the enrich lane keep of a contact beside its record. */
export type ContactNotes = keyof typeof marks;

/** State field of what an operator of the enrich lane keeps of a contact beside the contact's record. */
export function contactNote(of: ContactNotes, contact: string): string {
  return `${marks[of]}|${contact}`;
}

/** All such fields of a contact: they go when the person is erased. */
export function contactNotes(contact: string): string[] {
  return contactNoteKinds.map((of) => contactNote(of, contact));
}

export const contactNoteKinds = Object.keys(marks) as readonly ContactNotes[];
