import type { components, paths } from './generated';

/** Lists and free objects may be left out of what is sent; in what the server answers they always stand. */
type Always<T> = NonNullable<T> extends readonly unknown[] ? true : string extends keyof T ? true : false;
type Answered<T> = T extends readonly (infer Item)[]
  ? Answered<Item>[]
  : T extends object
    ? {
        [Key in keyof T as Always<NonNullable<T[Key]>> extends true ? Key : never]-?: Answered<
          NonNullable<T[Key]>
        >;
      } & {
        [Key in keyof T as Always<NonNullable<T[Key]>> extends true ? never : Key]: Answered<T[Key]>;
      }
    : T;

/** A noun of the interface, as the server answers it. */
export type Schema<Name extends keyof components['schemas']> = Answered<components['schemas'][Name]>;

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

type Operation<Path extends keyof paths, M extends Method> = M extends keyof paths[Path]
  ? paths[Path][M]
  : never;

/** The paths that have an operation of this method. */
export type PathWith<M extends Method> = {
  [Path in keyof paths]: Operation<Path, M> extends { responses: unknown } ? Path : never;
}[keyof paths];

type JsonOf<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : void;

/** What a call answers when it goes well. */
export type Answer<M extends Method, Path extends PathWith<M>> =
  Operation<Path, M> extends { responses: infer Responses }
    ? Answered<JsonOf<Responses[keyof Responses & (200 | 201 | 202 | 204)]>>
    : never;

/** The JSON body a call expects. */
export type Body<M extends Method, Path extends PathWith<M>> =
  Operation<Path, M> extends { requestBody?: { content: { 'application/json': infer Sent } } }
    ? Sent
    : undefined;

/** A part of a list; `next_cursor` is empty at its end. */
export interface Page<Item> {
  items: Item[];
  next_cursor?: string | null;
  total?: number | null;
}

export type QueryValue = string | number | boolean | null | undefined;

/** Where a call goes: values for `{name}` in the path, and the query string. Empty values are left out. */
export interface Place {
  params?: Record<string, string | number>;
  query?: Record<string, QueryValue>;
}
