/** Where in a request a value stands: a header (or one pair `t=…` of its list), a field of the JSON body, the query, or the user and password of Basic authorization. */
export type Place =
  | { readonly in: 'header'; readonly name: string; readonly pair?: string }
  | { readonly in: 'body'; readonly pointer: readonly string[] }
  | { readonly in: 'query'; readonly name: string }
  | { readonly in: 'basic' };
