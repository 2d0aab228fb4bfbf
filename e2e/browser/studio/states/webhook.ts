import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { StudioAccount } from "../testing/account.ts";
import type { State } from "../testing/state.ts";

/** Somebody who takes or refuses what is posted, for as long as the pictures are taken. */
async function receiver(status: number): Promise<string> {
	const server = createServer((_request, response) => response.writeHead(status).end()).unref();
	await once(server.listen(0, "127.0.0.1"), "listening");
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/darkroom/events`;
}

const told = (status: number, delivery: string): Omit<State, "name"> => ({
	arrange: async ({ client }: StudioAccount) => {
		const { id } = await client.webhooks.create({
			...{ url: await receiver(status), description: "The shop's own server" },
			events: ["job.succeeded", "job.failed"],
		});
		await client.webhooks.test(id);
		return `/webhooks/${id}`;
	},
	ready: (page) => page.locator(`[data-delivery=${delivery}]`).waitFor(),
});

export const states: State[] = [
	{ name: "delivered", ...told(204, "delivered") },
	{ name: "refused", ...told(500, "failed") },
];
