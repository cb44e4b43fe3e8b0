import { describe, expect, it } from 'vitest';
import { detectLanguage } from './detect-language.ts';

describe('detectLanguage', () => {
  it.each([
    ['Nie działa mi aplikacja, co robić?', 'pl'],
    ['nie dziala mi aplikacja', 'pl'],
    ['zajebiscie polecam to wszystkim', 'pl'],
    ['@marka kiedy wreszcie oddacie mi pieniądze za zwrot?', 'pl'],
    ['Kawomat jest super, kupiłam dziś rano i działa ☕', 'pl'],
    ['The delivery was late and nobody answers my emails', 'en'],
    ['this coffee machine is awesome https://t.co/abc', 'en'],
    ['Ich warte seit drei Wochen auf meine Bestellung', 'de'],
    ['La aplicación no funciona desde ayer, qué vergüenza', 'es'],
    ['Je ne comprends pas pourquoi la livraison est si longue', 'fr'],
    ['Non funziona niente, che delusione questa macchina', 'it'],
    ['Não consigo entrar na minha conta desde ontem', 'pt'],
    ['Не можу зайти до свого облікового запису, її немає', 'uk'],
    ['Это самый плохой сервис, который был', 'ru'],
    ['لا يعمل التطبيق منذ أمس', 'ar'],
    ['मुझे यह बहुत पसंद है', 'hi'],
    ['アプリが動きません', 'ja'],
  ])('knows the language of "%s"', (text, code) => {
    const answer = detectLanguage(text);
    expect(answer.code).toBe(code);
    expect(answer.confidence).toBeGreaterThan(0.5);
    expect(answer.confidence).toBeLessThanOrEqual(1);
  });

  it.each(['', '🔥🔥🔥', 'https://t.co/abc @user', '12345 67', 'ok'])('says und when there is too little evidence: "%s"', (text) => {
    expect(detectLanguage(text)).toEqual({ code: 'und', confidence: 0 });
  });

  it('takes the hint of the platform for a short text but not against a clear sentence', () => {
    expect(detectLanguage('super kawa', 'pl').code).toBe('pl');
    expect(detectLanguage('The delivery was late and nobody answers my emails', 'pl').code).toBe('en');
    expect(detectLanguage('Nie działa mi aplikacja od wczoraj', 'en-GB').code).toBe('pl');
  });

  it('ignores a hint that names no language', () => {
    expect(detectLanguage('Nie działa mi aplikacja', 'qme').code).toBe('pl');
    expect(detectLanguage('Nie działa mi aplikacja', '').code).toBe('pl');
  });
});
