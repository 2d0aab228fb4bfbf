import { afterAll, expect } from "vitest";

/**
 * Everything that is logged while the tests of a file run is kept, and at the end searched for the secrets
 * that were used in it. Keys, tokens, tickets and grants belong in no log.
 */
const secrets = new Set<string>();
let logged = "";

for (const level of ["debug", "log", "info", "warn", "error"] as const) {
	const original = console[level].bind(console);
	console[level] = (...parts: unknown[]) => {
		logged += `${parts.map((part) => (part instanceof Error ? `${part.stack}` : JSON.stringify(part))).join(" ")}\n`;
		// A route that breaks on purpose says so; that is noise here.
		if (!/"level":"error"/.test(String(parts[0]))) original(...parts);
	};
}

/** Remembers secrets that must not be found in the log. */
export function keepSecrets(...values: (string | undefined)[]): void {
	for (const value of values) if (value !== undefined && value.length >= 16) secrets.add(value);
}

/** What was logged until now. */
export function log(): string {
	return logged;
}

afterAll(() => {
	for (const secret of secrets) expect(logged.includes(secret), "a secret was logged").toBe(false);
	expect(logged).not.toMatch(/d[kwo]_live_[0-9A-Za-z]{30}/);
	expect(logged).not.toMatch(/whsec_[0-9A-Za-z+/]{30}/);
	expect(logged).not.toMatch(/eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/);
});
