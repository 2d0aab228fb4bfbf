/** The parts of `path` that `pattern` (`/jobs/:id`) names; null where it is another one. Pure. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
	const wanted = pattern.split("/").filter(Boolean);
	const given = path.split("/").filter(Boolean);
	if (wanted.length !== given.length) return null;
	const params: Record<string, string> = {};
	for (const [i, part] of wanted.entries()) {
		const text = decoded(given[i] ?? "");
		if (text === null) return null;
		if (part.startsWith(":")) params[part.slice(1)] = text;
		else if (part !== text) return null;
	}
	return params;
}

function decoded(part: string): string | null {
	try {
		return decodeURIComponent(part);
	} catch {
		return null;
	}
}
