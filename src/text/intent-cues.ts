/** What the author of a text wants or does. */
export const intents = ['question', 'complaint', 'purchase', 'churn', 'praise', 'spam'] as const;
export type IntentLabel = (typeof intents)[number];

/** Cues of one weight. In a phrase `kup*` stands for every word that begins with `kup`, `…` for up to three words; a word with a full stop only as it stands; other words of five letters or more are found in their inflected forms. Write them without diacritics. */
export interface CueGroup {
  readonly intent: IntentLabel;
  readonly weight: number;
  readonly phrases: readonly string[];
}

const list = (phrases: string): string[] => phrases.split('|').map((phrase) => phrase.trim());

/**
 * The cues, by language. They were written by hand from what customers say to shops, couriers, banks and telecoms; they were not learnt. A weight of 2 decides alone, 1 needs company (another cue,
 * a question mark, a mood), and a negative weight takes back what a shorter phrase gave.
 */
export const intentCues: { readonly en: readonly CueGroup[]; readonly pl: readonly CueGroup[] } = {
  en: [
    {
      intent: 'question',
      weight: 2,
      phrases: list(
        'does anyone know|does anybody know|do you know if|can you tell me|could you tell me|can someone tell me|how do i|how can i|how does one|is it possible to|when will|when does|when is|what time|where can i|where do i|what is the|how much is|how much does|do you have|do you offer|do you ship|do you deliver|can i get|can i return|is there a|are there any|any idea|wondering if|wanted to ask|i have a question|quick question',
      ),
    },
    { intent: 'question', weight: 0.8, phrases: list('how|what|when|where|which|who|anyone|is it|can i|can you|could you|will you') },
    { intent: 'question', weight: -1.5, phrases: list('no question|without question|how dare|how about no|what a joke|what a|who cares') },
    {
      intent: 'complaint',
      weight: 2,
      phrases: list(
        'not working|doesnt work|does not work|stopped working|wont work|isnt working|still waiting|no response|no reply|nobody answers|no one answers|never arrived|hasnt arrived|not arrived|never came|want a refund|want my money|money back|give me a refund|file a complaint|make a complaint|want to complain|formal complaint|lodge a complaint|charged twice|charged me twice|double charged|overcharged|waste of money|rip off|ripoff|worst service|worst customer|terrible service|terrible support|awful service|poor service|bad service|unacceptable|arrived broken|arrived damaged|came broken|wrong item|wrong size|lost my|cancelled my order|keeps crashing|app crash*|cant log|cannot log|locked out|no help|not helpful|useless support|on hold for|ridiculous … wait*',
      ),
    },
    {
      intent: 'complaint',
      weight: 1,
      phrases: list(
        'broken|defective|faulty|damaged|refund|complain*|complaint|disappoint*|scam*|delay*|bug|outage|down again|rude|disgrace*|appall*|ridiculous|frustrat*|fix this|fix your|fix it|sort it out|how dare|what a joke|do something',
      ),
    },
    {
      intent: 'complaint',
      weight: -2,
      phrases: list('no complaints|cant complain|cannot complain|nothing to complain|never disappoint*|not disappoint*'),
    },
    {
      intent: 'purchase',
      weight: 2,
      phrases: list(
        'want to buy|wanna buy|going to buy|gonna buy|looking to buy|like to buy|love to buy|where can i buy|where can i get|where to buy|where do i buy|ready to buy|about to buy|thinking of buying|thinking about buying|planning to buy|considering buying|need to buy|like to order|want to order|place an order|how do i order|how can i order|how much is|how much are|how much does|what is the price|whats the price|price for|in stock|back in stock|take my money|shut up and take|adding to cart|added to cart|add to my cart|sign me up|want one|need one of|looking for a new|interested in buying|can i order|can i buy|is it still available|send me an offer|send a quote|get a quote|preorder*',
      ),
    },
    {
      intent: 'purchase',
      weight: 0.8,
      phrases: list('buy|order|price|available|discount|shipping to|deliver to|recommend … good|which … should i'),
    },
    {
      intent: 'purchase',
      weight: -3,
      phrases: list(
        'never buy*|dont buy|do not buy|wont buy|not buy*|wouldnt buy|regret buying|my order|cancelled my order|cancel my order|an order … ago|buy followers|buy now',
      ),
    },
    {
      intent: 'churn',
      weight: 2.2,
      phrases: list(
        'cancel my subscription|cancel my account|cancel my contract|cancel my membership|cancelling my|canceling my|close my account|closing my account|delete my account|deleting my account|switching to|switch to another|switch provider*|moving to another|going elsewhere|take my business|taking my business|leaving you|leaving for|last time i|last order|last purchase|never again|never order*|never buy* from|never use you|never using|never shop*|wont be back|wont be coming|not coming back|done with you|im done with|unsubscrib*|lost a customer|losing a customer|lost me as|losing me as|goodbye to|not renew*|wont renew*|want to cancel|how do i cancel|ending my contract|end my contract|found a better|go to your competit*|switch to your competit*',
      ),
    },
    { intent: 'churn', weight: 1, phrases: list('cancel|cancelled|competitor|switching|uninstall*|goodbye|boycott*|refuse to pay') },
    {
      intent: 'churn',
      weight: -2,
      phrases: list(
        'never again … without|wont cancel|not cancel*|cancelled my order|cancelled my flight|you cancelled|they cancelled|was cancelled|been cancelled|switching to you|switched to you|last time i checked',
      ),
    },
    {
      intent: 'praise',
      weight: 2,
      phrases: list(
        'thank you so much|thanks so much|thank you for|thanks for the|highly recommend*|strongly recommend*|totally recommend*|would recommend|love this|love it|love your|love my new|best customer|best service|great service|great customer|great job|excellent service|amazing service|fantastic service|keep up|well done|shout out to|shoutout to|kudos|hats off|exceeded my|five stars|5 stars|so happy with|very happy with|really happy with|super happy|very pleased|so impressed|really impressed|made my day|works like a charm|works perfectly|worth every|cant complain|no complaints|never disappoint*|best … ever',
      ),
    },
    {
      intent: 'praise',
      weight: 1,
      phrases: list(
        'awesome|amazing|fantastic|excellent|brilliant|perfect|thanks|thank you|helpful|recommend|delicious|wonderful|congrat*',
      ),
    },
    {
      intent: 'praise',
      weight: -3,
      phrases: list(
        'not recommend|dont recommend|wouldnt recommend|cant recommend|cannot recommend|never recommend*|no thanks|thanks for nothing|thanks to you|not helpful|not happy|well done … ruin*|great job … ruin*|isnt helpful|wasnt helpful|not amazing|not perfect|can you recommend|anyone recommend',
      ),
    },
    {
      intent: 'spam',
      weight: 2.2,
      phrases: list(
        'free followers|buy followers|gain followers|get followers|followers fast|earn money|make money|earn … from home|work from home … $|make … per day|earn … per day|earn … weekly|click the link|click here|link in bio|click link|dm me to|dm me for|dm for promo|dm for collab*|whatsapp me|text me on|crypto signal*|forex signal*|binary option*|bitcoin giveaway|double your|guaranteed profit*|guaranteed return*|limited offer|act now|congratulations you|you have won|you won a|claim your|free gift card|free iphone|100 free|casino bonus|no deposit bonus|hot singles|onlyfans|follow for follow|follow back|f4f|l4l|follow me back|sub4sub|check out my channel|check my profile|check my bio|invest* with|trading platform|loan without|passive income',
      ),
    },
    {
      intent: 'spam',
      weight: 0.8,
      phrases: list(
        'giveaway|promo code|discount code|subscribe to my|free shipping|100% free|cheap|visit|buy now|order now|followers|casino|bitcoin|crypto|forex|viagra|airdrop',
      ),
    },
  ],
  pl: [
    {
      intent: 'question',
      weight: 2,
      phrases: list(
        'czy ktos wie|ktos wie|czy wie ktos|wie ktos|czy mozna|czy moge|czy mozecie|czy macie|czy jest|czy sa|czy beda|czy bedzie|czy to prawda|kiedy bedzie|kiedy beda|kiedy mozna|kiedy otwier*|jak moge|jak mozna|jak zwrocic|jak zamowic|jak zlozyc|ile kosztuje|ile trwa|ile czasu|ile sie czeka|gdzie moge|gdzie mozna|gdzie znajd*|o ktorej|do ktorej|od ktorej|mam pytanie|pytanie do|prosze o informacj*|prosze o odpowiedz|moze ktos|mial ktos|ma ktos|zna ktos|poleci ktos|ktos poleci|co polecacie|jaki polecacie|jaka polecacie|jakie polecacie|chcialbym zapytac|chcialabym zapytac|chcialbym sie dowiedziec|chcialabym sie dowiedziec',
      ),
    },
    { intent: 'question', weight: 0.8, phrases: list('czy|kiedy|gdzie|ile|jak|jaki|jaka|jakie|dlaczego|czemu|skad|co robic') },
    { intent: 'question', weight: -1, phrases: list('jak zawsze|jak zwykle|jak dla mnie|nie wiem czy|zobaczymy czy|co za|ile mozna') },
    {
      intent: 'complaint',
      weight: 2,
      phrases: list(
        'nie dziala*|przestal* dzialac|nie moge sie zalogowac|nie moge zalogowac|nie moge sie dodzwonic|nie mozna sie dodzwonic|nie da sie|nie dotarl*|nie doszl*|nie przyszl*|nie dostal*|nie otrzymal*|nadal czekam|wciaz czekam|dalej czekam|ciagle czekam|czekam juz|czekam od|ile mozna czekac|ile jeszcze mam czekac|zero odpowiedzi|zero kontaktu|brak odpowiedzi|brak kontaktu|nikt nie odpowiad*|nikt nie odbier*|nikt nie reaguj*|oddajcie … pieniadze|oddajcie kase|zwrot pieniedzy|zwrotu pieniedzy|zwrocie … pieniadze|zlozyc reklamacj*|skladam reklamacj*|odrzucili reklamacj*|reklamacja odrzucona|reklamacja nieuznana|zla obsluga|fatalna obsluga|beznadziejna obsluga|tragiczna obsluga|najgorsza obsluga|skandal*|strata pieniedzy|wyrzucone pieniadze|pieniadze w bloto|oszukali|zostalam oszukana|zostalem oszukany|uszkodzon*|przyszla zepsuta|przyszedl zepsuty|pomylili zamowienie|zgubili|zgubiona paczka|pobrali … razy|naliczyli|nie polecam|odradzam|pisze skarge|zloze skarge|uokik|rzecznik* konsument*',
      ),
    },
    {
      intent: 'complaint',
      weight: 1,
      phrases: list(
        'reklamacj*|skarg*|zepsut*|popsut*|wadliw*|awari*|blad|bledy|opoznien*|spozni*|dramat|masakra|porazka|zenada|kpina|wstyd|oszust*|zlodziej*|beznadziej*|rozczarowan*|zawiod*|zawiedzion*|kiedy wreszcie|zrobcie cos|ogarnijcie|naprawcie|syf|lipa|badziew*|bubel|fatal*|nie rozumiem dlaczego|co za|pieniadze',
      ),
    },
    {
      intent: 'complaint',
      weight: -2,
      phrases: list(
        'nie zawiod*|nie rozczarow*|bez zastrzezen|nie mam zastrzezen|bez problem*|bezproblem*|nie narzekam|brak slow … pozytyw*|bez opoznien*',
      ),
    },
    {
      intent: 'purchase',
      weight: 2,
      phrases: list(
        'chce kupic|chce sobie kupic|chcialbym kupic|chcialabym kupic|chetnie kupi*|zamierzam kupic|planuje kupic|planuje zakup|rozwazam zakup|mysle nad zakupem|zastanawiam sie nad zakupem|zastanawiam sie nad kupnem|przymierzam sie do|gdzie kupi*|gdzie … kupic|gdzie … kupie|gdzie dostan*|gdzie … dostac|jak zamowic|jak kupic|moge zamowic|moge kupic|mozna zamowic|mozna kupic|chce zamowic|chcialbym zamowic|chcialabym zamowic|ile kosztuj*|jaka cena|jaka jest cena|po ile|w jakiej cenie|kiedy w sprzedazy|kiedy bedzie dostepn*|kiedy beda dostepn*|czy jest dostepn*|czy sa dostepn*|dostepny od reki|bierzcie moje pieniadze|biore|zamawiam|musze to miec|musze go miec|musze ja miec|poprosze oferte|prosze o oferte|prosze o wycene|szukam … do kupienia|szukam nowego|szukam nowej|wysylka do|dostawa do|wysylacie do|czy wysylacie|skladam zamowienie',
      ),
    },
    {
      intent: 'purchase',
      weight: 0.8,
      phrases: list('kupie|kupic|zamowic|cena|ceny|dostepn*|rabat|promocj*|raty|na raty|zakup|polecacie|co wybrac|warto kupic|oplaca sie'),
    },
    {
      intent: 'purchase',
      weight: -3,
      phrases: list(
        'nigdy … nie kupie|nie kupie|nie kupuj*|nie kupcie|nie warto kup*|zaluje … kupi*|nie zamawia*|nie zamowie|nie biore|zamowienie nie|moje zamowienie|kup teraz|sprzedam|zwrot zakup*',
      ),
    },
    {
      intent: 'churn',
      weight: 2.2,
      phrases: list(
        'rezygnuj*|zrezygnuj*|chce zrezygnowac|chcialbym zrezygnowac|chcialabym zrezygnowac|jak zrezygnowac|wypowiadam umow*|wypowiedzieniu umowy|wypowiedzenie umowy|wypowiedziec umow*|rozwiazuj* umow*|rozwiazac umow*|odchodze|odchodzimy|przechodze do|przechodzimy do|przenosze … do|przenosze sie|przeniose sie|przenies* numer|zmieniam operator*|zmieniam bank|zmieniam dostawc*|zmieniam na|ide do konkurencj*|pojde do konkurencj*|przejde do konkurencj*|ide do innego|usuwam konto|usuncie … konto|usunac konto|zamykam konto|zamknac konto|likwiduj* konto|nigdy wiecej|ostatni raz|ostatnie zamowienie|wiecej nie kupie|wiecej nie zamowi*|juz nic nie kupie|juz nie kupie|wiecej u was|noga moja … nie|moja noga|straciliscie klienta|tracicie klienta|stracicie klienta|tracicie klientk*|straciliscie klientk*|stracicie klientk*|nie przedluz*|odinstalow*|zegnam|do widzenia i|koniec wspolpracy|koniec z wami|anuluj* subskrypcj*|anulowac subskrypcj*|anuluje umowe',
      ),
    },
    { intent: 'churn', weight: 1, phrases: list('konkurencj*|umowe|wypowiedzen*|anuluj*|bojkot*|zamkniecie konta|zmiana operatora') },
    {
      intent: 'churn',
      weight: -2.2,
      phrases: list(
        'nie rezygnuj*|nie zrezygnuj*|przechodze do was|przenosze sie do was|nie odchodze|ostatni raz bylam|ostatni raz bylem|ostatni raz widzial*|nigdy wiecej … bez',
      ),
    },
    {
      intent: 'praise',
      weight: 2,
      phrases: list(
        'polecam|goraco polecam|szczerze polecam|serdecznie polecam|z czystym sumieniem|dziekuje za|dziekuje bardzo|bardzo dziekuje|wielkie dzieki.|dzieki. za|super obsluga|swietna obsluga|mila obsluga|rewelacyjna obsluga|profesjonalna obsluga|najlepsza obsluga|swietna robota|dobra robota|oby tak dalej|tak trzymac|tak trzymajcie|jestem zachwycon*|jestesmy zachwyceni|jestem zadowolon*|bardzo zadowolon*|jestem pod wrazeniem|brawo|brawa dla|wielki plus|duzy plus|kocham wasz*|uwielbiam|najlepszy … jaki|najlepsza … jaka|najlepsze … jakie|piec gwiazdek|5 gwiazdek|nie zawiod*|dziala jak marzenie|warto kazdej|warte kazdej|nie mam zastrzezen|bez zastrzezen|szacun|zajebist*|rewelacj*',
      ),
    },
    {
      intent: 'praise',
      weight: 1,
      phrases: list(
        'super|swietn*|cudown*|wspanial*|fantastyczn*|genialn*|rewelacyjn*|ekstra|dziekuj*|dzieki.|pyszn*|pomocn*|gratul*|idealn*|mega|sztos|petarda|najleps*',
      ),
    },
    {
      intent: 'praise',
      weight: -4.2,
      phrases: list('nie polecam|nikomu nie polecam|nie … polecam|polecam unikac|polecam omijac|polecam trzymac sie z daleka'),
    },
    {
      intent: 'praise',
      weight: -2,
      phrases: list(
        'dzieki. za nic|dziekuje za nic|nie jest super|nie super|nie … zadowolon*|brawo wy|no super|no swietnie|co polecacie|malo pomocn*',
      ),
    },
    {
      intent: 'spam',
      weight: 2.2,
      phrases: list(
        'darmowe obserwacje|kup obserwuj*|kup lajki|zarabiaj*|zarobek bez|zarabianie w internecie|praca w domu … zl|kliknij w link|kliknij link|kliknij tutaj|kliknij i odbierz|wejdz w link|link w bio|link w opisie|link w komentarzu|odbierz nagrode|odbierz bonus|odbierz darmow*|odbierz prezent|wygrales|wygralas|gwarantowany zysk|gwarantowany zarobek|bez ryzyka|inwestuj w|zainwestuj|pozyczka bez|chwilowk*|kredyt bez|kredyt od reki|bonus bez depozytu|pisz priv|pisz na priv|napisz na priv|napisz do mnie na whatsapp|obs za obs|obserwacja za obserwacj*|sub za sub|lajk za lajk|zapraszam na moj kanal|zapraszam na moj profil|moj profil i|sekstelefon|seks oferty|sygnaly krypto|sygnaly forex|dochod pasywny|okazja tylko dzis',
      ),
    },
    {
      intent: 'spam',
      weight: 0.8,
      phrases: list(
        'zarob*|kasyno|kod rabatowy|kup teraz|zamow teraz|tanio|promocja tylko|gratis|krypto|bitcoin|forex|sprzedam|polecam swoje uslugi|zgarnij|nie przegap',
      ),
    },
  ],
};
