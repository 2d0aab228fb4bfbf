import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { HttpPool } from "../../process/request.ts";
import { ComfyHttp } from "./http.ts";

test("a file that is put into ComfyUI comes between boundaries that nobody can foresee", async () => {
	const types: string[] = [];
	const server = createServer((request, response) => {
		types.push(request.headers["content-type"] ?? "");
		request.resume().on("end", () => response.end(JSON.stringify({ name: "a.png", subfolder: "s" })));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	const pool = new HttpPool();
	try {
		const comfy = new ComfyHttp(new URL(`http://127.0.0.1:${port}`), pool);
		const file = { filename: "a.png", subfolder: "s", contentType: "image/png", size: 1 };
		const open = () => Readable.from([Buffer.from("x")]);
		expect(await comfy.upload({ ...file, open })).toBe("s/a.png");
		await comfy.upload({ ...file, open });
		expect(types[0]).toMatch(/boundary=darkroom-[0-9a-f-]{36}$/);
		expect(types[1]).not.toBe(types[0]);
	} finally {
		pool.close();
		server.close();
	}
});
