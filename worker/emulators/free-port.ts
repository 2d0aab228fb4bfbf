import { randomInt } from "node:crypto";
import { createServer } from "node:net";

const taken = new Set<number>();

/**
 * A port for a ComfyUI, which can come back to it after it was killed. It lies below those the system gives to
 * outgoing connections, so that none of them sits on it meanwhile; no two callers in this process are given the same.
 */
export async function freePort(): Promise<number> {
	while (true) {
		const port = randomInt(12_000, 32_000);
		if (taken.has(port)) continue;
		taken.add(port);
		const server = createServer();
		const free = new Promise<boolean>((resolve) => {
			server.once("error", () => resolve(false));
			server.listen(port, "127.0.0.1", () => resolve(true));
		});
		if (!(await free)) continue;
		await new Promise((resolve) => server.close(resolve));
		return port;
	}
}
