/** Showing data of any size in an answer that has an end. */

/** The text, or its beginning and how much more there was. Never cuts a character in two. */
export function cutText(text: string, length: number): string {
	if (text.length <= length) return text;
	const end = /[\ud800-\udbff]/.test(text.charAt(length - 1)) ? length - 1 : length;
	return `${text.slice(0, end)}… (${text.length - end} more characters)`;
}

/**
 * JSON data, or a copy of its beginning that takes about `room` characters as JSON: long texts are cut, lists and
 * objects end early, and a last item says how many were left out. Looks at no more than it shows.
 */
export function excerpt(value: unknown, room: number): unknown {
	let left = room;
	const copy = (item: unknown, depth: number): unknown => {
		if (typeof item === "string") {
			const shown = cutText(item, Math.max(0, left));
			left -= shown.length + 2;
			return shown;
		}
		left -= 8;
		if (typeof item !== "object" || item === null) return item;
		if (depth > 32) return "…";
		if (Array.isArray(item)) {
			const shown: unknown[] = [];
			for (const member of item) {
				if (left <= 0) break;
				shown.push(copy(member, depth + 1));
			}
			return shown.length === item.length ? shown : [...shown, `… ${item.length - shown.length} more`];
		}
		// What is no plain data, such as a number that is shown as a float, is small.
		if (Object.getPrototypeOf(item) !== Object.prototype && Object.getPrototypeOf(item) !== null) return item;
		const shown: [string, unknown][] = [];
		const names = Object.keys(item);
		for (const name of names) {
			if (left <= 0) break;
			left -= Math.min(name.length, 200) + 4;
			shown.push([cutText(name, 200), copy((item as Record<string, unknown>)[name], depth + 1)]);
		}
		if (shown.length < names.length) shown.push(["…", `${names.length - shown.length} more`]);
		return Object.fromEntries(shown);
	};
	return copy(value, 0);
}
