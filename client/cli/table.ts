/**
 * Lines of a table whose first row is its head: the first column to the left, the others to the right, unless `left`.
 * Pure.
 */
export function table(rows: readonly string[][], { left = false } = {}): string[] {
	const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
	return rows.map((row) =>
		row
			.map((cell, i) => (i === 0 || left ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
			.join("  ")
			.trimEnd(),
	);
}
