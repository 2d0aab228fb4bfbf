/** Steps that it takes to look at a value with a schema. */
export function costOf(value: unknown): number {
	if (typeof value === "string") return 10 + Math.ceil(value.length / 50);
	if (Array.isArray(value)) return value.reduce((sum: number, item: unknown) => sum + costOf(item), 10);
	return 10;
}
