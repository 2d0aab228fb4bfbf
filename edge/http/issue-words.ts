import type { z } from "@hono/zod-openapi";

/** What is wrong at one place of a request, for whoever sent it: Zod's own words, unless they are about JavaScript. */
export function wordsOf(issue: z.core.$ZodIssue): string {
	if (issue.code === "invalid_type") {
		if (issue.message.endsWith("received undefined")) return `missing: ${kindOf(issue.expected)} is required`;
		if (issue.message.endsWith("received NaN")) return "is there once, and a number";
	}
	if (issue.code === "invalid_format" && issue.format === "datetime")
		return "is no time: write it like 2026-11-27T09:30:00Z";
	if (issue.code === "invalid_key") {
		const [inner] = issue.issues;
		return `the name does not fit: ${inner === undefined ? issue.message : lowered(wordsOf(inner))}`;
	}
	return issue.message;
}

const kinds: Record<string, string> = {
	array: "a list",
	object: "an object",
	record: "an object",
	int: "a whole number",
	boolean: "true or false",
};

function kindOf(expected: string): string {
	return kinds[expected] ?? `a ${expected}`;
}

const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
