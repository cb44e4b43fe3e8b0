import { describe, expect, it } from 'vitest';
import { scoreSentiment } from './score-sentiment.ts';
import { tagIntent } from './tag-intent.ts';

const intentOf = (text: string, language: string) => tagIntent(text, language, scoreSentiment(text, language));

describe('tagIntent', () => {
  it.each([
    ['question', 'Czy ktoś wie, o której otwieracie w niedzielę?'],
    ['question', 'czy mozna placic karta?'],
    ['question', 'Jak zwrócić buty kupione przez internet'],
    ['question', 'Mam pytanie o rozmiary'],
    ['complaint', 'Kawomat znowu nie działa, druga awaria w tym miesiącu'],
    ['complaint', 'Czekam juz trzeci tydzien na paczke i zero odpowiedzi'],
    ['complaint', 'Składam reklamację, przyszła zepsuta'],
    ['complaint', 'Złożyłam reklamację dwa tygodnie temu i nikt nie odpowiada'],
    ['complaint', 'oddajcie mi pieniadze, oszusci'],
    ['complaint', 'nie moge sie dodzwonic na infolinie od rana'],
    ['purchase', 'Chcę kupić ten ekspres, jaka cena?'],
    ['purchase', 'Gdzie kupię takie buty?'],
    ['purchase', 'zastanawiam się nad zakupem kawomatu'],
    ['purchase', 'Chciałabym zamówić tort na sobotę'],
    ['purchase', 'ile kosztuje ta kurtka?'],
    ['churn', 'Rezygnuję z waszych usług, przechodzę do konkurencji'],
    ['churn', 'wypowiadam umowe, mam dosc'],
    ['churn', 'Nigdy więcej nic u was nie zamówię'],
    ['churn', 'Straciliście klienta na zawsze'],
    ['churn', 'przenosze numer do innego operatora'],
    ['praise', 'Gorąco polecam, świetna obsługa i pyszna kawa'],
    ['praise', 'Dziękuję za szybką dostawę, super sklep!'],
    ['praise', 'jestem zachwycona tym ekspresem'],
    ['praise', 'zajebiscie, brawo dla calego zespolu'],
    ['spam', 'Zarabiaj w domu 500 zł dziennie! Kliknij w link https://t.co/x'],
    ['spam', 'obs za obs, zapraszam na mój profil'],
    ['spam', 'Wygrałeś iPhone! Odbierz nagrodę: http://x.y'],
  ])('hears a %s in "%s"', (label, text) => {
    expect(intentOf(text, 'pl')?.label).toBe(label);
  });

  it.each([
    ['question', 'Does anyone know when the store opens?'],
    ['question', 'How do I reset my password?'],
    ['question', 'is there a vegan option'],
    ['complaint', 'My order never arrived and nobody answers my emails'],
    ['complaint', 'The app keeps crashing, fix this please'],
    ['complaint', 'I was charged twice, I want a refund'],
    ['complaint', 'Still waiting for a reply after 3 weeks. Unacceptable.'],
    ['purchase', 'I want to buy this coffee machine'],
    ['purchase', 'Where can I buy these shoes?'],
    ['purchase', 'how much does it cost? take my money'],
    ['churn', "I'm done with you, cancelling my subscription today"],
    ['churn', 'Switching to another provider, goodbye'],
    ['churn', 'never again will I order from this shop'],
    ['praise', 'Thank you so much, best service ever!'],
    ['praise', 'Highly recommend this place, we love it'],
    ['spam', 'FREE FOLLOWERS!!! click the link in bio'],
    ['spam', 'Earn money from home, DM me to start with crypto https://t.co/x'],
  ])('hears a %s in "%s" (English)', (label, text) => {
    expect(intentOf(text, 'en')?.label).toBe(label);
  });

  it.each([
    ['Dzisiaj pada deszcz', 'pl'],
    ['Nowy ekspres stoi w kuchni', 'pl'],
    ['The store opens at nine on Monday', 'en'],
    ['Meeting friends for coffee later', 'en'],
    ['Konferencja prasowa premiera odbędzie się o 12:00', 'pl'],
    ['', 'pl'],
    ['Meine Bestellung ist nicht angekommen', 'de'],
  ])('hears nothing in "%s" (%s)', (text, language) => {
    expect(intentOf(text, language)).toBeUndefined();
  });

  it.each([
    ['praise', 'nie polecam tego sklepu', 'pl'],
    ['praise', 'would not recommend', 'en'],
    ['praise', 'thanks for nothing', 'en'],
    ['purchase', 'nigdy nic tu nie kupię', 'pl'],
    ['churn', 'przechodzę do was z innej sieci, super oferta', 'pl'],
    ['complaint', 'nie zawiodłam się, bez zastrzeżeń', 'pl'],
    ['complaint', "can't complain, works perfectly", 'en'],
  ])('does not hear a %s in "%s" (%s)', (label, text, language) => {
    expect(intentOf(text, language)?.labels ?? []).not.toContain(label);
  });

  it('tells every clear intent, strongest first, with the phrases that speak for the first', () => {
    const intent = intentOf('Nie działa od tygodnia, zero odpowiedzi. Rezygnuję i przechodzę do konkurencji!', 'pl')!;
    expect(intent.labels).toEqual(expect.arrayContaining(['complaint', 'churn']));
    expect(intent.labels[0]).toBe(intent.label);
    expect(intent.cues.length).toBeGreaterThan(0);
    expect(intentOf('zlozylem reklamacje i nie dziala', 'pl')?.cues).toContain('nie dziala*');
  });

  it('is more certain of more evidence and stays within its range', () => {
    const one = intentOf('Nadal czekam na paczkę', 'pl')!;
    const more = intentOf('Nadal czekam na paczkę, zero odpowiedzi, oddajcie pieniądze, skandal!', 'pl')!;
    expect(more.confidence).toBeGreaterThan(one.confidence);
    expect(more.confidence).toBeLessThanOrEqual(1);
    expect(one.confidence).toBeGreaterThanOrEqual(0.5);
  });
});
