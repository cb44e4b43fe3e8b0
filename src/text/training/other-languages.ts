/** Frequent words of neighbouring languages that the model does not name: strewn into short texts they teach it to answer "none of mine" instead of the nearest. */
export const otherLanguages: readonly string[] = [
  // Czech
  'je že jsem jsi jsme jste jsou byl byla bylo být bych není nebo když protože který která které jak jako už ještě také taky tak ale až pro při před přes ve se si mi mě mu ho ji jim já ty my vy oni ten ta to toto tento tady tam kde kdy proč co kdo všechno všichni nic nikdo jen jenom velmi moc dobře špatně děkuji prosím dnes zítra včera dneska máme mám máte mají může můžu chci chce dělat říct vím nevím nefunguje aplikace zákazník objednávka služba peníze nákup',
  // Slovak
  'je že som si sme ste sú bol bola bolo byť nie alebo keď pretože ktorý ktorá ktoré ako už ešte tiež tak ale až pre pri pred cez vo sa mi ma mu ho ju im ja ty my vy oni ten tá to tento tu tam kde kedy prečo čo kto všetko všetci nič nikto len veľmi dobre zle ďakujem prosím dnes zajtra včera máme mám máte majú môže chcem chce robiť povedať viem neviem nefunguje aplikácia zákazník objednávka služba peniaze nákup',
  // Dutch
  'de het een en van ik je dat die in te niet is op met voor zijn er aan maar om hem dan zou of wat mijn men dit zo door over ze zich bij ook tot heeft hebben kan nog naar heb geen uit wij wel waar moet zij goed slecht nu alles iets niets niemand waarom hoe wie morgen vandaag gisteren bestelling klantenservice werkt kopen geld graag bedankt alstublieft echt leuk mooi weer jullie onze mensen',
  // Swedish
  'och att det som en på är av för med till den har inte om ett han men var jag sig från vi så kan när år under också efter eller nu sin där vid mot ska skulle kommer ut får finns vara hade alla andra mycket än här då sedan över bara in blir upp även vad dig mig min din varför hur vem imorgon idag igår beställning fungerar köpa pengar tack snälla bra dålig verkligen rolig fint människor',
  // Danish and Norwegian
  'og at det som en på er af for med til den har ikke om et han men var jeg sig fra vi så kan når år under også efter eller nu sin der ved mod skal ville kommer ud får findes være havde alle andre meget end her da siden over bare ind bliver op hvad dig mig min din hvorfor hvordan hvem i morgen dag går bestilling virker købe penge tak god dårlig virkelig noe ikke jeg deg meg hva hvorfor etter mye',
  // Turkish
  'bir ve bu da de için ne çok ama gibi daha o var ben sen biz siz onlar mi değil kadar sonra ile ki her şey en olarak diye benim senin nasıl neden kim nerede zaman şimdi bugün yarın dün iyi kötü güzel teşekkürler lütfen evet hayır olan oldu olur yok hiç bile sadece artık bana sana ona yapmak istiyorum çalışmıyor uygulama müşteri sipariş para hizmet almak',
  // Romanian
  'și de la un o în pe cu nu este sunt am ai are au mai dar sau că să ce cine unde când cum pentru din care acest această acum azi mâine ieri foarte bine rău mulțumesc rog toate tot nimic nimeni doar după până prin fără vreau poate trebuie merge aplicația client comandă bani serviciu cumpăra eu tu el ea noi voi ei',
  // Hungarian
  'a az és hogy nem egy is ez meg de van volt lesz csak már még mint vagy ha ki mi hol mikor miért hogyan most ma holnap tegnap nagyon jó rossz köszönöm kérem minden semmi senki én te ő mi ti ők nekem neked ezt azt lehet kell akarok tudom működik alkalmazás ügyfél rendelés pénz szolgáltatás vásárlás után előtt között',
  // Croatian and Slovene
  'je da se na u i za su od ne što kako koji koja koje sam si smo ste bio bila bilo biti nije ili kada jer već još tako ali do pri prije kroz me mi mu ga ju im ja ti mi vi oni taj ta to ovaj ovdje tamo gdje zašto tko sve ništa nitko samo vrlo dobro loše hvala molim danas sutra jučer imamo imam može želim radi aplikacija kupac narudžba usluga novac kaj sem smo bilo lahko tudi ampak zelo prosim včeraj',
  // Finnish
  'ja on ei se että hän oli mutta ovat minä sinä me te he kun niin kuin myös vain jos tai nyt tämä mitä missä milloin miksi miten kuka tänään huomenna eilen hyvä huono kiitos kaikki mikään kukaan olen olet olemme ollut voi pitää haluan toimii sovellus asiakas tilaus raha palvelu ostaa kanssa ilman jälkeen ennen erittäin todella',
];
