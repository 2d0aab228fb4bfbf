/** Where a key leads from place `at` of `count`; null: this key leads nowhere. Lines may run from right to left. Pure. */
export function stepped(key: string, at: number, count: number, rtl: boolean): number | null {
	const forward = rtl ? -1 : 1;
	const by = { ArrowRight: forward, ArrowLeft: -forward, ArrowDown: 1, ArrowUp: -1 }[key];
	if (by !== undefined) return Math.max(0, Math.min(count - 1, at + by));
	if (key === "Home") return 0;
	return key === "End" ? count - 1 : null;
}
