/** How a fact about a platform is known: read in the vendor's own documentation or source (V), in a secondary but current source (S), or nowhere that could be checked (U). */
export type Evidence = 'V' | 'S' | 'U';
