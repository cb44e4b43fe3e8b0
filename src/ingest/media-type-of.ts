import { CrosscurrentError } from '#kernel';

/** The media type of a request's body, lower case, without parameters. Throws `unsupported-media-type` when the charset is not UTF-8. */
export function mediaTypeOf(header: string | undefined): string {
  if (header === undefined) return '';
  const semicolon = header.indexOf(';');
  if (semicolon === -1) return header.trim().toLowerCase();
  for (const parameter of header.slice(semicolon + 1).split(';')) {
    const [name = '', value = ''] = parameter.split('=', 2);
    if (name.trim().toLowerCase() !== 'charset') continue;
    const charset = value.trim().replaceAll('"', '').toLowerCase();
    if (charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') {
      throw new CrosscurrentError('unsupported-media-type', 'Only the charset UTF-8 is taken.');
    }
  }
  return header.slice(0, semicolon).trim().toLowerCase();
}
