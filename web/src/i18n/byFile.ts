export type Words = { [key: string]: string | Words };

/** Words under the names of their files: `./offer.json` and `./first/offer.json` give `offer`. */
export function byFile(files: Record<string, object>): Words {
  return Object.fromEntries(
    Object.entries(files).map(([path, words]) => [/([\w-]+)\.json$/.exec(path)?.[1] ?? path, words as Words]),
  );
}
