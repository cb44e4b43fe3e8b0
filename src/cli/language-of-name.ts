const names: { readonly [name: string]: string } = {
  english: 'en',
  polish: 'pl',
  arabic: 'ar',
  french: 'fr',
  german: 'de',
  hindi: 'hi',
  italian: 'it',
  portuguese: 'pt',
  spanish: 'es',
  eng: 'en',
  pol: 'pl',
  polski: 'pl',
  ara: 'ar',
  fra: 'fr',
  deu: 'de',
  hin: 'hi',
  ita: 'it',
  por: 'pt',
  spa: 'es',
};

/** The ISO 639-1 code of a language written as a name, a three-letter code or a BCP 47 tag (`Polish`, `pol`, `pl-PL`); undefined when it is none. */
export function languageOfName(written: string): string | undefined {
  const name = written.trim().toLowerCase();
  if (Object.hasOwn(names, name)) return names[name];
  return /^([a-z]{2})(?:[-_].*)?$/.exec(name)?.[1];
}
