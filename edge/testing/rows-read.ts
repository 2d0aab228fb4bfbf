/** A D1 that counts the rows which its queries read, whichever way they are run. Columns of a query need names of their own. */
export function countingRows(real: D1Database): { db: D1Database; read: () => number } {
	let read = 0;
	const noted = <R extends D1Result>(result: R): R => {
		read += result.meta.rows_read;
		return result;
	};
	const counted = (statement: D1PreparedStatement): D1PreparedStatement =>
		new Proxy(statement, {
			get: (target, name) => {
				if (name === "bind") return (...values: unknown[]) => counted(target.bind(...values));
				if (name === "all" || name === "run") return async () => noted(await target.all());
				if (name === "raw")
					return async () => noted(await target.all<object>()).results.map((row) => Object.values(row));
				return Reflect.get(target, name, target);
			},
		});
	const db = new Proxy(real, {
		get: (target, name) => {
			if (name === "prepare") return (text: string) => counted(target.prepare(text));
			// What is prepared above is bound there: a batch takes only statements of its own.
			if (name === "batch")
				return async (statements: D1PreparedStatement[]) => (await target.batch(statements)).map(noted);
			return Reflect.get(target, name, target);
		},
	});
	return { db, read: () => read };
}
