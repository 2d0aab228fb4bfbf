import { destinationOf, insideOf } from "./destination.ts";
import type { Network } from "./network.ts";

/** Longest wait for an answer, in milliseconds, and its largest size in characters. */
const ANSWER_MS = 5000;
const MOST_CHARACTERS = 200_000;

export type Got = { ok: true; json: unknown } | { ok: false; why: string };

/**
 * Asks the public internet for JSON. Where the URL leads is looked at each time; redirects are not followed, and what is
 * too long is not read to its end. Never throws.
 */
export async function getJson(url: string, network: Network): Promise<Got> {
	const destination = destinationOf(url, network.allowLoopback);
	if (!destination.ok) return { ok: false, why: destination.message };
	try {
		if (destination.resolve !== null) {
			const inside = insideOf(destination.resolve, await network.resolve(destination.resolve));
			if (inside) return { ok: false, why: inside.message };
		}
	} catch {
		return { ok: false, why: `the name ${destination.resolve} could not be looked up` };
	}
	try {
		const response = await network.fetch(destination.url.href, {
			headers: { accept: "application/json" },
			redirect: "manual",
			signal: AbortSignal.timeout(ANSWER_MS),
		});
		if (response.status !== 200) {
			await response.body?.cancel().catch(() => {});
			return { ok: false, why: `${url} answered ${response.status}` };
		}
		const text = await readText(response);
		if (text === null) return { ok: false, why: `what ${url} answered is too long` };
		return { ok: true, json: JSON.parse(text) };
	} catch (error) {
		if (error instanceof SyntaxError) return { ok: false, why: `what ${url} answered is not JSON` };
		const late = error instanceof Error && error.name === "TimeoutError";
		return { ok: false, why: `${url} ${late ? "did not answer in time" : "cannot be reached"}` };
	}
}

async function readText({ body }: Response): Promise<string | null> {
	let text = "";
	if (body === null) return text;
	for await (const part of body.pipeThrough(new TextDecoderStream())) {
		text += part;
		if (text.length > MOST_CHARACTERS) return null;
	}
	return text;
}
