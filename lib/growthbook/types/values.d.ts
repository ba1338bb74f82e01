/** What JSON can say. */
export type JSONValue = null | number | string | boolean | JSONValue[] | Record<string, unknown> | { [key: string]: JSONValue };

/** The type of a value whose default is a literal: `"blue"` stands for any string. */
export type WidenPrimitives<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

/** What is known of a user or a request. */
export type Attributes = Record<string, any>;
