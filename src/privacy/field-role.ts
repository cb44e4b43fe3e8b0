/** What a field's name says of its value: personal of some kind, a technical id (no national phone formats are looked for), or unknown. */
export type FieldRole = 'email' | 'phone' | 'name' | 'bare-name' | 'personal' | 'id' | 'identifiers' | 'plain';

const words: readonly (readonly [FieldRole, string])[] = [
  ['email', 'email emailaddress mail useremail customeremail contactemail emailaddr adresemail'],
  [
    'phone',
    'phone phonenumber mobile mobilephone mobilenumber tel telephone msisdn cellphone homephone workphone telefon numertelefonu komorka',
  ],
  [
    'name',
    'fullname firstname lastname surname givenname familyname middlename displayname nickname username screenname handle customername authorname username imie nazwisko imienazwisko',
  ],
  ['bare-name', 'name'],
  [
    'personal',
    'address address1 address2 addressline1 addressline2 street streetaddress zip zipcode postalcode postcode birthday birthdate dateofbirth dob ip ipaddress clientip pesel passport idnumber iban cardnumber avatar avatarurl profileimage photo adres ulica kodpocztowy dataurodzenia useragent unmapped answers',
  ],
  [
    'id',
    'id order orderid post postid campaign campaignid adset ad adid clickid product productid sku message messageid form formid key transaction transactionid invoice gclid fbclid ttclid platform currency type brand channel operation connector rule group groupid ean nip regon products items',
  ],
  ['identifiers', 'identifiers'],
];

const roles = new Map<string, FieldRole>(words.flatMap(([role, list]) => list.split(' ').map((word) => [word, role] as const)));
/** A name that ends like this is a technical id: `ticketId`, `voucher_code`. */
const TECHNICAL_ENDINGS = ['id', 'ids', 'code', 'sku', 'ref', 'hash', 'key', 'token'];

const remembered = new Map<string, FieldRole>();

/** The role of a field by its name, whatever its case and whether words are parted by `_`, `-`, a space or not at all. Names seen before are remembered (4,096 at most). */
export function fieldRole(name: string): FieldRole {
  let role = remembered.get(name);
  if (role !== undefined) return role;
  const word = folded(name);
  role = roles.get(word) ?? (TECHNICAL_ENDINGS.some((ending) => word.endsWith(ending)) ? 'id' : 'plain');
  if (remembered.size < 4_096 && name.length <= 64) remembered.set(name, role);
  return role;
}

/** Lower case, no marks on letters (imię → imie), letters and digits only. */
function folded(name: string): string {
  let word = '';
  for (const letter of name.slice(0, 64).normalize('NFD').toLowerCase()) {
    if ((letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9')) word += letter;
    else if (letter === 'ł') word += 'l';
  }
  return word;
}
