const levels: { readonly [level: number]: string } = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'WARN', 50: 'ERROR', 60: 'FATAL' };
const apart = new Set(['level', 'time', 'pid', 'hostname', 'msg']);

/** One log line for people, `14:03:07 info  message  field=value …`, from the JSON line pino wrote; a line that is not JSON comes back as it is. */
export function prettyLine(json: string): string {
  let line: { readonly [field: string]: unknown };
  try {
    line = JSON.parse(json) as { readonly [field: string]: unknown };
  } catch {
    return json;
  }
  const time = typeof line['time'] === 'number' ? new Date(line['time']).toISOString().slice(11, 19) : '';
  let text = `${time} ${(levels[Number(line['level'])] ?? '').padEnd(5)} ${typeof line['msg'] === 'string' ? line['msg'] : ''}`;
  for (const [name, value] of Object.entries(line)) {
    if (apart.has(name)) continue;
    text += `  ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  }
  return `${text}\n`;
}
