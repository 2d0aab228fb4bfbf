import type { OidcRule } from "../../contract/access/oidc.ts";
import { SCOPES, type Scope } from "../../contract/access/scopes.ts";

/** Claims that are words with spaces between, by their definition. */
const OF_WORDS = ["scope", "scp"];

/** What a token with these claims may do: what every one of its issuer may, and what its rules add. Pure. */
export function scopesOf(
	claims: Record<string, unknown>,
	{ scopes, rules }: { scopes: readonly Scope[]; rules: readonly OidcRule[] },
): Scope[] {
	const given = new Set(scopes);
	for (const rule of rules) {
		if (valuesOf(claims, rule.claim).includes(rule.value)) for (const scope of rule.scopes) given.add(scope);
	}
	return SCOPES.filter((scope) => given.has(scope));
}

/** What a claim says. A claim whose name has dots itself comes before one that lies inside others. */
function valuesOf(claims: Record<string, unknown>, name: string): string[] {
	const found = Object.hasOwn(claims, name) ? claims[name] : inside(claims, name.split("."));
	if (typeof found === "string") return OF_WORDS.includes(name) ? found.split(" ") : [found];
	const values: unknown[] = Array.isArray(found) ? found : [found];
	return values.flatMap((value) =>
		typeof value === "string" || typeof value === "number" || typeof value === "boolean"
			? [String(value)]
			: [],
	);
}

function inside(value: unknown, path: string[]): unknown {
	return path.reduce<unknown>(
		(at, part) =>
			typeof at === "object" && at !== null && Object.hasOwn(at, part)
				? (at as Record<string, unknown>)[part]
				: undefined,
		value,
	);
}
