/**
 * Written by `npm run generate` from docs/openapi.json; never edited by hand.
 * Empty until the server's description exists: then calls by a known path are typed from it.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface paths {}
export interface components {
  schemas: Record<string, never>;
}
