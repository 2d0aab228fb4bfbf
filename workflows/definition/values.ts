/** Reading parameters whose schema has already been checked. A wrong kind is a mistake of ours, and thrown. */

type Values = Readonly<Record<string, unknown>>;

/** The text of that name, or `""` where the parameter is absent. */
export function textAt(values: Values, name: string): string {
	const value = values[name];
	if (value === undefined) return "";
	if (typeof value !== "string") throw new TypeError(`parameter ${name} is no text`);
	return value;
}

/** The number of that name. @throws {TypeError} where it is absent: give the parameter a default. */
export function numberAt(values: Values, name: string): number {
	const value = values[name];
	if (typeof value !== "number") throw new TypeError(`parameter ${name} must have a numeric default`);
	return value;
}

/** True where the parameter of that name is true. */
export function flagAt(values: Values, name: string): boolean {
	return values[name] === true;
}

/** The texts of the list of that name; empty where the parameter is absent. */
export function textsAt(values: Values, name: string): string[] {
	const value = values[name];
	if (value === undefined) return [];
	if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
		throw new TypeError(`parameter ${name} is no list of texts`);
	return value;
}
