/** A CEL type in words. */
export function speak(type: string): string {
  const words: Record<string, string> = {
    bool: 'true or false',
    double: 'a number',
    int: 'a number',
    string: 'text',
    dyn: 'any value',
    null_type: 'null',
  };
  if (type.startsWith('list')) return 'a list';
  return words[type] ?? (type.startsWith('$') || type.startsWith('map') ? 'a group of fields' : type);
}
