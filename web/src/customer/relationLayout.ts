import type { RelatedPerson, RelationMap } from './relationKinds';

/** A person with their place in the picture. */
export interface Placed {
  person: RelatedPerson;
  x: number;
  y: number;
}

export interface Layout {
  placed: Placed[];
  width: number;
  height: number;
}

/** Room between two boxes for "Referrer → Referred". */
const column = 276;
const row = 64;

/**
 * Columns by level, left to right, the person asked about first. Within a column people stand near those
 * they were reached from, so that few lines cross.
 */
export function layOut(map: RelationMap): Layout {
  const levels = new Map<number, RelatedPerson[]>();
  for (const person of map.people) levels.set(person.level, [...(levels.get(person.level) ?? []), person]);
  const tallest = Math.max(1, ...[...levels.values()].map((people) => people.length));
  const height = Math.max(240, tallest * row + 40);
  const deepest = Math.max(0, ...levels.keys());
  const places = new Map<number, Placed>();
  for (let level = 0; level <= deepest; level++) {
    const people = [...(levels.get(level) ?? [])];
    const parent = (id: number) => {
      for (const { from_id, to_id } of map.links) {
        const other = from_id === id ? to_id : to_id === id ? from_id : 0;
        const place = places.get(other);
        if (place && place.person.level < level) return place.y;
      }
      return 0;
    };
    people.sort((left, right) => parent(left.id) - parent(right.id) || left.id - right.id);
    people.forEach((person, index) => {
      places.set(person.id, {
        person,
        x: 86 + level * column,
        y: height / 2 + (index - (people.length - 1) / 2) * (height / Math.max(people.length, 1.6)),
      });
    });
  }
  return { placed: [...places.values()], width: 172 + deepest * column, height };
}
