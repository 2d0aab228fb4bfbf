import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { startStack } from "./stack/stack.ts";

test("data whose operator key was rotated start again, with the account as before and an operator key that is good", async () => {
	const state = await mkdtemp(path.join(os.tmpdir(), "darkroom-data-"));
	try {
		const first = await startStack({ state, edgeOnly: true });
		const key = first.client.key;
		const ask = (url: string, as: string) =>
			fetch(`${url}/v1/accounts`, { headers: { authorization: `Bearer ${as}` } });
		let rotated: { key: string };
		try {
			const response = await fetch(`${first.edge.url}/v1/operator-keys/rotate`, {
				method: "POST",
				headers: { authorization: `Bearer ${first.adminKey}` },
			});
			rotated = (await response.json()) as { key: string };
			expect((await ask(first.edge.url, first.adminKey)).status).toBe(401);
		} finally {
			await first.stop();
		}
		const second = await startStack({ state, edgeOnly: true });
		try {
			expect(second.client.key).toBe(key);
			const answers = [second.adminKey, rotated.key, first.adminKey].map((as) => ask(second.edge.url, as));
			expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 401]);
		} finally {
			await second.stop();
		}
	} finally {
		await rm(state, { recursive: true, force: true, maxRetries: 5 });
	}
});
