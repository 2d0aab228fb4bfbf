/** Which foreign web pages may call the API and open sockets. `*`: every one. */
export type AllowedOrigins = ReadonlySet<string>;

/**
 * Reads `ALLOWED_ORIGINS`: origins with commas or spaces between, such as `https://app.example`; what stands behind
 * the origin (a slash, a path) is left out. @throws Error for what is none, with what it was.
 */
export function readOrigins(text: string | undefined): AllowedOrigins {
	const entries = (text ?? "").split(/[\s,]+/).filter((entry) => entry !== "");
	return new Set(entries.map(readOrigin));
}

function readOrigin(text: string): string {
	if (text === "*") return "*";
	const url = URL.canParse(text) ? new URL(text) : null;
	if (!url || !/^https?:$/.test(url.protocol) || text.includes("*"))
		throw new Error(`ALLOWED_ORIGINS: ${JSON.stringify(text)} is no origin such as https://app.example`);
	return url.origin;
}
