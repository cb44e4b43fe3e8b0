/** How to send an event of one's own, for as long as the demo serves. */
export function ownEventText(url: string, writeKey: string): string {
  return [
    'Send an event of your own:',
    `  curl -u ${writeKey}: -H 'content-type: application/json' ${url}/v1/events \\`,
    `    -d '{"type":"social.mentioned","data":{"platform":"x","text":"Uwielbiam Kawomat!","author":{"id":"1","followers":60000}}}'`,
    '',
    'Ctrl-C ends the demo.',
    '',
  ].join('\n');
}
