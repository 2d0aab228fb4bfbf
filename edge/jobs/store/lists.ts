/** Characters of JSON in one parameter: D1 takes two million bytes. */
const PARAMETER_CHARS = 400_000;

/** Rows as JSON lists, each small enough for one parameter. */
export function lists(rows: readonly object[]): string[] {
	const found: string[] = [];
	let list: string[] = [];
	let chars = 0;
	for (const row of rows.map((row) => JSON.stringify(row))) {
		if (list.length > 0 && chars + row.length > PARAMETER_CHARS) {
			found.push(`[${list.join()}]`);
			list = [];
			chars = 0;
		}
		list.push(row);
		chars += row.length;
	}
	if (list.length > 0) found.push(`[${list.join()}]`);
	return found;
}
