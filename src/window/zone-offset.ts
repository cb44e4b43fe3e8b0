const quarter = 900_000;
const zones = new Map<string, (at: number) => number>();

/**
 * How many milliseconds a zone's clocks are ahead of UTC at a time. Zones change their clocks at full quarters of an hour only, so the answer is kept for the quarter that was asked
 * last. Throws a RangeError when there is no such zone.
 */
export function zoneOffset(zone: string): (at: number) => number {
  let offset = zones.get(zone);
  if (offset === undefined) zones.set(zone, (offset = makeOffset(zone)));
  return offset;
}

function makeOffset(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' });
  let slot = Number.NaN;
  let offset = 0;
  return (at) => {
    const wanted = Math.floor(at / quarter);
    if (wanted === slot) return offset;
    slot = wanted;
    const name = format.formatToParts(wanted * quarter).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const found = /^GMT([+-])(\d\d):(\d\d)/.exec(name);
    offset = found ? (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3])) * 60_000 : 0;
    return offset;
  };
}
