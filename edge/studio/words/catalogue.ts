import type { Locale } from "./locale.ts";

/** Text with `{name}`s in it; where it tells of a number, a form for each of the language's plurals, by `{n}`. */
export type Message = string | ({ other: string } & { [form in Intl.LDMLPluralRule]?: string });
export type Catalogue = Record<string, Message>;

type NamesIn<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
/** What a message wants to be filled with. */
type NamesOf<M> = M extends string ? NamesIn<M> : M extends { other: infer O } ? NamesIn<O> | "n" : never;
type Values<M> = { [name in NamesOf<M>]: name extends "n" ? number : string | number };

/** Every key of English, with the same placeholders, and no other key. Anything else is an error that says which. */
type Checked<E, T> = {
	[K in keyof T]: K extends keyof E
		? [NamesOf<T[K]>, NamesOf<E[K]>] extends [NamesOf<E[K]>, NamesOf<T[K]>]
			? T[K]
			: { "placeholders differ from English": NamesOf<E[K]> }
		: { "English has no such key": K };
};

/** Says a catalogue of English again: `export default translationOf<typeof en>()({ … })`. */
export function translationOf<E extends Catalogue>() {
	return <const T extends Record<keyof E, Message>>(words: T & Checked<E, T>): T => words;
}

/** Says a message; what it wants to be filled with is asked for by its type. */
export type Say<E extends Catalogue> = <K extends keyof E & string>(
	key: K,
	...values: [NamesOf<E[K]>] extends [never] ? [] : [Values<E[K]>]
) => string;

/** A catalogue as a function. Numbers are written as the language writes them. */
export function sayIn<E extends Catalogue>(locale: Locale, words: Record<keyof E & string, Message>): Say<E> {
	const plurals = new Intl.PluralRules(locale);
	const numbers = new Intl.NumberFormat(locale);
	return (key, ...[values]) => {
		const message = words[key];
		const given = (values ?? {}) as Record<string, string | number>;
		const text =
			typeof message === "string" ? message : (message[plurals.select(Number(given.n))] ?? message.other);
		return text.replace(/\{(\w+)\}/g, (_, name: string) => {
			const value = given[name] ?? "";
			return typeof value === "number" ? numbers.format(value) : value;
		});
	};
}

/** The names between braces in a message, sorted, of all its forms together. */
export function placeholdersOf(message: Message): string[] {
	const text = typeof message === "string" ? message : Object.values(message).join(" ");
	return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name))].sort();
}
