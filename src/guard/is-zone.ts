/** Whether a text names a time zone of the IANA database: a region and a place, or UTC. Offsets such as +01:00 are none, because they know no summer time. */
export function isZone(text: string): boolean {
  if (text.length > 64 || !/^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/.test(text)) return false;
  try {
    return Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
