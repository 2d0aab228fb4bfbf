/** A share of what was tried, and where its true value lies with 95 % certainty. */
export interface Rate {
	passed: number;
	of: number;
	/** 0 to 1; null where nothing was tried. */
	share: number | null;
	low: number;
	high: number;
}

/** The quantile of the normal distribution for two-sided 95 %. */
const Z = 1.959963984540054;

/** The interval of Wilson (1927): it holds for few trials, and for shares near 0 and 1, where the usual one does not. */
export function wilson(passed: number, of: number): Rate {
	if (of === 0) return { passed, of, share: null, low: 0, high: 1 };
	const share = passed / of;
	const under = 1 + (Z * Z) / of;
	const middle = (share + (Z * Z) / (2 * of)) / under;
	const reach = (Z / under) * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
	return { passed, of, share, low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
