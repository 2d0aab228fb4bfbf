/**
 * Negative, zero or positive as version `a` is older than `b`, the same or newer. Dotted numbers are compared,
 * a leading `v` and whatever follows them are not looked at; what does not begin with a number counts as 0.
 */
export function compareVersions(a: string, b: string): number {
	const parts = (v: string) => (/^v?(\d+(?:\.\d+)*)/.exec(v.trim())?.[1] ?? "0").split(".").map(Number);
	const [x, y] = [parts(a), parts(b)];
	for (let i = 0; i < Math.max(x.length, y.length); i++) {
		const difference = (x[i] ?? 0) - (y[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/**
 * Of things that each hold from a ComfyUI version on, oldest first: the one that holds for this version.
 * Undefined where all are newer. A version that cannot be read (a fork's, "unknown") counts as the newest.
 */
export function holdingFor<T extends { comfyui: string }>(
	forms: readonly T[] | undefined,
	comfyui: string,
): T | undefined {
	return forms?.findLast((form) => !isOlder(comfyui, form.comfyui));
}

/** Whether a ComfyUI is older than a version. One that cannot be read (a fork's, "unknown") is not. */
export function isOlder(comfyui: string, than: string): boolean {
	return isReadable(comfyui) && compareVersions(comfyui, than) < 0;
}

function isReadable(comfyui: string): boolean {
	return /^v?\d/.test(comfyui.trim());
}
