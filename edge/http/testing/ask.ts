import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Env } from "../../env.ts";
import { app } from "../../index.ts";

/** Asks an edge whose bindings are these where they are named, and the tests' own else. */
export async function askWith(change: Partial<Env>, path: string, init: RequestInit): Promise<Response> {
	const context = createExecutionContext();
	const response = await app.fetch(new Request(`https://edge${path}`, init), { ...env, ...change }, context);
	await waitOnExecutionContext(context);
	return response;
}
